"""Which drawn examples are training examples, value by value?"""

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from metrics.copying.evidence import CopyEvidence, Measured, of_each


def measure(evidence: CopyEvidence) -> Measured:
    """1 for an exact copy, else 0."""
    return of_each(evidence.is_copy)


def are_copies(drawn: np.ndarray, records: np.ndarray) -> npt.NDArray[np.bool_]:
    """Whether each stored example [m, ...] equals one of the records [n, ...]: bool [m].

    Compared by SHA-256, so that a table of the records is small. Of floats all gaps (NaN) are
    alike, and so are the two zeros.
    """
    known = set(_digests(records))
    return np.array([digest in known for digest in _digests(drawn)], bool)


def _digests(examples: np.ndarray) -> Iterable[bytes]:
    if examples.dtype.kind == "f":
        examples = np.where(np.isnan(examples), np.nan, examples + 0.0)
    return (hashlib.sha256(np.ascontiguousarray(each).tobytes()).digest() for each in examples)
