"""How far recordings are changed; needs no TensorFlow."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SoundPolicy:
    """Ranges of random changes; every recording of every batch draws its own. Nothing is turned
    round, raised or lowered by more than one voice differs from another."""

    name: str = "sound"
    reason: str = "Small changes that keep what was said."
    speed: float = 0.08
    """Largest part by which a recording is slower or faster, and its notes lower or higher."""
    shift: float = 0.05
    """Largest way to either side, as a part of the length; what comes in is silence."""
    noise: float = 0.003
    """Largest standard deviation of white noise, as a part of the loudest sample."""
    pause: float = 0.05
    """Longest part of a recording that is silenced."""

    def describe(self) -> str:
        """The ranges in one line of text."""
        return (
            f"speed ±{100 * self.speed:g} %, shift ±{100 * self.shift:g} % of the length, white "
            f"noise up to {100 * self.noise:g} % of the loudest sample, a pause of up to "
            f"{100 * self.pause:g} % of the length"
        )


SOUND = SoundPolicy()
