"""Which file is whose: the layouts, and what is passed over."""

import os

import pytest

from datasets import folder_layout
from datasets.images.image_folder import find_images


@pytest.fixture
def found(write_tree, pictures):
    """A function from paths (a picture each, or junk where they end in .txt) to what is found."""

    def find(*paths: str):
        files = {
            path: b"text" if path.endswith(".txt") else pictures(number)
            for number, path in enumerate(paths)
        }
        return find_images(write_tree(files), "one class")

    return find


def triples(found) -> set[tuple[str, str, str | None]]:
    return {(file.shown, file.class_name, file.split) for file in found.files}


def passed(found) -> dict[str, str]:
    return {entry.file: entry.reason for entry in found.passed_over}


def test_class_folders_of_any_depth(found):
    result = found("cat/1.png", "cat/a/b/2.png", "dog/3.png", "dog/notes.txt")
    assert triples(result) == {
        ("cat/1.png", "cat", None),
        ("cat/a/b/2.png", "cat", None),
        ("dog/3.png", "dog", None),
        ("dog/notes.txt", "dog", None),
    }
    assert passed(result) == {}


@pytest.mark.parametrize("validation", ["val", "valid", "validation", "VALID"])
@pytest.mark.parametrize("train", ["train", "Train"])
def test_split_folders(found, train, validation):
    result = found(f"{train}/cat/1", f"{validation}/cat/2", "test/cat/x/3", "test/dog/4")
    assert triples(result) == {
        (f"{train}/cat/1", "cat", "train"),
        (f"{validation}/cat/2", "cat", "validation"),
        ("test/cat/x/3", "cat", "test"),
        ("test/dog/4", "dog", "test"),
    }


def test_images_directly_in_the_folder_are_one_class(found):
    result = found("1.png", "2", "readme.txt", "notes/more.txt")
    assert {(name, label) for name, label, _ in triples(result)} == {
        ("1.png", "one class"),
        ("2", "one class"),
        ("readme.txt", "one class"),
        ("notes/more.txt", "one class"),
    }


def test_images_directly_in_split_folders_are_one_class(found):
    result = found("train/1", "train/2", "test/3")
    assert triples(result) == {
        ("train/1", "one class", "train"),
        ("train/2", "one class", "train"),
        ("test/3", "one class", "test"),
    }


def test_a_lone_folder_stands_for_what_is_in_it(found):
    result = found("archive/v1/cat/1", "archive/v1/dog/2", "readme.txt", "archive/licence.txt")
    assert {label for _, label, _ in triples(result)} == {"cat", "dog"}
    assert passed(result).keys() == {"readme.txt", "archive/licence.txt"}
    assert all("not an image" in reason for reason in passed(result).values())


def test_a_lone_folder_of_splits(found):
    result = found("archive/train/cat/1", "archive/test/cat/2")
    assert {split for *_, split in triples(result)} == {"train", "test"}


def test_a_lone_class(found):
    assert {label for _, label, _ in triples(found("cat/1", "cat/2"))} == {"cat"}


def test_train_alone_is_a_split(found):
    assert triples(found("train/cat/1", "train/dog/2")) == {
        ("train/cat/1", "cat", "train"),
        ("train/dog/2", "dog", "train"),
    }


@pytest.mark.parametrize("names", [("train", "plane"), ("test", "exam"), ("val", "test")])
def test_names_of_splits_can_be_classes(found, names):
    result = found(*(f"{name}/1" for name in names))
    assert {(label, split) for _, label, split in triples(result)} == {
        (name, None) for name in names
    }


def test_images_without_class_or_split_are_named(found):
    assert passed(found("cat/1", "dog/2", "3.png")) == {
        "3.png": folder_layout.NO_CLASS.format("image")
    }


def test_images_beside_the_splits_are_named(found):
    result = found("train/cat/1", "test/cat/2", "extra/cat/3", "test/4", "extra/a.txt")
    assert {file for file, *_ in triples(result)} == {"train/cat/1", "test/cat/2"}
    reasons = passed(result)
    assert reasons["extra/cat/3"] == folder_layout.NO_SPLIT.format("image")
    assert reasons["test/4"] == folder_layout.NO_CLASS.format("image")
    assert "not an image" in reasons["extra/a.txt"]


