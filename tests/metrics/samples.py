"""Samples of which the answer is known, and digits as a cheap judge sees them."""

from dataclasses import dataclass

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from metrics.evidence import Evidence, Sample
from metrics.measuring import ClassSamples
from metrics.sharpness import sharpness


def sample(features, label: int = 0, classes: int = 2) -> Sample:
    """Features [n, d] of one class, all named as it."""
    features = np.asarray(features, np.float64)
    return Sample(features, np.tile(np.eye(classes)[label], (len(features), 1)), _labels(features))


def _labels(features):
    return np.zeros(len(features), int)


def evidence(real, drawn) -> Evidence:
    return Evidence(sample(real), sample(drawn))


def mixture(rng: np.random.Generator, count: int, modes: int = 10, spread: float = 1.0):
    """Float64 [count, 8] from equally frequent modes far apart, in a fixed place each."""
    centres = 8 * np.random.default_rng(7).normal(size=(10, 8))
    return centres[rng.integers(0, modes, count)] + spread * rng.normal(size=(count, 8))


@dataclass(frozen=True)
class Digits:
    """The bundled digits in four parts, seen by a logistic regression on their pixels."""

    judge: LogisticRegression
    images: np.ndarray
    """[n, 8, 8, 1], those that the judge has not learned from."""
    labels: np.ndarray

    @classmethod
    def load(cls) -> "Digits":
        found = load_digits()
        order = np.random.default_rng(0).permutation(len(found.target))
        learned, other = order[:400], order[400:]
        judge = LogisticRegression(max_iter=2000).fit(found.data[learned], found.target[learned])
        return cls(judge, found.images[other][..., None], found.target[other])

    def see(self, images: np.ndarray, label: int) -> Sample:
        pixels = images.reshape(len(images), -1)
        labels = np.full(len(images), label)
        return Sample(pixels, self.judge.predict_proba(pixels), labels, sharpness(images))

    def parts(self, label: int, seed: int) -> list[np.ndarray]:
        """Images of a class to compare with (a half), to hold out and to draw (a quarter each)."""
        own = self.images[self.labels == label]
        order = np.random.default_rng(seed).permutation(len(own))
        return [own[rows] for rows in np.split(order, [len(own) // 2, len(own) * 3 // 4])]

    def samples(self, label: int, seed: int, fault=lambda images: images) -> ClassSamples:
        """A class whose generator makes of real images what the fault makes of them."""
        compared, held_out, drawn = self.parts(label, seed)
        seen = [self.see(images, label) for images in (compared, fault(drawn), held_out)]
        return ClassSamples(*seen)
