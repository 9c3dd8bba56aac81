"""Files as labelled images: size, classes, splits, and what is said of them."""

import csv
import io

import numpy as np
import pytest
from PIL import Image

from datasets.folder_layout import LabelledFile
from datasets.images.decoding import Header
from datasets.images.image_files import choose_size, load_image_files
from datasets.images.image_folder import find_images
from datasets.images.options import ImageOptions
from foundation.errors import UserError


@pytest.fixture
def load(write_tree):
    """A function from the files of a folder to its images."""

    def run(files: dict[str, bytes], **options):
        found = find_images(write_tree(files), "one class")
        return load_image_files(
            found.files,
            found.passed_over,
            ImageOptions(**options),
            name="data",
            title="Data",
            provenance="Made up.",
        )

    return run


def problems(data) -> dict[str, str]:
    return {found.class_name: "; ".join(found.problems) for found in data.inspection.classes}


def header(width, height):
    return Header(width, height, "RGB", 1)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([(28, 28)] * 3, (28, 28)),
        ([(8, 32)], (32, 8)),
        ([(7, 20)], (32, 32)),
        ([(28, 28), (28, 27)], (32, 32)),
        ([(1, 1), (32, 32)], (32, 32)),
        ([(33, 33)] * 2, (64, 64)),
        ([(28, 28), (640, 480)], (64, 64)),
    ],
)
def test_the_size_is_chosen_from_the_images(sizes, expected):
    assert choose_size([header(*size) for size in sizes]) == expected


def test_images_labels_and_names(load, pictures):
    files = {f"{name}/{i}": pictures(10 * k + i) for k, name in enumerate("ba") for i in range(3)}
    data = load(files)
    assert (data.name, data.title, data.class_names) == ("data", "Data", ("a", "b"))
    assert data.labels.tolist() == [0, 0, 0, 1, 1, 1]
    for row, number in enumerate([10, 11, 12, 0, 1, 2]):
        expected = np.asarray(Image.open(io.BytesIO(pictures(number))))
        assert np.array_equal(data.examples[row], expected)
    assert data.test_mask is None and data.validation_mask is None
    assert data.kind.mirror_safe and "mirror" in data.kind.mirror_reason
    assert data.provenance == "Made up. Native size: 12x12 pixels, RGB."


def test_the_order_of_the_files_does_not_matter(write_tree, pictures):
    root = write_tree({f"{i % 2}/{i}": pictures(i) for i in range(9)})
    files = [LabelledFile(path=root / f"{i % 2}/{i}", class_name=str(i % 2)) for i in range(9)]
    sums = {
        load_image_files(order, [], ImageOptions(), name="x", title="X", provenance="").checksum
        for order in (files, files[::-1], files[3:] + files[:3])
    }
    assert len(sums) == 1


def test_given_splits_are_masks(load, pictures):
    files = {
        f"{split}/{name}/{i}": pictures(100 * j + 10 * k + i)
        for j, split in enumerate(("train", "valid", "test"))
        for k, name in enumerate("ab")
        for i in range(3 - j)
    }
    data = load(files)
    assert data.labels.tolist() == [0] * 6 + [1] * 6
    # Sorted by class, split and name.
    assert data.test_mask.tolist() == [True, False, False, False, False, False] * 2
    assert data.validation_mask.tolist() == [False] * 4 + [True] * 2 + [False] * 4 + [True] * 2
    assert data.inspection.remarks == ()


@pytest.mark.parametrize(
    ("splits", "remark"),
    [
        (("train", "test"), "No validation split"),
        (("train", "val"), "No test split"),
        ((), "No split"),
    ],
)
def test_what_is_not_given_is_said(load, pictures, splits, remark):
    tops = [f"{split}/" for split in splits] or [""]
    files = {
        f"{top}{name}/{i}": pictures(100 * j + 10 * k + i)
        for j, top in enumerate(tops)
        for k, name in enumerate("ab")
        for i in range(3)
    }
    (said,) = load(files).inspection.remarks
    assert said.startswith(remark)


@pytest.mark.parametrize("side", [28, 96])
@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
def test_size_and_fit_are_those_asked_for(load, pictures, side, fit):
    files = {"a/1": pictures(1, side=20), "b/2": pictures(2, "JPEG", side=70)}
    data = load(files, image_size=side, fit=fit)
    assert data.kind.shape == (side, side, 3)
    assert f"({fit})" in data.provenance and f"{side}x{side}" in data.provenance


def test_grey_where_every_image_is_grey(load, pictures):
    grey = {f"a/{i}": pictures(i, grey=True) for i in range(3)}
    assert load(grey).kind.shape == (12, 12, 1)


def test_one_coloured_image_is_enough(load, pictures):
    files = {f"a/{i}": pictures(i, grey=True) for i in range(3)} | {"b/1": pictures(9)}
    assert load(files).kind.shape == (12, 12, 3)


