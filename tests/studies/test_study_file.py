"""study.toml is read back field by field."""

import dataclasses

import pytest

from foundation.errors import UserError
from studies.request import StudyRequest
from studies.study_file import AskedStudy, Share, read_study, write_study

ASKED = AskedStudy(
    dataset='kaggle:a/b "c"',
    request=StudyRequest(
        seeds=(4, 1),
        samples_per_class=("10", "all"),
        vary=(("gan.r1-weight", "0", "1"), ("mix", "0.3")),
        gan=("dcgan", "cgan"),
        budget_images=1000,
        resplit=True,
        name="mine",
        dry_run=True,
    ),
    words=("--gan.width", "8", "--dataset", 'kaggle:a/b "c"'),
    shares=(
        Share(setting="gan dcgan", amount="10", updates=100, images_per_update=10),
        Share(
            setting="gan cgan",
            amount="all",
            updates=50,
            images_per_update=20,
            seconds_per_update=0.1 + 0.2,
        ),
    ),
)


def test_every_field_comes_back(tmp_path):
    write_study(tmp_path, ASKED, ["../standard-seed0", "../standard-seed1"])
    asked, runs = read_study(tmp_path)
    assert runs == ["../standard-seed0", "../standard-seed1"]
    assert (asked.dataset, asked.words) == (ASKED.dataset, ASKED.words)
    assert asked.shares == ASKED.shares
    for field in dataclasses.fields(StudyRequest):
        if field.name == "budget_seconds":  # there is one budget
            continue
        wanted = getattr(ASKED.request, field.name)
        assert wanted != field.default, field.name  # a value that could be lost
        assert getattr(asked.request, field.name) == wanted, field.name


def test_seconds_come_back(tmp_path):
    asked = AskedStudy(dataset="mnist", request=StudyRequest(budget_seconds=0.3), words=())
    write_study(tmp_path, asked, [])
    assert read_study(tmp_path)[0].request.budget_seconds == 0.3


def test_many_runs_of_another_kind_have_a_file_of_their_own(tmp_path):
    asked = AskedStudy(dataset="mnist", request=StudyRequest(), words=(), kind="sweep")
    write_study(tmp_path, asked, [])
    assert read_study(tmp_path, "sweep") == (asked, [])
    with pytest.raises(UserError, match="expected a study, found no study.toml"):
        read_study(tmp_path)


def test_defaults_come_back(tmp_path):
    asked = AskedStudy(dataset="mnist", request=StudyRequest(), words=())
    write_study(tmp_path, asked, [])
    assert read_study(tmp_path) == (asked, [])


@pytest.mark.parametrize("text", ["", "dataset = ", "dataset='a'\nwords=[]\nruns=[]\n[study]\nx=1"])
def test_what_is_no_study_is_refused(tmp_path, text):
    with pytest.raises(UserError, match="expected a study, found no study.toml"):
        read_study(tmp_path)
    (tmp_path / "study.toml").write_text(text)
    with pytest.raises(UserError, match="expected the record of a study"):
        read_study(tmp_path)
