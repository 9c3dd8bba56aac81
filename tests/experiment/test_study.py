"""What is settled about a study before it starts."""

import numpy as np
import pytest

from datasets.labeled_images import LabeledImages
from experiment.config import ExperimentConfig
from experiment.study import with_repeats


@pytest.fixture
def with_test_images():
    """A maker of two classes with so many official test images."""

    def make(count: int) -> LabeledImages:
        rows = np.arange(count + 40)
        test_mask = rows < count
        return LabeledImages(
            name="tiny",
            title="Tiny",
            images=np.stack([rows % 256, rows // 256], axis=1)
            .astype(np.uint8)
            .reshape(-1, 1, 2, 1),
            labels=rows % 2,
            class_names=("a", "b"),
            test_mask=test_mask,
            mirror_safe=True,
            mirror_reason="Because.",
            provenance="Made up.",
        )

    return make


@pytest.mark.parametrize(("test_images", "repeats"), [(20, 3), (999, 3), (1000, 1), (1500, 1)])
def test_repeats_follow_the_number_of_test_images(with_test_images, test_images, repeats):
    config = ExperimentConfig(samples_per_class=10)
    settled = with_repeats(config, with_test_images(test_images))
    assert settled == ExperimentConfig(samples_per_class=10, repeats=repeats)


@pytest.mark.parametrize("repeats", [1, 2, 100])
def test_repeats_that_are_asked_for_stay(with_test_images, repeats):
    config = ExperimentConfig(repeats=repeats)
    for test_images in (20, 1500):
        assert with_repeats(config, with_test_images(test_images)) is config
