"""study.toml is read back field by field."""

import dataclasses

import pytest

from foundation.errors import UserError
from studies.request import StudyRequest
from studies.study_file import AskedStudy, read_study, write_study

ASKED = AskedStudy(
    dataset='kaggle:a/b "c"',
    request=StudyRequest(
        seeds=(4, 1),
        samples_per_class=("10", "all"),
        vary=(("gan.r1-weight", "0", "1"), ("mix", "0.3")),
        gan=("dcgan", "cgan"),
        name="mine",
        dry_run=True,
    ),
    words=("--gan.width", "8", "--dataset", 'kaggle:a/b "c"'),
)


def test_every_field_comes_back(tmp_path):
    write_study(tmp_path, ASKED, ["../standard-seed0", "../standard-seed1"])
    asked, runs = read_study(tmp_path)
    assert runs == ["../standard-seed0", "../standard-seed1"]
    assert (asked.dataset, asked.words) == (ASKED.dataset, ASKED.words)
    for field in dataclasses.fields(StudyRequest):
        wanted = getattr(ASKED.request, field.name)
        assert wanted != field.default, field.name  # a value that could be lost
        assert getattr(asked.request, field.name) == wanted, field.name


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
