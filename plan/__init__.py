"""What is to be done and where it stands: configuration, units, run directory. Trains nothing."""
