"""The rules of the house: imports point down, nothing runs in a circle, nothing grows too large."""

import statistics
import subprocess
import sys

import pytest

from docs import house


@pytest.fixture(scope="module")
def modules():
    return house.read_modules()


def test_no_import_points_up_or_joins_what_is_to_stay_apart(modules):
    assert house.upward_arrows(modules) == []


def test_no_modules_import_each_other(modules):
    assert house.circles(modules) == []


def test_the_ground_and_the_rows_need_no_tensorflow(modules):
    ground = [name for name, m in modules.items() if m.package == "foundation"]
    rows = [name for name in modules if name.endswith(("catalog", "options", "kinds", "policies"))]
    rows += ["plan.config", "plan.stages", "plan.presets", "gan.training_plan", "plots.palette"]
    names = [name for name in (*ground, *rows) if name != "foundation.cluster"]  # Dask is optional
    program = f"import sys, importlib; [importlib.import_module(n) for n in {names!r}]; " + (
        "sys.exit(', '.join({'tensorflow', 'keras'} & set(sys.modules)) or 0)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


def test_no_package_is_over_three_tenths_of_the_code(modules):
    shares = house.shares(modules)
    assert max(shares.values()) <= 0.30, shares
    assert sum(shares.values()) == pytest.approx(1)


def test_files_and_functions_stay_small(modules):
    paths = [path for top in ("*.py", "*/**/*.py") for path in house.HOUSE.glob(top)]
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in paths if _ours(path)}
    assert len(sizes) > 250 and {path: n for path, n in sizes.items() if n > 350} == {}
    functions = [length for module in modules.values() for length in module.functions]
    assert max(functions) < 60 and statistics.median(functions) <= 8


def _ours(path):
    return path.relative_to(house.HOUSE).parts[0] not in (".venv", "build", "runs")


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
