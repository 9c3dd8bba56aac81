"""What a run does that draws no page now."""

import dataclasses

from tests.report.examples import make_run


def test_without_its_page_nothing_waits_that_a_page_alone_shows(digits, tmp_path):
    run = make_run(digits, tmp_path, ("7", "8"), arms=("original", "synthetic"), repeats=1)
    makers = {task.maker for task in run.waiting()}
    quiet = {task.maker for task in dataclasses.replace(run, page="none").waiting()}
    assert makers - quiet == {"judge", "quality", "privacy", "inside"}
    assert {"split", "gans", "synthesis", "classifiers"} <= quiet
