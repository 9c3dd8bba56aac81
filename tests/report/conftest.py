"""One finished run for all tests of the page, which none of them changes."""

import pytest

from report.found import Found, find
from tests.report.examples import AWKWARD, finish_all, finish_gan, make_run


@pytest.fixture(scope="session")
def finished_run(digits, tmp_path_factory):
    """A run of two classes, the GAN of the second one collapsed."""
    run = make_run(
        digits, tmp_path_factory.mktemp("run"), arms=("original", "synthetic"), repeats=1, seed=3
    )
    finish_all(run)
    finish_gan(run, AWKWARD, status="collapsed", detail="All & alike.")
    return run


@pytest.fixture(scope="session")
def found(finished_run) -> Found:
    """What has been read of it."""
    return find(finished_run)
