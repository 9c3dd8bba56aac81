"""Every view is what its table promises."""

import importlib

import pytest

from datasets.kinds import KINDS
from plan.run_directory import ARTIFACTS
from plan.views import VIEWS, views_of

PICTURES = (".png", ".gif", ".svg")


@pytest.mark.parametrize("name", VIEWS)
def test_a_row_says_what_it_is_and_how_to_read_it(name):
    row = VIEWS[name]
    assert row.about.endswith(".") and row.about.count(". ") == 0
    assert row.reading.rstrip(")").endswith(".") and len(row.reading) > 80
    assert any(file.endswith(PICTURES) for file in row.files)


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_can_be_drawn_and_its_files_be_deleted(name):
    assert callable(importlib.import_module(VIEWS[name].module).draw)
    assert {f"inside/<class>/{file}" for file in VIEWS[name].files} <= set(ARTIFACTS)


def test_no_two_views_leave_the_same_file():
    files = [file for row in VIEWS.values() for file in row.files]
    assert len(files) == len(set(files))


def test_each_view_is_of_a_class_or_of_the_run():
    for kind in KINDS:
        own = {name for name, row in VIEWS.items() if row.kinds is None or kind in row.kinds}
        assert sorted(views_of(True, True, kind) + views_of(False, True, kind)) == sorted(own)
        without = views_of(True, False, kind) + views_of(False, False, kind)
        assert own - {*without} == {name for name in own if VIEWS[name].needs_judge}
