"""What a run has found: results, the answer in words, the page, the terminal's table."""
