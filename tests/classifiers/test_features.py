import keras
import numpy as np
import pytest

from classifiers.features import feature_reader
from classifiers.source import build_classifier


@pytest.fixture(scope="module")
def classifier():
    return build_classifier((16, 16, 1), 10, seed=3)


def test_features_lead_to_the_classifiers_own_probabilities(classifier, digits):
    """More images than a pass holds; dropout is off."""
    images = digits.examples[:703]
    seen = feature_reader(classifier)(images)
    assert seen.features.shape == (703, 128) and seen.features.dtype == np.float32
    assert seen.features.min() == 0 < seen.features.max()
    last = classifier.layers[-1]
    logits = seen.features @ np.asarray(last.kernel) + np.asarray(last.bias)
    expected = np.asarray(keras.ops.softmax(logits))
    probabilities = np.asarray(classifier(images.astype(np.float32), training=False))
    np.testing.assert_allclose(expected, probabilities, atol=1e-5)
    assert np.array_equal(seen.named, probabilities.argmax(axis=1))
    np.testing.assert_allclose(seen.probabilities, probabilities, atol=1e-6)


def test_a_saved_classifier_is_read_alike(classifier, digits, tmp_path):
    classifier.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", compile=False)
    one, other = (feature_reader(model)(digits.examples[:9]) for model in (classifier, loaded))
    np.testing.assert_allclose(one.features, other.features, atol=1e-6)
