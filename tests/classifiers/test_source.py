import pytest

from classifiers.source import build_classifier


def layers_of(model, kind):
    return [layer for layer in model.layers if type(layer).__name__ == kind]


@pytest.mark.parametrize(
    "shape, filters",
    [
        ((8, 8, 1), [32, 64, 96]),
        ((16, 16, 1), [32, 64, 96, 128]),
        ((28, 28, 1), [32, 64, 96, 128]),
        ((31, 31, 3), [32, 64, 96, 128]),
        ((32, 32, 3), [32, 64, 96, 128, 128]),
        ((64, 64, 3), [32, 64, 96, 128, 128]),
        ((9, 64, 1), [32, 64, 96]),
    ],
)
def test_as_many_blocks_as_the_image_size_allows(shape, filters):
    model = build_classifier(shape, 4, seed=0)
    convolutions = layers_of(model, "Conv2D")
    assert [layer.filters for layer in convolutions] == filters
    assert {layer.kernel_size for layer in convolutions} == {(3, 3)}
    assert [layer.pool_size for layer in layers_of(model, "MaxPooling2D")] == [(2, 2)] * len(
        filters
    )
    assert [layer.rate for layer in layers_of(model, "Dropout")] == [0.5]
    assert [layer.units for layer in layers_of(model, "Dense")] == [128, 4]
    assert model.output_shape == (None, 4)


def test_order_of_the_layers():
    kinds = [type(layer).__name__ for layer in build_classifier((8, 8, 1), 2, seed=0).layers]
    assert kinds == [
        "InputLayer", "Rescaling", *["Conv2D", "MaxPooling2D"] * 3,
        "Flatten", "Dropout", "Dense", "Dense",
    ]  # fmt: skip


def test_parameters_for_mnist_equal_a_hand_count():
    expected = (
        (3 * 3 * 1 * 32 + 32)  # 28 -> 14
        + (3 * 3 * 32 * 64 + 64)  # 14 -> 7
        + (3 * 3 * 64 * 96 + 96)  # 7 -> 3
        + (3 * 3 * 96 * 128 + 128)  # 3 -> 1
        + (1 * 1 * 128 * 128 + 128)
        + (128 * 10 + 10)
    )
    assert expected == 320 + 18_496 + 55_392 + 110_720 + 16_512 + 1_290 == 202_730
    assert build_classifier((28, 28, 1), 10, seed=0).count_params() == expected


def test_parameters_for_the_published_size_equal_a_hand_count():
    expected = (
        (3 * 3 * 3 * 32 + 32)  # 64 -> 32
        + (3 * 3 * 32 * 64 + 64)  # 32 -> 16
        + (3 * 3 * 64 * 96 + 96)  # 16 -> 8
        + (3 * 3 * 96 * 128 + 128)  # 8 -> 4
        + (3 * 3 * 128 * 128 + 128)  # 4 -> 2
        + (2 * 2 * 128 * 128 + 128)
        + (128 * 10 + 10)
    )
    assert build_classifier((64, 64, 3), 10, seed=0).count_params() == expected
