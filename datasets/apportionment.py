"""Share a total among groups in proportion to their sizes, in whole numbers."""

import numpy as np
import numpy.typing as npt


def apportion(total: int, sizes: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Whole shares in proportion to `sizes`, by the method of the largest remainder.

    Every group gets its exact share rounded down; what is left over goes, one each, to the groups
    that lost most by the rounding (the first of them where they lost the same). All sums are done
    in integers, so that no share hangs on the last bit of a float.

    Args:
        total: What is shared, 0..sum(sizes).
        sizes: Integers >= 0, `[k]`.

    Returns:
        int64 `[k]`, summing to `total`, nowhere above `sizes`.

    Raises:
        ValueError: Where `total` is negative or above the sum of the sizes.
    """
    counts = np.asarray(sizes, dtype=np.int64)
    whole = int(counts.sum())
    if not 0 <= total <= whole:
        raise ValueError(f"total must lie in 0..{whole}, got {total}")
    if whole == 0:
        return np.zeros_like(counts)
    shares, remainders = np.divmod(total * counts, whole)
    left_over = total - int(shares.sum())
    shares[np.argsort(-remainders, kind="stable")[:left_over]] += 1
    return shares
