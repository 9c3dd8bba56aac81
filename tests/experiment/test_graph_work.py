"""Units made in this process: what their rows of timing.csv say."""

from types import SimpleNamespace

import pytest

from experiment.graph_work import make_units
from plan.timing import Timing


@pytest.fixture
def study(tmp_path):
    """As much of a study as units in this process need."""
    return SimpleNamespace(
        timing=Timing(tmp_path / "timing.csv"),
        workers=SimpleNamespace(cluster=None, jobs_for=lambda *sizes: 1),
        data=SimpleNamespace(images=SimpleNamespace(nbytes=0)),
        unfinished=iter,
    )


def _planned(name):
    return SimpleNamespace(stage="gans", unit=SimpleNamespace(name=name))


@pytest.mark.parametrize(("earlier", "least", "most"), [(None, 0, 20), (40.5, 40.5, 60)])
def test_seconds_of_earlier_starts_are_added(study, earlier, least, most):
    units = [_planned("gan/7")]
    assert list(make_units(study, units, lambda study, planned: earlier, threads=1)) == units
    (row,) = study.timing.rows()
    assert (row["stage"], row["unit"]) == ("gans", "gan/7")
    assert least <= float(row["seconds"]) < most


def test_an_error_names_its_unit_and_leaves_no_row(study):
    def make(study, planned):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        list(make_units(study, [_planned("gan/7")], make, threads=1))
    assert caught.value.__notes__ == ["This happened in gan/7."]
    assert study.timing.rows() == []
