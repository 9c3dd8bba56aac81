"""Ways between latents, by values."""

import math

import numpy as np
import pytest

from gan.interpolation import slerp, walk


def test_a_quarter_of_a_circle():
    found = slerp(np.array([1.0, 0.0]), np.array([0.0, 1.0]), np.array([0, 1 / 3, 0.5, 1]))
    half = math.sqrt(0.5)
    expected = [[1, 0], [math.cos(math.pi / 6), math.sin(math.pi / 6)], [half, half], [0, 1]]
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert found.dtype == np.float32


def test_against_the_formula_number_by_number():
    rng = np.random.default_rng(0)
    start, end = rng.standard_normal((2, 5))
    dot = sum(a * b for a, b in zip(start, end))
    angle = math.acos(dot / math.sqrt(sum(a * a for a in start) * sum(b * b for b in end)))
    for share in (0.0, 0.1, 0.7, 1.0):
        expected = [
            (math.sin((1 - share) * angle) * a + math.sin(share * angle) * b) / math.sin(angle)
            for a, b in zip(start, end)
        ]
        np.testing.assert_allclose(slerp(start, end, np.array([share]))[0], expected, rtol=1e-5)


def test_lengths_stay_usual_where_those_of_the_straight_line_shrink():
    start, end = np.random.default_rng(1).standard_normal((2, 64))
    middle = slerp(start, end, np.array([0.5]))[0]
    ends = [np.linalg.norm(start), np.linalg.norm(end)]
    assert min(ends) * 0.95 < np.linalg.norm(middle) < max(ends) * 1.05
    assert np.linalg.norm((start + end) / 2) < 0.8 * min(ends)


@pytest.mark.parametrize("factor", [1.0, 2.0, -1.0])
def test_on_one_line_there_is_no_single_circle(factor):
    start = np.array([3.0, 4.0])
    found = slerp(start, factor * start, np.array([0, 0.5, 1]))
    np.testing.assert_allclose(found, np.outer([1, (1 + factor) / 2, factor], start), atol=1e-5)


def test_a_walk_passes_every_latent_and_closes():
    latents = np.random.default_rng(2).standard_normal((3, 4)).astype(np.float32)
    way = walk(latents, 5)
    assert way.shape == (15, 4)
    np.testing.assert_allclose(way[::5], latents, rtol=1e-5)
    np.testing.assert_allclose(way[13], slerp(latents[2], latents[0], np.array([0.6]))[0])
