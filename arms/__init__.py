"""The arms: which examples a classifier learns from, and what makes them."""
