"""Membership inference: how a candidate is scored by what is known of a generator."""
