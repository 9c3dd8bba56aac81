"""Pictures of a run: each module turns data into one kind of figure or animation."""
