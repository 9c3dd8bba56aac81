"""Digits as an honest generator and as replaying ones draw them, and what the copy checks say."""

import numpy as np

from metrics.copying.exact_copies import are_copies
from metrics.privacy import PrivacyEvidence, measure
from report.privacy_table import PrivacyTable

RECORDS = 60
CLASSES = tuple(range(10))


def parts_of(digits, index):
    """Stored examples of a digit: training, held out, fresh, reference; the rest is honest."""
    rows = np.random.default_rng(index).permutation(np.flatnonzero(digits.labels == index))
    counts = np.cumsum([RECORDS, RECORDS, 20, 10])
    return [digits.examples[part] for part in np.split(rows, counts)]


def evidence_of(digits, index, draw):
    training, held_out, fresh, reference, honest = parts_of(digits, index)
    drawn = draw(training, honest, np.random.default_rng(100 + index))
    features = [each.reshape(len(each), -1).astype(float) for each in (
        drawn, training, held_out, fresh, reference
    )]  # fmt: skip
    return PrivacyEvidence(
        drawn=features[0], training=features[1], held_out=features[2], fresh=features[3],
        reference=features[4], is_copy=are_copies(drawn, training),
        fresh_is_copy=are_copies(fresh, training),
    )  # fmt: skip


def honest_ones(training, honest, draw):
    return honest


def replays(training, honest, draw):
    return training[draw.integers(0, len(training), 100)]


def noisy_replays(training, honest, draw):
    chosen = training[draw.integers(0, len(training), 100)]
    return (chosen + draw.integers(0, 12, chosen.shape)).clip(0, 255).astype(np.uint8)


def half_replays(training, honest, draw):
    return np.concatenate([honest, training[draw.permutation(len(training))[: len(honest)]]])


def table_of(digits, draw, indices=CLASSES):
    evidence = {str(index): evidence_of(digits, index, draw) for index in indices}
    return PrivacyTable(measure(evidence, seed=0))
