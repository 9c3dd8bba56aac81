"""Tables of GANs (stand-in until the other branch is merged)."""

USABLE = ("ok", "unknown")
