import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

from datasets import catalog
from datasets.fetching.place import Place
from datasets.images.options import ImageOptions
from datasets.source_options import SourceOptions
from datasets.tables.options import TableRequest
from foundation.errors import UserError


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
    usages = [entry.usage for entry in (*catalog.PREFIXES.values(), *catalog.PATHS)]
    named = [line.split()[0] for line in lines if line]
    assert named == [*catalog.CATALOG, *usages]
    assert max(map(len, lines)) <= 130


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("kaggle:pets", "expected kaggle:OWNER/NAME"),
        ("kaggle:", "expected kaggle:OWNER/NAME"),
        ("tfds:", "expected tfds:NAME"),
        ("tfds:../mnist", "expected tfds:NAME"),
        ("photos.zip", "Nor is there a folder or an archive 'photos.zip'"),
        ("nowhere/photos.zip", "expected a folder of images, or an archive of one, found nothing"),
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

    def fetched(*arguments):
        asked.append(arguments)
        return Place(path=tmp_path)

    for prefix, function in (("tfds:", {"load": remember}), ("kaggle:", {"fetch": fetched})):
        entry = dataclasses.replace(catalog.PREFIXES[prefix], **function)
        monkeypatch.setitem(catalog.PREFIXES, prefix, entry)
    folder = dataclasses.replace(catalog.PATHS[-1], load=remember)
    monkeypatch.setattr(catalog, "PATHS", (*catalog.PATHS[:-1], folder))
    fids30 = dataclasses.replace(catalog.CATALOG["fids30"], load=remember)
    monkeypatch.setitem(catalog.CATALOG, "fids30", fids30)
    images = ImageOptions(fit="pad")
    options = SourceOptions(images=images)
    catalog.load("kaggle:owner/pets:cats", tmp_path, options)
    catalog.load("tfds:cifar10", None, options)
    catalog.load("fids30", tmp_path, options)
    assert asked == [
        ("owner/pets:cats", tmp_path, None),
        (Place(path=tmp_path), images, None),
        ("cifar10", None, images, None),
        (tmp_path, images, None),
    ]


def test_listing_imports_neither_tensorflow_nor_its_datasets():
    program = (
        "import sys; from datasets import catalog; catalog.describe(); "
        "assert not {'tensorflow', 'tensorflow_datasets', 'sklearn', 'kaggle'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_an_unknown_name_is_no_folder_either(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        UserError, match=r"Did you mean 'mnist'\? Nor is there a folder or an archive 'mnits'"
    ):
        catalog.check_source("mnits")


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/at/all", "~/nowhere-at-all", "a/b"])
def test_paths_are_looked_for(name):
    with pytest.raises(UserError, match="or an archive of one, found nothing there"):
        catalog.check_source(name)


def test_a_folder_is_loaded_by_its_path(write_tree, pictures, monkeypatch):
    root = write_tree({"a/1.png": pictures(1), "b/2.png": pictures(2)})
    monkeypatch.chdir(root.parent)
    for name in (str(root), "my data", "./my data/"):
        assert catalog.load(name, None).class_names == ("a", "b")


def test_a_known_name_wins_over_a_folder(write_tree, pictures, monkeypatch):
    root = write_tree({"a/1.png": pictures(1), "b/2.png": pictures(2)}, name="digits")
    monkeypatch.chdir(root.parent)
    assert len(catalog.load("digits", None).examples) == 1797
    assert len(catalog.load("./digits", None).examples) == 2


def test_options_reach_the_folder(write_tree, pictures):
    root = write_tree({"a/1.png": pictures(1), "b/2.png": pictures(2)})
    data = catalog.load(str(root), None, SourceOptions(images=ImageOptions(image_size=48)))
    assert data.kind.shape == (48, 48, 3)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (ImageOptions(fit="pad"), "--fit"),
        (ImageOptions(strict=True), "--strict"),
        (ImageOptions(min_images=3), "--min-images"),
    ],
)
@pytest.mark.parametrize("name", ["digits", "iris"])
def test_options_of_folders_are_refused_elsewhere(options, named, name):
    with pytest.raises(UserError, match=f"{named}: expected a folder of images, found .* {name}"):
        catalog.load(name, None, SourceOptions(images=options))


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (TableRequest(target="a"), "--target"),
        (TableRequest(ignore=("a",)), "--ignore"),
        (TableRequest(target_bins=3), "--target-bins"),
    ],
)
def test_options_of_tables_are_refused_elsewhere(options, named, write_tree, pictures):
    root = write_tree({"a/1.png": pictures(1), "b/2.png": pictures(2)})
    for name in ("digits", str(root)):
        with pytest.raises(UserError, match=f"{named}: expected a table, found "):
            catalog.load(name, None, SourceOptions(table=options))


def test_a_table_is_loaded_by_its_path(tmp_path, monkeypatch):
    (tmp_path / "pets.csv").write_text("size,class\n" + "1.5,cat\n2.5,dog\n3.5,dog\n3.5,cat\n" * 5)
    monkeypatch.chdir(tmp_path)
    for name in (str(tmp_path / "pets.csv"), "pets.csv"):
        data = catalog.load(name, None)
        assert (data.name, data.kind.name, data.class_names) == ("pets", "table", ("cat", "dog"))
    with pytest.raises(UserError, match=r"dogs\.csv: expected a table .* found nothing there"):
        catalog.check_source("dogs.csv")


def test_a_prefix_leads_to_its_loader(monkeypatch, digits):
    asked = []

    def load(rest, data_dir, options, display):
        asked.append((rest, data_dir, options))
        return digits

    checked = []
    entry = catalog.PrefixEntry("made:NAME", "", checked.append, load=load)
    monkeypatch.setitem(catalog.PREFIXES, "made:", entry)
    catalog.check_source("made:of/anything")
    assert checked == ["of/anything"]
    options = SourceOptions(images=ImageOptions(fit="pad"))
    assert catalog.load("made:of/anything", Path("d"), options) is digits
    assert asked == [("of/anything", Path("d"), ImageOptions(fit="pad"))]
