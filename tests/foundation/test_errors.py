import pytest

from foundation.errors import UserError, unknown_name


def test_a_user_error_is_a_value_error():
    assert issubclass(UserError, ValueError)


@pytest.mark.parametrize(
    "got, known, nearest",
    [
        ("mnst", ["mnist", "fashion_mnist", "digits"], "mnist"),
        ("MNIST", ["mnist", "digits"], "mnist"),
        ("orignal", ["original", "augmented", "synthetic"], "original"),
        ("fashon-mnist", ["mnist", "fashion_mnist"], "fashion_mnist"),
    ],
)
def test_the_nearest_name_is_suggested(got, known, nearest):
    text = str(unknown_name("data set", got, known))
    assert text == (
        f"Unknown data set {got!r}: expected one of {', '.join(sorted(known))}. "
        f"Did you mean {nearest!r}?"
    )


@pytest.mark.parametrize("got", ["xyz", "", "cifar10"])
def test_nothing_is_suggested_where_nothing_is_near(got):
    text = str(unknown_name("data set", got, ("mnist", "digits")))
    assert text == f"Unknown data set {got!r}: expected one of digits, mnist."
