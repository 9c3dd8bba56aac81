"""Many runs: what they have in common, what differs, and where they are."""
