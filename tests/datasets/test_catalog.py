import dataclasses
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
    usages = [entry.usage for entry in catalog.PREFIXES.values()]
    named = [line.split()[0] for line in lines if line]
    assert named == [*catalog.CATALOG, *usages, "PATH"]
    assert max(map(len, lines)) <= 130


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("kaggle:pets", "expected kaggle:OWNER/NAME"),
        ("kaggle:", "expected kaggle:OWNER/NAME"),
        ("tfds:", "expected tfds:NAME"),
        ("tfds:../mnist", "expected tfds:NAME"),
        ("photos.zip", "Nor is there a folder or an archive 'photos.zip'"),
        ("nowhere/photos.zip", "expected a folder of images, found nothing there"),
        (__file__, "or a zip or tar archive of one, found a file of another kind"),
    ],
)
def test_what_cannot_be_loaded_is_refused_before_any_work(name, said, no_network):
    with pytest.raises(UserError, match=said) as error:
        catalog.check_source(name)
    assert "\n" not in str(error.value)


def test_prefixes_and_files_reach_their_loaders(monkeypatch, tmp_path):
    asked = []

    def remember(*arguments):
        asked.append(arguments)

    for prefix, entry in catalog.PREFIXES.items():
        monkeypatch.setitem(catalog.PREFIXES, prefix, dataclasses.replace(entry, load=remember))
    fids30 = dataclasses.replace(catalog.CATALOG["fids30"], load=remember)
    monkeypatch.setitem(catalog.CATALOG, "fids30", fids30)
    options = catalog.ImageOptions(fit="pad")
    catalog.load("kaggle:owner/pets:cats", tmp_path, options)
    catalog.load("tfds:cifar10", None, options)
    catalog.load("fids30", tmp_path, options)
    assert asked == [
        ("owner/pets:cats", tmp_path, options, None),
        ("cifar10", None, options, None),
        (tmp_path, options, None),
    ]


def test_listing_imports_neither_tensorflow_nor_its_datasets():
    program = (
        "import sys; from datasets import catalog; catalog.describe(); "
        "assert not {'tensorflow', 'tensorflow_datasets', 'sklearn', 'kaggle'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
