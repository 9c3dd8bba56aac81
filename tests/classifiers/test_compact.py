import pytest

from classifiers.compact import build_classifier


@pytest.mark.parametrize(
    "shape, filters",
    [
        ((4, 4, 1), [32]),
        ((8, 8, 1), [32, 64, 64]),
        ((28, 28, 1), [32, 64, 64, 128]),
        ((31, 31, 3), [32, 64, 64, 128, 128]),
        ((64, 64, 3), [32, 64, 64, 128, 128]),
        ((128, 128, 3), [32, 64, 64, 128, 128]),
        ((9, 64, 1), [32, 64, 64]),
    ],
)
def test_as_many_blocks_as_the_image_size_allows(shape, filters):
    model = build_classifier(shape, 4, seed=0)
    found = [layer.filters for layer in model.layers if type(layer).__name__ == "Conv2D"]
    assert found == filters
    assert model.output_shape == (None, 4)


def test_parameters_for_mnist_equal_a_hand_count():
    expected = (
        (4 * 4 * 1 * 32 + 32)  # 28 -> 14 -> 7
        + (3 * 3 * 32 * 64 + 64)
        + (3 * 3 * 64 * 64 + 64)  # 7 -> 3
        + (3 * 3 * 64 * 128 + 128)
        + (3 * 3 * 128 * 128 + 128)
        + (128 * 10 + 10)
    )
    assert build_classifier((28, 28, 1), 10, seed=0).count_params() == expected
