"""The parts of the page: each module says when it is shown, and builds it."""
