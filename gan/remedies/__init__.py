"""Remedies for ill trainings and small data; each is a file."""
