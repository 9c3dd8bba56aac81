"""What is done to recordings, by values."""

import numpy as np
import pytest
import tensorflow as tf

from augmentation.signals import SoundTransform
from augmentation.sound_policy import SOUND, SoundPolicy

NOTHING = {"speed": 0.0, "shift": 0.0, "noise": 0.0, "pause": 0.0}
SAMPLES = 1000


def waves(count=200):
    sine = 8000 * np.sin(2 * np.pi * 50 * np.arange(SAMPLES) / SAMPLES)
    return np.repeat(sine[np.newaxis], count, axis=0).astype(np.float32)


def changed(seed=0, count=200, **ranges):
    transform = SoundTransform(SoundPolicy(**(NOTHING | ranges)), seed)
    return transform(tf.constant(waves(count))).numpy()


def test_a_policy_of_nothing_changes_nothing():
    np.testing.assert_allclose(changed(), waves(), atol=0.01)


def test_shifts_reach_to_their_bounds_and_bring_silence():
    ramp = np.repeat(np.arange(1, SAMPLES + 1, dtype=np.float32)[np.newaxis], 300, axis=0)
    transform = SoundTransform(SoundPolicy(**(NOTHING | {"shift": 0.1})), 0)
    shifted = transform(tf.constant(ramp)).numpy()
    middle = shifted[:, SAMPLES // 2] - (SAMPLES // 2 + 1)
    assert -100 <= middle.min() < -90 and 90 < middle.max() <= 100
    late = middle < -50
    assert (shifted[late, :45] == 0).all() and (shifted[middle > 50, -45:] == 0).all()


def test_speed_moves_notes_by_as_much():
    spectra = np.abs(np.fft.rfft(changed(speed=0.2), axis=1))
    notes = spectra.argmax(axis=1)
    assert 40 <= notes.min() <= 43 and 57 <= notes.max() <= 60


def test_noise_is_a_part_of_the_loudest_sample():
    noise = (changed(noise=0.01) - waves()).std(axis=1) / 8000
    assert noise.min() < 0.001 and 0.009 < noise.max() <= 0.0105
    assert np.mean(noise) == pytest.approx(0.005, abs=0.0007)


def test_a_pause_is_silent_and_no_longer_than_asked_for():
    pauses = (changed(pause=0.2) == 0).sum(axis=1)
    assert pauses.max() <= 205 and pauses.max() > 150
    assert (pauses < 40).any()


def test_every_recording_draws_its_own_and_the_seed_says_which():
    first, again, other = (
        changed(0, 5, shift=0.1),
        changed(0, 5, shift=0.1),
        changed(1, 5, shift=0.1),
    )
    assert len(np.unique(first, axis=0)) == 5
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_a_training_that_goes_on_draws_on_from_its_state():
    whole, part = (SoundTransform(SOUND, 3) for _ in range(2))
    batch = tf.constant(waves(4))
    whole(batch)
    state = [variable.numpy() for variable in whole.variables]
    for variable, value in zip(part.variables, state):
        variable.assign(value)
    assert np.array_equal(whole(batch), part(batch))


def test_it_is_told_in_a_line():
    assert SOUND.describe().startswith("speed ±8 %, shift ±5 % of the length, white noise")
