"""Directory names of classes: `plan.run_directory.class_directory_names`."""

import re

import pytest

from plan.run_directory import class_directory_names


@pytest.mark.parametrize("name", ["7", "a", "Ankle_boot-2", "x" * 40, "-", "_", "CON7"])
def test_a_plain_name_is_its_own_directory(name):
    assert class_directory_names([name]) == {name: name}


@pytest.mark.parametrize(
    "name, slug",
    [
        ("Ankle boot", "0-Ankle-boot"),
        ("T-shirt/top", "0-T-shirt-top"),
        ("Zürich", "0-Z-rich"),
        ("猫", "0-class"),
        ("", "0-class"),
        (" ", "0-class"),
        ("..", "0-class"),
        (".hidden", "0-hidden"),
        ("../../etc", "0-etc"),
        ("a/b", "0-a-b"),
        ("a\\b", "0-a-b"),
        ("C:", "0-C"),
        ('say "it\'s"', "0-say-it-s"),
        ("line\nbreak", "0-line-break"),
        ("7\n", "0-7"),
        ("nul\0", "0-nul"),
        ("x" * 41, "0-" + "x" * 30),
        ("y" * 200, "0-" + "y" * 30),
    ],
)
def test_any_other_name_becomes_index_and_slug(name, slug):
    assert class_directory_names([name]) == {name: slug}


@pytest.mark.parametrize(
    "names",
    [
        ["Cat", "cat", "CAT"],
        ["a b", "a/b", "a.b"],
        ["猫", "犬", "..", ".", ""],
        ["K", "\N{KELVIN SIGN}"],
        ["x" * 41, "x" * 42, "x" * 200],
        ["a b", "0-a-b"],
        ["0-a-b", "A B", "1-a-b", "0-A-b"],
        ["1-class", "猫"],
        [f"{index} {index}" for index in range(30)],
    ],
    ids=lambda names: ",".join(ascii(name)[:12] for name in names[:3]),
)
def test_directories_are_safe_and_unique_ignoring_case(names):
    directories = class_directory_names(names)
    assert list(directories) == names
    chosen = list(directories.values())
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name) for name in chosen)
    assert len({name.casefold() for name in chosen}) == len(names)


def test_only_the_names_that_clash_are_renamed():
    assert class_directory_names(["Cat", "dog", "cat"]) == {
        "Cat": "0-Cat",
        "dog": "dog",
        "cat": "2-cat",
    }
