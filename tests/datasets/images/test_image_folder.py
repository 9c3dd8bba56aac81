"""Whole folders: of everything at once, and at random."""

import os
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasets.fetching.readable_names import slug
from datasets.images.image_folder import existing_folder, load_image_folder
from datasets.images.options import ImageOptions
from datasets.splits import draw_split
from foundation.errors import UserError


def load(root: Path, **options):
    return load_image_folder(root, ImageOptions(**options))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("fruits", "fruits"),
        ("my photos (2)", "my-photos-2"),
        ("../../etc", "etc"),
        ("a.b_c-d", "a.b_c-d"),
        (".hidden", "hidden"),
        ("x" * 200, "x" * 60),
        ("写真", f"images-{zlib.crc32('写真'.encode()):08x}"),
    ],
)
def test_slugs_are_safe(title, expected):
    assert slug(title) == expected


def test_folders_of_other_letters_are_told_apart():
    assert slug("写真") != slug("画像")
    assert slug("\udce9").startswith("images-")


def test_the_name_is_that_of_the_folder(write_tree, pictures):
    root = write_tree({"1.png": pictures(1), "2.png": pictures(2)}, name="My cats & dogs")
    data = load(root)
    assert (data.name, data.title) == ("My-cats-dogs", "My cats & dogs")
    assert data.class_names == ("My cats & dogs",)
    assert data.provenance.startswith("Images of the folder My cats & dogs, given by its path.")


def test_a_folder_named_from_within(write_tree, pictures, monkeypatch):
    root = write_tree({"a/1.png": pictures(1), "b/2.png": pictures(2)}, name="inner")
    monkeypatch.chdir(root)
    assert load(Path(".")).title == "inner"
    assert load(Path("a/..")).title == "inner"
    monkeypatch.setenv("HOME", str(root.parent))
    assert load(Path("~/inner")).title == "inner"


def test_names_can_be_given(write_tree, pictures):
    root = write_tree({"1.png": pictures(1), "2.png": pictures(2)})
    data = load_image_folder(
        root, ImageOptions(), name="fids30", title="FIDS30", provenance="From its makers."
    )
    assert (data.name, data.title, data.class_names) == ("fids30", "FIDS30", ("FIDS30",))
    assert data.provenance.startswith("From its makers. ")


@pytest.mark.parametrize(
    ("folders", "named"),
    [
        (("val/cat", "test/cat"), "'test', 'val';"),
        (("test/cat", "test/dog"), "'test';"),
        (("train", "bus"), "'train';"),
        (("cat", "dog"), None),
        (("train/cat", "train/dog"), None),
        (("train/train", "test/train", "train/bus", "test/bus"), None),
    ],
)
def test_classes_called_like_splits_are_remarked_on(write_tree, pictures, folders, named):
    root = write_tree(
        {f"{f}/{i}": pictures(10 * n + i) for n, f in enumerate(folders) for i in (1, 2)}
    )
    remarks = load_image_folder(root, ImageOptions()).inspection.remarks
    said = [remark for remark in remarks if "not for splits" in remark]
    assert [named in remark for remark in said] == ([True] if named else [])


def test_a_folder_of_images_may_be_called_like_a_split(write_tree, pictures):
    data = load_image_folder(write_tree({"1": pictures(1)}, "train"), ImageOptions())
    assert data.class_names == ("train",)
    assert not any("not for splits" in remark for remark in data.inspection.remarks)


@pytest.mark.parametrize(
    ("path", "found"),
    [("nowhere", "nothing there"), ("file", "something else"), ("file/x", "nothing")],
)
def test_what_is_no_folder(tmp_path, path, found):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=f"a folder of images, or an archive of one, found {found}"):
        existing_folder(tmp_path / path)


@pytest.mark.parametrize("path", ["~nobody-of-this-name/x", "x" * 5000])
def test_paths_that_cannot_be_looked_at(path):
    with pytest.raises(UserError, match="expected a folder of images"):
        existing_folder(Path(path))


@pytest.mark.parametrize("count", [1, 2, 10])
def test_a_few_images_of_one_class_can_be_split(write_tree, pictures, count):
    data = load(write_tree({f"{i}.png": pictures(i) for i in range(count)}))
    split = draw_split(data, split_seed=0, samples_per_class=None, selection="validation")
    assert len(split.train) >= 1
    assert len(data.class_names) == 1 and len(data.examples) == count


NAMES = (
    *(
        "two words",
        "'single'",
        '"double"',
        "äöü",
        "写真",
        "🍎",
        "<script>alert(1)",
        "-dash",
        ".dot",
    ),
    *("$x_1$", "n" * 200, "Cat", "cat", os.fsdecode(b"caf\xe9"), "a\nb", "\x1b[31m"),
)


