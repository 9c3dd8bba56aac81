"""Which classifiers are trained beside the GANs."""

from types import SimpleNamespace

import pytest

from experiment.overlap import beside_gans

GANS = ["gan/0", "gan/1", "gan/2"]


def _study(jobs, *, cluster=None, classifier_threads=1):
    return SimpleNamespace(
        config=SimpleNamespace(
            gan=SimpleNamespace(threads=1), classifier=SimpleNamespace(threads=classifier_threads)
        ),
        workers=SimpleNamespace(cluster=cluster, jobs_for=lambda units, *sizes: min(jobs, units)),
        data=SimpleNamespace(images=SimpleNamespace(nbytes=0)),
    )


def _names(study, *arms, repeats=1, gans=GANS):
    units = [SimpleNamespace(subject=arm, n=n) for arm in arms for n in range(repeats)]
    return [f"{unit.subject}{unit.n}" for unit in beside_gans(study, gans, units)]


@pytest.mark.parametrize(
    ("jobs", "repeats", "expected"),
    [
        (1, 1, []),
        # One is left, to be trained beside the one of synthetic images.
        (2, 1, ["original0"]),
        (2, 2, ["original0", "original1", "augmented0", "augmented1"]),
        (2, 3, ["original0", "original1", "original2", "augmented0", "augmented1"]),
        # The last round has room for all of them.
        (3, 1, []),
        (3, 2, ["original0", "original1", "augmented0"]),
    ],
)
def test_no_process_is_left_idle_at_the_end(jobs, repeats, expected):
    arms = ("original", "augmented", "synthetic")
    assert _names(_study(jobs), *arms, repeats=repeats) == expected


def test_a_cluster_takes_all_that_need_no_gan():
    study = _study(1, cluster="tcp://127.0.0.1:8786")
    arms = ("original", "synthetic", "gaussian", "augmented")
    assert _names(study, *arms) == ["original0", "gaussian0", "augmented0"]


def test_none_without_gans_to_train():
    assert _names(_study(2), "original", "augmented", "synthetic", gans=[]) == []


def test_none_where_classifiers_have_other_threads():
    assert _names(_study(2, classifier_threads=2), "original", "augmented", "synthetic") == []
