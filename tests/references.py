"""The plainest possible versions of what the program computes: loops, float64, no cleverness."""

import math
from collections.abc import Sequence

import numpy as np


def softplus(x: float) -> float:
    """log(1 + e^x), for any x."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def mean_cross_entropy_real(logits: np.ndarray) -> float:
    """Mean of -log sigmoid(logit)."""
    values = [softplus(-float(logit)) for logit in logits.ravel()]
    return sum(values) / len(values)


def mean_cross_entropy_fake(logits: np.ndarray) -> float:
    """Mean of -log(1 - sigmoid(logit))."""
    values = [softplus(float(logit)) for logit in logits.ravel()]
    return sum(values) / len(values)


def mean_negative(logits: np.ndarray) -> float:
    """Mean of -logit."""
    return -sum(float(logit) for logit in logits.ravel()) / logits.size


def mean_hinge(logits: np.ndarray, side: int) -> float:
    """Mean of max(0, 1 - side * logit), side 1 or -1."""
    return sum(max(0.0, 1.0 - side * float(logit)) for logit in logits.ravel()) / logits.size


def mean_pairing_loss(real: np.ndarray, fake: np.ndarray) -> float:
    """Mean over pairs of -log sigmoid(real - fake)."""
    pairs = zip(real.ravel(), fake.ravel(), strict=True)
    return sum(softplus(float(other) - float(one)) for one, other in pairs) / real.size


def numeric_gradient(function, point: np.ndarray, step: float) -> np.ndarray:
    """Central differences of a scalar function, one coordinate at a time."""
    gradient = np.zeros(point.shape)
    for position in np.ndindex(point.shape):
        shift = np.zeros(point.shape, point.dtype)
        shift[position] = step
        gradient[position] = (function(point + shift) - function(point - shift)) / (2 * step)
    return gradient


def first_adam_step(gradient: np.ndarray, rate: float, beta_1: float) -> np.ndarray:
    """What Adam adds to a weight in its first step (Kingma and Ba 2015, section 2, last lines)."""
    beta_2, epsilon = 0.999, 1e-7
    first, second = (1 - beta_1) * gradient, (1 - beta_2) * gradient**2
    step_size = rate * math.sqrt(1 - beta_2) / (1 - beta_1)
    return -step_size * first / (np.sqrt(second) + epsilon)


def moving_average(
    first: Sequence[np.ndarray], later: Sequence[Sequence[np.ndarray]], decay: float
) -> list[np.ndarray]:
    """The average of weights after every update, with the warm-up (1 + t) / (10 + t)."""
    average = [weight.astype(np.float64) for weight in first]
    for step, weights in enumerate(later):
        rate = min(decay, (1 + step) / (10 + step))
        average = [rate * old + (1 - rate) * new for old, new in zip(average, weights)]
    return average


def median_neighbour_distance(images: np.ndarray) -> float:
    """Median over the images of the Euclidean distance to the nearest other one, all pairs."""
    nearest = []
    for i, one in enumerate(images):
        others = [
            math.sqrt(((one.astype(float) - other.astype(float)) ** 2).sum())
            for j, other in enumerate(images)
            if i != j
        ]
        nearest.append(min(others))
    return float(np.median(nearest))


def to_uint8(images: np.ndarray) -> np.ndarray:
    """Pixels in [-1, 1] as 0..255, one value at a time."""
    flat = [min(255, max(0, round((float(value) + 1) * 127.5))) for value in images.ravel()]
    return np.array(flat, np.uint8).reshape(images.shape)


def predicted_classes(probabilities: np.ndarray) -> list[int]:
    """The most probable class of every row, the first of equals."""
    classes = []
    for row in probabilities:
        best = 0
        for index, value in enumerate(row):
            if value > row[best]:
                best = index
        classes.append(best)
    return classes


def confusion(probabilities: np.ndarray, labels: np.ndarray) -> list[list[int]]:
    """Counts of class (row) called class (column)."""
    k = probabilities.shape[1]
    matrix = [[0] * k for _ in range(k)]
    for truth, called in zip(labels, predicted_classes(probabilities)):
        matrix[truth][called] += 1
    return matrix


def mean_cross_entropy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Mean of -log of the true class's probability, never below log(1e-7)."""
    values = [
        -math.log(min(1.0, max(1e-7, float(row[label]))))
        for row, label in zip(probabilities, labels)
    ]
    return sum(values) / len(values)


def euclidean(one: np.ndarray, other: np.ndarray) -> float:
    """The distance of two vectors."""
    return math.sqrt(((one.astype(float) - other.astype(float)) ** 2).sum())


def mean_pairwise_distance(vectors: np.ndarray) -> float:
    """Mean distance over all pairs of different rows."""
    distances = [euclidean(a, b) for i, a in enumerate(vectors) for b in vectors[:i]]
    return sum(distances) / len(distances)


def median_nearest_distance(queries: np.ndarray, vectors: np.ndarray, *, same: bool) -> float:
    """Median over the queries of the distance to the nearest vector; same: row i is not its own."""
    nearest = [
        min(euclidean(a, b) for j, b in enumerate(vectors) if not (same and i == j))
        for i, a in enumerate(queries)
    ]
    return float(np.median(nearest))
