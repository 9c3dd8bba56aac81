"""What holds for every test: the program's TensorFlow settings, and small data at hand."""

import os

# Before TensorFlow is imported by any test module; the same values as in run_experiment.py.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from datasets.dataset import Dataset
from datasets.images.bundled import load_digits
from foundation.devices import start_tensorflow

# The presets' number, before the first operation of any test fixes it for the process.
start_tensorflow(threads=1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that no test process ends up alone with them."""
    items.sort(key=lambda item: "integration" not in item.path.parts)


@pytest.fixture(scope="session", autouse=True)
def cache_directory(tmp_path_factory) -> Iterator[Path]:
    """A cache of the session's own in the place of the user's."""
    place = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("platformdirs.user_cache_dir", lambda *names, **options: str(place))
        yield place


@pytest.fixture(scope="session")
def digits() -> Dataset:
    """The 1,797 real digits of scikit-learn, 16x16x1."""
    return load_digits()


@pytest.fixture(scope="session")
def smooth_images():
    """A maker of smooth random pictures, uint8 [count, side, side, channels]."""

    def make(count: int, side: int = 8, channels: int = 1, seed: int = 0) -> np.ndarray:
        rng = np.random.default_rng(seed)
        y, x = np.mgrid[0:side, 0:side] / side
        phase = rng.uniform(0, 2 * np.pi, (count, 1, 1, channels, 2))
        slope = rng.uniform(-1, 1, (count, 1, 1, channels, 2)) * 4 * np.pi
        waves = np.sin(slope[..., 0] * x[..., None] + phase[..., 0]) * np.cos(
            slope[..., 1] * y[..., None] + phase[..., 1]
        )
        return np.rint((waves + 1) * 127.5).astype(np.uint8)

    return make
