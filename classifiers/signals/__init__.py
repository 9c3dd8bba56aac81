"""Classifiers of recordings: they are given sound and hear it themselves."""
