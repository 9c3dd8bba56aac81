import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits as sklearn_digits

from datasets.images.bundled import load_mnist_5k


def test_digits_are_those_of_scikit_learn(digits):
    source = sklearn_digits()
    assert digits.name == "digits" and digits.kind.shape == (16, 16, 1)
    assert np.array_equal(digits.labels, source.target)
    assert digits.class_names == tuple("0123456789")
    assert digits.test_mask is None and digits.published_pool is None and digits.notice is None


def test_digits_follow_the_stated_rule(digits):
    source = sklearn_digits().images
    for index in (0, 777, 1796):
        grey = Image.fromarray(np.round(source[index] / 16 * 255).astype(np.uint8))
        expected = np.asarray(grey.resize((16, 16), Image.Resampling.BILINEAR))
        assert np.array_equal(digits.examples[index, ..., 0], expected)
    assert "bilinear" in digits.provenance and "0..255" in digits.provenance


def test_digits_use_the_whole_range(digits):
    assert digits.examples.min() == 0 and digits.examples.max() == 255


def test_digits_must_not_be_mirrored(digits):
    assert not digits.kind.mirror_safe and digits.kind.mirror_reason


@pytest.fixture(scope="module")
def mnist_5k():
    return load_mnist_5k()


def test_mnist_5k_says_what_it_is_everywhere(mnist_5k):
    assert mnist_5k.name == "mnist-5k"
    assert "5k" in mnist_5k.title and "5,000" in mnist_5k.provenance
    assert mnist_5k.notice is None  # Nobody's stand-in where it was asked for.


def test_mnist_5k_has_500_images_of_each_class(mnist_5k):
    assert mnist_5k.kind.shape == (28, 28, 1)
    assert np.bincount(mnist_5k.labels).tolist() == [500] * 10
    assert mnist_5k.examples.max() == 255
    # Ink of a one and of a zero: rows and columns are where they belong.
    ones = mnist_5k.examples[mnist_5k.labels == 1].mean(0)[..., 0]
    zeros = mnist_5k.examples[mnist_5k.labels == 0].mean(0)[..., 0]
    assert ones[14, 14] > 150 and zeros[14, 14] < 30
