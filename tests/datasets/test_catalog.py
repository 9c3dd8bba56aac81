import subprocess
import sys

import pytest

from datasets import catalog
from experiment.errors import UserError


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("mnits", "mnist"), ("Fashion-MNIST", "fashion_mnist"), ("digit", "digits")],
)
def test_an_unknown_name_gets_the_nearest_one(typed, meant):
    with pytest.raises(UserError, match=f"Did you mean '{meant}'"):
        catalog.load(typed, None)


def test_loads_by_name(digits):
    loaded = catalog.load("digits", None)
    assert loaded.checksum == digits.checksum
    assert loaded.title == catalog.CATALOG["digits"].title


def test_the_description_has_a_line_for_each():
    lines = catalog.describe().splitlines()
    assert [line.split()[0] for line in lines] == list(catalog.CATALOG)
    assert max(map(len, lines)) <= 130


def test_listing_imports_neither_tensorflow_nor_its_datasets():
    program = (
        "import sys; from datasets import catalog; catalog.describe(); "
        "assert not {'tensorflow', 'tensorflow_datasets', 'sklearn'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
