"""Names of a user's own family: what is found, and what is said where something is wrong."""

import pytest

from foundation.errors import UserError
from gan.checks import check_config
from gan.networks import build_networks
from gan.options import GanConfig
from gan.own_family import find_family, own_family
from tests.gan.families import pixels


def file_with(directory, text):
    path = directory / "mine.py"
    path.write_text(text, "utf-8")
    return f"{path}:build"


def test_a_plain_name_is_a_row_of_the_table():
    assert own_family("dcgan") is None and find_family("dcgan").module == "gan.families.dcgan"
    assert find_family("dcgann") is None
    with pytest.raises(UserError, match="dcgann.*dcgan"):
        check_config(GanConfig(networks="dcgann"))


def test_names_are_plain_in_directories(tmp_path):
    (tmp_path / "my gan é.py").write_text("", "utf-8")
    assert own_family(f"{tmp_path / 'my gan é.py'}:build").plain_name == "my-gan--build"


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("def other(): pass", "expected a function build, found none"),
        ("build = 3", "expected a function build, found none"),
        ("1 / 0", "expected Python that runs, found ZeroDivisionError"),
        ("def build(:", "expected Python that runs, found SyntaxError"),
        ("def build(*given): return 3", "expected a gan.recipe.Recipe, found int"),
        ("def build(encoding): pass", "expected a function that builds .*, found TypeError"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(text, complaint, tmp_path):
    config = GanConfig(networks=file_with(tmp_path, text))
    check_config(config, "images")
    with pytest.raises(UserError, match=complaint):
        build_networks(pixels(8, 8, 1), config, seed=0)


def test_a_missing_file_is_said_before_any_work(tmp_path):
    with pytest.raises(UserError, match="expected a file of Python, found none there"):
        check_config(GanConfig(networks=f"{tmp_path / 'none.py'}:build"))


def test_networks_that_are_not_told_the_class_are_refused_where_they_should_be(tmp_path):
    text = """
from gan.families.dcgan import build as plain

def build(encoding, classes, options, seed):
    return plain(encoding, 0, options, seed)
"""
    name = file_with(tmp_path, text)
    assert build_networks(pixels(8, 8, 1), GanConfig(networks=name, width=4), 0, 3)
    with pytest.raises(UserError, match="told apart 3 classes, found 0"):
        build_networks(pixels(8, 8, 1), GanConfig(networks=name, width=4, conditional=True), 0, 3)
