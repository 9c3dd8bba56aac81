"""The rules of the house: imports point down, nothing runs in a circle, nothing grows too large."""

import statistics

import pytest

from docs import house


@pytest.fixture(scope="module")
def modules():
    return house.read_modules()


def test_no_import_points_up_or_joins_what_is_to_stay_apart(modules):
    assert house.upward_arrows(modules) == []


def test_no_modules_import_each_other(modules):
    assert house.circles(modules) == []


def test_the_ground_floor_imports_no_tensorflow_when_it_is_imported(modules):
    assert all(
        modules[imported].package == "foundation"
        for module in modules.values()
        if module.package == "foundation"
        for imported in module.imports
    )


def test_no_package_is_over_three_tenths_of_the_code(modules):
    shares = house.shares(modules)
    assert max(shares.values()) <= 0.30, shares
    assert sum(shares.values()) == pytest.approx(1)


def test_files_and_functions_stay_small(modules):
    long_files = {name: m.lines for name, m in modules.items() if m.lines > 350}
    assert not long_files
    functions = [length for module in modules.values() for length in module.functions]
    assert max(functions) < 60 and statistics.median(functions) <= 8


def _module(name, *imports):
    return house.Module(name, 1, frozenset(imports), ())


def test_the_rules_find_what_they_look_for():
    found = {
        module.name: module
        for module in (
            _module("gan.a", "training.b", "classifiers.c"),
            _module("training.b", "training.d", "plan.e"),
            _module("training.d", "training.b"),
            _module("classifiers.c"),
            _module("plan.e"),
        )
    }
    assert house.upward_arrows(found) == [
        "gan.a imports classifiers.c",
        "training.b imports plan.e",
    ]
    assert house.circles(found) == [["training.b", "training.d"]]
    assert house.arrows(found)["training", "plan"] == 1


def test_imports_are_read_from_the_source(modules):
    assert "foundation.errors" in modules["plan.graph"].imports
    assert "plan.graph" in modules["experiment.graph_work"].imports
    assert len(modules) > 100
