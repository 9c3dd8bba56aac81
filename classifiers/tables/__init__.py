"""Classifiers of the rows of tables: several of them judge every arm, each with fixed settings."""