def test_one_of_everything(write_tree, pictures):
    kinds = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "PPM", "TGA", "ICO", "PCX")
    good = {}
    for number, name in enumerate(NAMES):
        for i, kind in enumerate(kinds):
            stem = name.strip(".")[:100] if i % 2 else kind
            good[f"{name}/{stem} {i}"] = pictures(100 * number + i, kind, side=16)
    jpeg = pictures(1, "JPEG", side=60)
    bad = {
        "cat/empty.png": b"",
        "cat/text.jpg": b"no image",
        "cat/half.jpg": jpeg[: len(jpeg) // 2],
        "cat/Thumbs.db": jpeg,
        "cat/.DS_Store": b"",
        "__MACOSX/cat/._1": jpeg,
        "readme.txt": b"text",
    }
    data = load(write_tree(good | bad))
    assert len(data.examples) == len(good)
    assert data.kind.shape == (16, 16, 3)
    assert len(data.class_names) == len(NAMES)
    assert np.bincount(data.labels).tolist() == [len(kinds)] * len(NAMES)
    assert len(data.inspection.passed_over) == len(bad)
    assert {r"caf\xe9", r"a\nb", r"\x1b[31m", "Cat", "cat", ".dot"} <= set(data.class_names)
    for text in (*data.class_names, *(entry.file for entry in data.inspection.passed_over)):
        text.encode("utf-8")


# Names that mean something, and any others.
_PARTS = st.one_of(
    st.sampled_from(["train", "val", "test", "Test", "cat", "Cat", "a b", "__MACOSX", "<b>", "é"]),
    st.text(
        st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=6
    ),
).filter(lambda name: name not in (".", ".."))
_CONTENTS = st.one_of(
    st.tuples(st.just("good"), st.integers(0, 5)),
    st.tuples(st.just("half"), st.integers(0, 5)),
    st.tuples(st.just("junk"), st.binary(max_size=40)),
)
_TREES = st.dictionaries(
    st.lists(_PARTS, min_size=1, max_size=4).map("/".join), _CONTENTS, min_size=1, max_size=14
)


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(tree=_TREES, strict=st.booleans())
def test_random_folders(tree, strict, pictures, tmp_path_factory):
    root = tmp_path_factory.mktemp("tree")
    written = write_random(root, tree, pictures)
    try:
        data = load(root, strict=strict)
    except UserError as error:
        lost = any(sure_to_be_used(root, path) for path in written["good"])
        assert strict or not lost or " image beside " in str(error) or " image in " in str(error)
        assert "\n" not in str(error)
        return
    inspection = data.inspection
    passed = {entry.file for entry in inspection.passed_over}
    assert len(passed) == len(inspection.passed_over)
    # Every file is used, or named, or in a folder that is named.
    named_folders = [name for name in passed if name.endswith("/")]
    in_folders = sum(
        any(shown.startswith(folder) for folder in named_folders) for shown in written["shown"]
    )
    named_files = len(passed) - len(named_folders)
    assert len(data.examples) + named_files + in_folders == len(written["shown"])
    found = sum(entry.found for entry in inspection.classes)
    usable = sum(entry.usable for entry in inspection.classes)
    assert usable == len(data.examples) <= found
    for entry in inspection.passed_over:
        good = entry.file in written["good shown"]
        assert not good or entry.reason.startswith(("hidden", "system", "image "))
    try:
        split = draw_split(data, split_seed=0, samples_per_class=None, selection="validation")
    except UserError as error:
        assert "too small to split" in str(error)
        return
    learnt = {image.tobytes() for image in data.examples[split.train]}
    assert not learnt & {image.tobytes() for image in data.examples[split.test]}


def write_random(root: Path, tree: dict, pictures) -> dict[str, list]:
    """Write what can be written (a file may stand where another one's folder should be)."""
    from datasets.fetching.readable_names import readable_path

    written: dict[str, list] = {"shown": [], "good": [], "good shown": []}
    for name, (kind, what) in tree.items():
        path = root / name
        whole = pictures(what, "JPEG", side=40) if kind != "junk" else what
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(whole[: len(whole) // 2] if kind == "half" else whole)
        except OSError:
            continue
        shown = readable_path(path, root)
        written["shown"].append(shown)
        if kind == "good":
            written["good"].append(path)
            written["good shown"].append(shown)
    return written


def sure_to_be_used(root: Path, path: Path) -> bool:
    """Whether nothing speaks against a good picture: no name of the system's, no hidden one."""
    parts = path.relative_to(root).parts
    return not any(part.startswith(".") or part == "__MACOSX" for part in parts)