def test_a_damaged_file_has_no_say_in_the_size(load, pictures):
    large = pictures(5, "JPEG", side=300)
    files = {"a/1": pictures(1), "a/2": pictures(2), "b/3": large[: len(large) // 2]}
    assert load(files | {"b/4": pictures(4)}).kind.shape == (12, 12, 3)


def test_what_is_wrong_is_counted_and_named(load, pictures):
    good = pictures(1, "JPEG", side=60)
    data = load(
        {
            **{"a/1": good, "a/2": good, "a/3": b"", "a/4.txt": b"text"},
            **{"a/5": good[: len(good) // 2], "a/.6": b"", "b/1": pictures(2), "b/2": pictures(3)},
        }
    )
    assert problems(data)["b"] == ""
    assert "duplicates" not in problems(data)["a"]
    for part in ("1 exact duplicate", "1 empty file", "1 truncated", "1 not an image"):
        assert part in problems(data)["a"]
    by_name = {found.class_name: found for found in data.inspection.classes}
    assert (by_name["a"].found, by_name["a"].usable) == (5, 2)
    assert (by_name["a"].sizes, by_name["a"].modes) == ("60x60", "RGB 2")
    assert {entry.file for entry in data.inspection.passed_over} == {
        *("a/3", "a/4.txt", "a/5", "a/.6"),
    }


def test_sizes_and_modes_of_a_mixed_class(load, pictures):
    data = load(
        {
            **{
                "a/1": pictures(1, side=40),
                "a/2": pictures(2, side=20),
                "a/3": pictures(3, side=30),
            },
            **{"a/4": pictures(4, side=25, grey=True), "b/1": pictures(5)},
        }
    )
    assert data.inspection.classes[0].sizes == "20x20 to 40x40"
    assert data.inspection.classes[0].modes == "RGB 3, L 1"


SHARED = {"a": (1, 2, 3), "b": (3, 4, 5), "c": (6, 7, 8)}


def shared_files(pictures):
    return {f"{name}/{i}.png": pictures(i) for name, numbers in SHARED.items() for i in numbers}


def test_pixels_under_two_classes_are_named(load, pictures):
    data = load(shared_files(pictures))
    assert "1 image stands under two classes or more: a/3.png = b/3.png." in data.inspection.remarks
    assert problems(data) == {
        "a": "1 equal to one of another class",
        "b": "1 equal to one of another class",
        "c": "",
    }


def test_strict_makes_them_an_error(load, pictures):
    with pytest.raises(UserError, match=r"Data: --strict: 1 image .*a/3\.png = b/3\.png"):
        load(shared_files(pictures), strict=True)


def test_strict_accepts_what_is_clean(load, pictures):
    data = load({"a/1": pictures(1), "a/2": pictures(1), "b/3": pictures(2)}, strict=True)
    assert len(data.examples) == 3


@pytest.mark.parametrize(("least", "kept"), [(1, "bcd"), (4, "cd"), (5, "d")])
def test_small_classes_are_left_out(load, pictures, least, kept):
    sizes = {"a": 2, "b": 3, "c": 4, "d": 5}
    files = {
        f"{name}/{i}": pictures(10 * k + i)
        for k, (name, size) in enumerate(sizes.items())
        for i in range(size)
    }
    data = load(files, min_images=least)
    assert "".join(data.class_names) == kept
    assert np.bincount(data.labels).tolist() == [sizes[name] for name in kept]
    left_out = [found for found in data.inspection.classes if found.left_out]
    assert {found.class_name for found in left_out} == set("abcd") - set(kept)
    assert "left out: 2 usable, fewer than" in problems(data)["a"]
    named = [entry for entry in data.inspection.passed_over if "left out" in entry.reason]
    assert len(named) + len(data.examples) == 14


def test_classes_without_test_images_are_left_out_too(load, pictures):
    files = {f"train/a/{i}": pictures(i) for i in range(5)}
    files |= {f"train/b/{i}": pictures(10 + i) for i in range(5)} | {"test/b/1": pictures(50)}
    assert load(files, min_images=2).class_names == ("b",)


def test_a_class_without_images_is_named_and_left_out(load, pictures):
    data = load({"a/1": pictures(1), "b/1": pictures(2), "c/1": b"text"})
    assert data.class_names == ("a", "b")
    assert problems(data)["c"].endswith("left out: no usable image")


def test_no_class_is_left(load, pictures):
    with pytest.raises(UserError, match="--min-images leaves out every class: 'a'"):
        load({"a/1": pictures(1), "b/1": pictures(2)}, min_images=9)


def test_nothing_usable(load, pictures):
    good = pictures(1, "JPEG", side=60)
    with pytest.raises(UserError) as error:
        load({"a/1": b"", "a/2": b"text", "b/3": good[: len(good) // 2], "b/.x": b""})
    text = str(error.value)
    assert text.startswith("Data: expected images, found none that can be used: ")
    for part in ("empty file (a/1)", "truncated (b/3)", "hidden file (b/.x)", "beginning (a/2)"):
        assert part in text


def test_no_file_at_all(load):
    with pytest.raises(UserError, match="found none that can be used: no file at all"):
        load({})


def test_reasons_read_well_as_a_table(load, pictures):
    data = load({"a/1": pictures(1), "b/2": pictures(2), 'b/it\'s, "so"': b"text"})
    text = io.StringIO()
    csv.writer(text).writerows((entry.file, entry.reason) for entry in data.inspection.passed_over)
    (row,) = csv.reader(io.StringIO(text.getvalue()))
    assert row[0] == 'b/it\'s, "so"'
