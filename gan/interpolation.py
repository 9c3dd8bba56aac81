"""From one latent vector to another, by the way that a generator knows."""

import numpy as np

# Nearer to one line than this (radians), a sine would be divided by nearly nothing.
_PARALLEL = 1e-4


def slerp(start: np.ndarray, end: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Vectors on the great circle between two others.

    On the straight line between two normal latents the middle is shorter than nearly all latents
    that a generator was trained on; here lengths stay usual ones.

    Args:
        start: float [d], not zero.
        end: float [d], not zero.
        shares: float [n], how far each is from `start` (0) to `end` (1).

    Returns:
        float32 [n, d]; on the straight line where both point the same or the opposite way, between
        which there is no circle, or no single one.

    Reference:
        Shoemake, "Animating rotation with quaternion curves", 1985; for latents White, "Sampling
        generative networks", 2016, section 2.1.
    """
    first, last = (np.asarray(each, np.float64) for each in (start, end))
    share = np.asarray(shares, np.float64)[:, None]
    cosine = first @ last / (np.linalg.norm(first) * np.linalg.norm(last))
    angle = np.arccos(np.clip(cosine, -1.0, 1.0))
    if min(angle, np.pi - angle) < _PARALLEL:
        return ((1 - share) * first + share * last).astype(np.float32)
    weights = np.sin((1 - share) * angle), np.sin(share * angle)
    return ((weights[0] * first + weights[1] * last) / np.sin(angle)).astype(np.float32)


def walk(latents: np.ndarray, steps: int) -> np.ndarray:
    """A closed way through latents.

    Args:
        latents: float [m, d], m >= 2, passed in this order and back to the first.
        steps: From one to the next, the first of them counted, >= 1.

    Returns:
        float32 [m * steps, d]; row i * steps is latent i.
    """
    shares = np.arange(steps) / steps
    ends = np.roll(latents, -1, axis=0)
    return np.concatenate([slerp(one, other, shares) for one, other in zip(latents, ends)])
