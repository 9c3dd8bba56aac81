"""Many runs: what is asked for, doing it, and what they say together."""
