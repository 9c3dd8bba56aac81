import pytest

from classifiers.compact import build_classifier


@pytest.mark.parametrize(
    "shape, filters",
    [
        ((1, 4, 1), [16]),
        ((4, 4, 1), [16]),
        ((8, 8, 1), [16, 48]),
        ((28, 28, 1), [16, 48, 96]),
        ((31, 31, 3), [16, 48, 96]),
        ((64, 64, 3), [16, 48, 96, 128, 128]),
        ((128, 128, 3), [16, 48, 96, 128, 128]),
        ((9, 64, 1), [16, 48]),
    ],
)
def test_as_many_blocks_as_the_image_size_allows(shape, filters):
    model = build_classifier(shape, 4, seed=0)
    found = [layer.filters for layer in model.layers if type(layer).__name__ == "Conv2D"]
    assert found == filters
    assert model.output_shape == (None, 4)


def test_parameters_for_mnist_equal_a_hand_count():
    expected = (
        (3 * 3 * 1 * 16 + 4 * 16)  # 28 -> 14
        + (3 * 3 * 16 * 48 + 4 * 48)  # 14 -> 7
        + (3 * 3 * 48 * 96 + 4 * 96)  # 7 -> 3
        + (3 * 3 * 96 * 128 + 128)
        + (128 * 10 + 10)
    )
    assert build_classifier((28, 28, 1), 10, seed=0).count_params() == expected