def test_hidden_and_system_files_are_passed_over(found):
    result = found(
        *("cat/1", "dog/2", "cat/.DS_Store", "cat/._1", "cat/Thumbs.db", "dog/desktop.ini"),
        *("__MACOSX/cat/1", "cat/.hidden/3", ".git/4", ".ipynb_checkpoints/5"),
    )
    assert {file for file, *_ in triples(result)} == {"cat/1", "dog/2"}
    assert passed(result) == {
        "cat/.DS_Store": folder_layout.HIDDEN_FILE,
        "cat/._1": folder_layout.HIDDEN_FILE,
        "cat/Thumbs.db": folder_layout.SYSTEM_FILE,
        "dog/desktop.ini": folder_layout.SYSTEM_FILE,
        "__MACOSX/": folder_layout.SYSTEM_FILE,
        "cat/.hidden/": folder_layout.HIDDEN_FOLDER,
        ".git/": folder_layout.HIDDEN_FOLDER,
        ".ipynb_checkpoints/": folder_layout.HIDDEN_FOLDER,
    }


def test_a_class_may_begin_with_a_dot(found):
    result = found(".net/1", "java/2", "rust/3", ".empty/a.txt")
    assert {label for _, label, _ in triples(result)} == {".net", "java", "rust"}
    assert passed(result) == {".empty/": folder_layout.HIDDEN_FOLDER}


def test_a_dotted_folder_beside_images_makes_no_classes(found):
    result = found("1.png", ".previews/2.png")
    assert {label for _, label, _ in triples(result)} == {"one class"}
    assert passed(result) == {".previews/": folder_layout.HIDDEN_FOLDER}


STRANGE = (
    *("two words", "'single'", '"double"', "äöü", "写真", "🍎", "<script>alert(1)"),
    *("-dash", "--force", "...", "$x_1$", "a&b;c", "Cat", "cat", "n" * 200, " ", "%s", "CON"),
)


def test_names_of_every_sort(found):
    result = found(*(f"{name}/{number}" for number, name in enumerate(STRANGE)))
    assert {label for _, label, _ in triples(result)} == set(STRANGE)


def test_bytes_that_are_no_text(found):
    result = found(os.fsdecode(b"caf\xe9/1"), "line\nend/2")
    assert {label for _, label, _ in triples(result)} == {r"caf\xe9", r"line\nend"}
    assert all(file.shown.isprintable() for file in result.files)


def test_links_lead_nowhere_else(write_tree, pictures, tmp_path):
    root = write_tree({"cat/1": pictures(1), "dog/2": pictures(2)})
    (tmp_path / "secret").write_bytes(pictures(3))
    (root / "cat" / "out").symlink_to(tmp_path / "secret")
    (root / "cat" / "inside").symlink_to(root / "dog" / "2")
    (root / "cat" / "loop").symlink_to(root)
    (root / "cat" / "itself").symlink_to(root / "cat" / "itself")
    (root / "dog" / "gone").symlink_to(root / "nowhere")
    result = find_images(root, "one class")
    assert {file for file, *_ in triples(result)} == {"cat/1", "dog/2", "cat/inside"}
    assert passed(result) == {
        "cat/out": "a link out of the folder",
        "cat/loop": "a link to a folder",
        "cat/itself": "a link that leads nowhere",
        "dog/gone": "a link that leads nowhere",
    }


def test_a_link_to_the_folder_itself(write_tree, pictures, tmp_path):
    root = write_tree({"cat/1": pictures(1), "dog/2": pictures(2)})
    (tmp_path / "link").symlink_to(root)
    assert len(find_images(tmp_path / "link", "one class").files) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system knows no pipes")
def test_a_pipe_is_not_waited_for(write_tree, pictures):
    root = write_tree({"cat/1": pictures(1), "dog/2": pictures(2)})
    os.mkfifo(root / "cat" / "pipe")
    assert passed(find_images(root, "one class")) == {"cat/pipe": "neither a file nor a folder"}


def test_a_folder_that_cannot_be_read(write_tree, pictures, monkeypatch):
    root = write_tree({"cat/1": pictures(1), "dog/2": pictures(2)})
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("dog"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    result = find_images(root, "one class")
    assert {label for _, label, _ in triples(result)} == {"cat"}
    assert passed(result) == {"dog/": "cannot be read: Permission denied"}


def test_an_empty_folder(tmp_path):
    result = find_images(tmp_path, "one class")
    assert result.files == [] and result.passed_over == []
