"""The spine that the other packages lean on: configuration, run directory, stages, report."""
