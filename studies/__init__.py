"""Many runs: what is asked for, doing it, what they say together, and where they are."""
