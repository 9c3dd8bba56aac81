"""What ill generators make of real digits; each is called by its symptom."""

import numpy as np
from scipy.ndimage import gaussian_filter

from metrics.measuring import ClassSamples
from tests.metrics.samples import Digits

DIGITS = Digits.load()
OTHER = {0: 6, 1: 8, 2: 1, 3: 5, 4: 7, 5: 9, 6: 0, 7: 2, 8: 3, 9: 4}


def one_mode(images, label):
    return images[:1] + 0.5 * np.random.default_rng(label).normal(size=images.shape)


def blurred(images, label):
    return gaussian_filter(images, (0, 0.8, 0.8, 0))


def mixed(images, label):
    half = len(images) // 2
    return np.concatenate([images[:half], DIGITS.parts(OTHER[label], 0)[2][:half]])


# What the symptoms are told from.
ASKED = ("intended_class_share", "taken_for_share", "pairwise_distance_ratio", "sharpness_ratio")
ILL = {"one mode": one_mode, "blurring": blurred, "mixing of two classes": mixed}


def unchanged(images, label):
    return images


def drawn_samples(label: int, seed: int, fault=unchanged) -> ClassSamples:
    """A class of digits, drawn by a generator that has the fault."""
    return DIGITS.samples(label, seed, lambda images: fault(images, label))
