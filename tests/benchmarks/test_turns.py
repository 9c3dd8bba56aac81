"""The timed rounds, with a clock of our own."""

import io

import keras
import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from benchmarks import turns
from benchmarks.candidates import Candidate, OwnTraining
from benchmarks.matrix_product import matrix_product_gflops
from benchmarks.turns import median_table, take_turns, terminal_table
from foundation.progress import ProgressDisplay
from gan.options import GanConfig
from gan.recipe import pair_recipe
from tests.gan.families import add_family


class Clock:
    now = 0.0

    def perf_counter(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now


class SteadyTraining:
    """Three updates a stretch, of a given length."""

    generator = None
    images_per_update = 10
    multiply_adds_per_update = 5e8

    def __init__(self, clock, seconds):
        self._clock, self._seconds = clock, seconds

    def stretches(self):
        updates = 0
        self._clock.now += 100  # a compilation
        while True:
            self._clock.now += self._seconds
            updates += 3
            yield updates


@pytest.fixture
def display():
    return ProgressDisplay(Console(file=io.StringIO()))


def test_rates_leave_the_compilation_out(monkeypatch, display):
    clock = Clock()
    monkeypatch.setattr(turns, "time", clock)
    peaks = iter([4.0, 8.0])
    monkeypatch.setattr(turns, "matrix_product_gflops", lambda: next(peaks))
    candidates = [
        Candidate(name, (28, 28, 1), lambda images, seed, s=s: SteadyTraining(clock, s))
        for name, s in (("standard", 1.5), ("slow", 6.0))
    ]
    rows = take_turns(candidates, images_per_class=7, rounds=2, seconds=4.0, display=display)
    assert rows["pair"].tolist() == ["standard", "slow"] * 2
    assert rows["updates_per_second"].tolist() == pytest.approx([2.0, 0.5] * 2)
    assert rows["images_per_second"].tolist() == pytest.approx([20.0, 5.0] * 2)
    assert rows["gflop_per_second"].tolist() == pytest.approx([2.0, 0.5] * 2)
    assert rows["share_of_it_percent"].tolist() == pytest.approx([50.0, 12.5, 25.0, 6.25])
    table = median_table(rows)
    assert table["times_standard"].tolist() == pytest.approx([1.0, 0.25])
    assert table["matrix_product_gflops"].tolist() == [6.0, 6.0]
    assert "round" not in table and len(terminal_table(table)) == 2


def test_ratios_are_taken_within_a_round():
    """Half the speed of standard in every round, however fast the machine was in it."""
    rows = pd.DataFrame(
        {
            "round": [1, 1, 2, 2, 3, 3],
            "images": "28x28x1",
            "pair": ["standard", "other"] * 3,
            "images_per_second": [100.0, 50.0, 10.0, 5.0, 40.0, 20.0],
        }
    )
    table = median_table(rows).set_index("pair")
    assert table["times_standard"].to_dict() == {"standard": 1.0, "other": 0.5}
    assert table["images_per_second"].to_dict() == {"standard": 40.0, "other": 20.0}


def test_own_training_counts_its_updates_and_its_work(monkeypatch):
    def build(encoding, classes, options, seed):
        latents, images = keras.Input((options.latent_dim,)), keras.Input(encoding.shape)
        drawn = keras.layers.Reshape(encoding.shape)(keras.layers.Dense(16)(latents))
        logits = keras.layers.Dense(1)(keras.layers.Flatten()(images))
        return pair_recipe(keras.Model(latents, drawn), keras.Model(images, logits), options)

    add_family(monkeypatch, "dense", build)
    config = GanConfig(
        networks="dense", latent_dim=3, updates=5, batch_size=8, r1_weight=0.0, ema_decay=0.5
    )
    images = np.random.default_rng(0).integers(0, 256, (6, 4, 4, 1), dtype=np.uint8)
    training = OwnTraining(images, config, seed=2)
    assert training.images_per_update == 6  # no more than there are
    assert training.multiply_adds_per_update == 6 * ((48 + 48) + 2 * (16 + 16) + 16)
    before = training.generator.get_weights()
    assert list(training.stretches())[-1] == 5
    assert not np.array_equal(before[0], training.generator.get_weights()[0])


def test_the_matrix_product_has_a_rate():
    assert matrix_product_gflops(sizes=(64,)) > 0.01
