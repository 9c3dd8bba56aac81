"""What becomes of a class whose generator is put together of several, some of which failed."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from datasets.images.kind import PixelEncoding
from experiment.stages import class_of_gan
from gan.ensemble import joined_generator
from gan.unit_training import diagnose

SHAPE = (4, 4, 1)
DIVERGED = {"divergence": "The training diverged."}
COLLAPSED = {"status": "collapsed", "detail": "As if."}
WELL = {"status": "ok", "detail": "Fine."}


def member(record):
    usable = record.get("status", "ok") == "ok"
    return SimpleNamespace(unit=SimpleNamespace(record=lambda: record), is_usable=lambda: usable)


def verdict(*records):
    return class_of_gan._ended_badly([member(record) for record in records])


def test_units_that_ended_well_say_nothing():
    assert verdict(WELL, WELL) is None
    assert verdict({"divergence": ""}) is None  # what classes share has no status


def test_the_first_that_failed_is_named_and_a_divergence_before_all():
    assert verdict(DIVERGED) == ("diverged", "The training diverged.", 0)
    assert verdict(WELL, COLLAPSED, COLLAPSED) == ("collapsed", "GAN 2 of 3: As if.", 1)
    told = verdict(COLLAPSED, WELL, DIVERGED, DIVERGED)
    assert told == ("diverged", "GAN 3 of 4: The training diverged.", 2)


@pytest.fixture(scope="module")
def diagnosed():
    """What is said of generators of a class, by names: `varied`, or `alike` of one image alone."""
    real = np.random.default_rng(0).integers(0, 256, (60, *SHAPE), np.uint8)
    encoding = PixelEncoding(SHAPE)

    def generator(name, place):
        latents = keras.Input((5,))
        start = keras.initializers.RandomNormal(stddev=float(name == "varied"), seed=place)
        x = keras.layers.Dense(16, activation="tanh", kernel_initializer=start)(latents)
        return keras.Model(latents, keras.layers.Reshape(SHAPE)(x))

    def told(*names, conditional):
        run = SimpleNamespace(
            config=SimpleNamespace(seed=3, gan=SimpleNamespace(conditional=conditional)),
            data=SimpleNamespace(kind=SimpleNamespace(equal_is_copied=True)),
        )
        made = [generator(name, place) for place, name in enumerate(names)]
        joined = joined_generator(made)
        found = class_of_gan._diagnosis(run, "7", made, joined, encoding, real)
        return found, diagnose(joined, encoding, real, seed=3)[0]

    return told


def test_a_pair_of_all_classes_that_collapsed_for_one_is_not_hidden_by_others(diagnosed):
    found, together = diagnosed("varied", "alike", "varied", conditional=True)
    assert together == "ok"  # by the median of all, which two thirds decide
    assert found.status == "collapsed" and found.member == 1
    assert found.detail.startswith("GAN 2 of 3: The generator collapsed: what it draws is 0.000")


def test_of_those_that_are_well_all_together_are_judged(diagnosed):
    for conditional in (True, False):
        found, together = diagnosed("varied", "varied", conditional=conditional)
        assert (found.status, found.member) == (together, 0) == ("ok", 0)
        assert found.detail.startswith("What it draws is ")


def test_one_alone_is_judged_once_without_a_number(diagnosed):
    found, _ = diagnosed("alike", conditional=True)
    assert found.status == "collapsed" and found.detail.startswith("The generator collapsed")
