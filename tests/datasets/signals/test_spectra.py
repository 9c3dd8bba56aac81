"""Spectra of known sounds; levels and back."""

import numpy as np
import pytest

from datasets.signals.spectra import (
    FLOOR_DB,
    Frames,
    inverse,
    levels,
    mel_filters,
    mel_power,
    power_of,
    transform,
)
from tests.datasets.signals.made import tone

FRAMES = Frames(2048, 8000)


def waves(*hertz):
    return np.stack([tone(each, 2048 / 8000) for each in hertz]).astype(np.float32)


def test_frames_of_a_second_at_8_kHz_are_those_of_the_literature():
    frames = Frames(8192, 8000)
    assert (frames.window_length, frames.hop, frames.fft_length, frames.bins) == (
        256,
        128,
        512,
        257,
    )
    assert (frames.fft_length, frames.bins) == (512, 257)


@pytest.mark.parametrize("samples", [512, 1000, 8191, 8192, 8193])
def test_frames_reach_to_the_end_of_a_recording(samples):
    frames = Frames(samples, 8000)
    assert frames.count % 2 == 0
    assert frames.before + samples <= frames.padded < samples + 3 * frames.window_length
    assert transform(np.zeros((1, samples), np.float32), frames).shape == (1, frames.count, 257)


def test_the_transform_is_the_sum_that_defines_it():
    wave = np.random.default_rng(0).standard_normal(2048).astype(np.float32)
    found = transform(wave[np.newaxis], FRAMES)[0, 3]
    start = 3 * FRAMES.hop - FRAMES.before
    cut = wave[start : start + 256] * (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(256) / 256))
    wanted = [
        np.sum(cut * np.exp(-2j * np.pi * bin_ * np.arange(256) / 512)) for bin_ in (0, 7, 256)
    ]
    np.testing.assert_allclose(found[[0, 7, 256]], wanted, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("padding", [1, 2])
def test_the_inverse_gives_the_wave_back(padding):
    frames = Frames(2048, 8000, padding)
    wave = waves(440, 1234)
    np.testing.assert_allclose(inverse(transform(wave, frames), frames), wave, atol=1e-5)


def test_a_tone_of_full_scale_has_the_power_that_is_said():
    power = np.abs(transform(2 * waves(1000), FRAMES)) ** 2
    assert power[0, 8].argmax() == 1000 * 512 // 8000
    assert power[0, 8].max() == pytest.approx(FRAMES.full_scale, rel=1e-3)


def test_a_tone_is_loudest_in_the_band_around_it():
    centres = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + 4000 / 700), 34) / 2595) - 1)[1:-1]
    for hertz in (300, 1000, 2500):
        power = mel_power(waves(hertz), FRAMES, 32)[0, 4]
        assert power.argmax() == np.abs(centres - hertz).argmin()


def test_filters_are_triangles_of_height_one_and_none_is_empty():
    filters = mel_filters(Frames(8192, 8000), 32)
    assert filters.shape == (257, 32) and filters.min() == 0
    assert (filters.max(axis=0) > 0.5).all() and filters.max() <= 1
    assert mel_filters(Frames(512, 1000), 64).any(axis=0).all()


def test_levels_are_decibels_from_the_loudest_place():
    power = np.array([[1.0, 0.1, 1e-3, 1e-6, 1e-9]], np.float32)
    np.testing.assert_allclose(levels(power)[0], [1, 1 - 1 / 3, 0, -1, -1], atol=1e-3)
    np.testing.assert_allclose(levels(power, 10.0)[0, 0], 1 - 1 / 3, atol=1e-6)


def test_silence_is_the_lowest_level_everywhere():
    assert (levels(np.zeros((2, 3, 4), np.float32)) == -1).all()
    assert (power_of(np.full((2, 3), -1, np.float32)) == 0).all()


def test_power_comes_back_from_levels_above_the_floor():
    power = 10 ** np.linspace(FLOOR_DB / 10 + 0.1, 0, 7, dtype=np.float32)[np.newaxis]
    np.testing.assert_allclose(power_of(levels(power)), power, rtol=1e-3)
