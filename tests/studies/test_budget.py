"""A budget: the updates of every family for the same images or seconds."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from rich.console import Console

from experiment.command_line import run_parser
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from studies import budget as module
from studies.budget import share_lines, within_budget
from studies.grid import plan_grid, study_name
from studies.request import read_request
from studies.study import Study
from studies.study_file import AskedStudy, write_study

WORDS = (
    *("--dataset", "digits", "--preset", "smoke", "--classes", "0", "1", "--arms", "synthetic"),
    *("--repeats", "1", "--gan.batch-size", "10", "--gan.width", "8"),
)


@pytest.fixture
def study_of(digits, tmp_path):
    """A maker of studies as their program makes them, before the budget is looked at."""

    def make(*words, directory=None):
        request, rest = read_request([*WORDS, "--seeds", "2", *words])
        return Study(
            name="s",
            directory=directory or tmp_path / "digits" / "study-s",
            asked=AskedStudy(dataset="digits", request=request, words=tuple(rest)),
            command="",
            planned=plan_grid(request, rest),
            source=digits,
            display=ProgressDisplay(Console(quiet=True)),
            tell=lambda study: None,
        )

    return make


@pytest.fixture
def timed(monkeypatch):
    """Every family's seconds per update, in place of a measurement; counts what is measured."""
    measured = []

    def time_updates(run, split, config, settling_seconds):
        assert config.updates > 10**6 and config.epochs is None
        measured.append(config.networks)
        return SimpleNamespace(seconds_per_update=0.02 * len(measured))

    monkeypatch.setattr(module, "time_updates", time_updates)
    return measured


def updates_of(study):
    """Family -> updates, as the runs' own command lines say."""
    gans = [run_parser(planned.words)(1000).run.gan for planned in study.planned]
    return {gan.networks: (gan.updates, gan.epochs) for gan in gans}


def test_images_are_shared_by_batch_and_steps_of_the_critic(study_of):
    families = ("--gan", "dcgan", "cgan", "wgan-gp", "--budget-images", "1000")
    found = within_budget(study_of(*families))
    # wgan-gp takes a second batch for its critic; a conditional pair counts for each class.
    assert updates_of(found) == {"dcgan": (100, None), "cgan": (100, None), "wgan-gp": (50, None)}
    assert [share.images_per_update for share in found.asked.shares] == [10, 10, 20]
    assert share_lines(found.asked)[2] == (
        "gan wgan-gp: 50 updates for each class, 20 real examples in an update"
    )


def test_a_class_of_fewer_images_than_a_batch_is_shown_fewer(study_of):
    few = ("--samples-per-class", "4", "--gan", "dcgan", "cgan", "--budget-images", "100")
    found = within_budget(study_of(*few))
    assert updates_of(found) == {"dcgan": (100 // 4, None), "cgan": (100 // 8, None)}


def test_a_preset_that_counts_in_epochs_gets_updates(study_of):
    words = ("--gan.epochs", "None")
    with pytest.raises(UserError, match=r"--gan.epochs: expected none with --budget-images"):
        study_of("--gan", "dcgan", "cgan", "--budget-images", "100", *words)
    found = study_of("--preset", "paper", "--gan", "dcgan", "vanilla", "--budget-images", "1000")
    # Its schedule takes half a batch of real images in an update.
    assert set(updates_of(within_budget(found)).values()) == {(200, None)}


def test_the_runs_of_a_budget_have_directories_of_their_own(study_of):
    found = within_budget(study_of("--gan", "dcgan", "cgan", "--budget-images", "1000"))
    found.check()
    names = [root.name for root in found.roots.values()]
    assert names == [
        f"smoke-seed{seed}-classes-0+1-gan-{family}-updates-100"
        for family in ("dcgan", "cgan")
        for seed in (0, 1)
    ]
    assert study_name(found.asked.request, "smoke") == "smoke-gan-dcgan+cgan-1000images"


def test_seconds_are_measured_once_and_kept(study_of, timed):
    words = ("--gan", "dcgan", "cgan", "--budget-seconds", "4")
    found = within_budget(study_of(*words))
    assert timed == ["dcgan", "cgan"]
    assert updates_of(found) == {"dcgan": (200, None), "cgan": (100, None)}
    assert "20.0 ms each as measured" in share_lines(found.asked)[0]
    found.check()
    found.record()
    timed.clear()
    again = within_budget(study_of(*words))
    assert timed == [] and again.asked.shares == found.asked.shares
    assert again.planned == found.planned
    # A family that comes later is measured, the others are not; the first measured takes 0.02 s.
    more = within_budget(study_of("--gan", "dcgan", "cgan", "sngan", *words[3:]))
    assert timed == ["sngan"] and updates_of(more)["sngan"] == (200, None)


def test_a_killed_study_has_left_its_numbers(study_of, timed, monkeypatch):
    study = within_budget(study_of("--gan", "dcgan", "cgan", "--budget-seconds", "4"))
    kept = []
    monkeypatch.setattr(Study, "_do", lambda self, planned: kept.append(study_there(self)))

    def study_there(study):
        return module.study_there(study.directory).shares

    with pytest.raises(AttributeError):  # nothing was done: there is no status to tell of
        study.do()
    assert kept[0] == study.asked.shares and len(kept[0]) == 2


def test_another_budget_is_another_study(study_of, tmp_path):
    first = within_budget(study_of("--gan", "dcgan", "cgan", "--budget-images", "1000"))
    write_study(first.directory, first.asked, [])
    with pytest.raises(UserError, match="found another one .*budget"):
        within_budget(study_of("--gan", "dcgan", "cgan", "--budget-images", "2000"))
    plain = study_of("--gan", "dcgan", "cgan")
    assert within_budget(plain) is plain
    with pytest.raises(UserError, match="found another one .*budget"):
        plain.check()


@pytest.mark.parametrize(("words", "said"), [
    (["--budget-images", "9"], "--budget-images: expected the families .* found no --gan"),
    (["--vary", "mix", ".3", ".4", "--budget-seconds", "9"], "--budget-seconds: expected the fam"),
    (["--gan", "a", "b", "--budget-images", "0"], "--budget-images: expected at least 1, found 0"),
    (["--gan", "a", "b", "--budget-seconds", "0"], "--budget-seconds: expected a number above 0"),
    (["--gan", "a", "b", "--budget-seconds", "nan"], "--budget-seconds: expected a number above"),
    (["--gan", "a", "--budget-seconds", "9", "--budget-images", "9"], ".*found both"),
    (["--gan", "dcgan", "cgan", "--budget-images", "9", "--gan.updates", "5"],
     "--gan.updates: expected none with --budget-images"),
    (["--gan", "dcgan", "cgan", "--budget-images", "9", "--gan.epochs=5"],
     "--gan.epochs: expected none with --budget-images"),
    (["--gan", "dcgan", "--vary", "gan.updates", "5", "6", "--budget-images", "9"],
     "--vary gan.updates: expected none with --budget-images"),
])  # fmt: skip
def test_what_does_not_go_together_is_refused(words, said):
    with pytest.raises(UserError, match=f"^{said}"):
        read_request(words)


def test_the_length_in_a_file_is_refused_too(tmp_path):
    (tmp_path / "options.toml").write_text("[gan]\nupdates = 5\n")
    words = ["--gan", "dcgan", "cgan", "--config", str(tmp_path / "options.toml")]
    assert read_request(words)
    with pytest.raises(UserError, match="options.toml: gan.updates, gan.epochs: expected none"):
        read_request([*words, "--budget-images", "9"])


def test_less_than_an_update_is_refused(study_of):
    with pytest.raises(UserError, match="at least one update of gan wgan-gp, which takes 20, fou"):
        within_budget(study_of("--gan", "dcgan", "wgan-gp", "--budget-images", "19"))


def test_a_study_without_gans_is_refused(study_of):
    study = study_of("--gan", "dcgan", "cgan", "--budget-images", "99", "--arms", "original")
    with pytest.raises(UserError, match="expected an arm that needs GANs, found original"):
        within_budget(study)


def test_one_family_may_have_a_budget(study_of):
    found = within_budget(study_of("--gan", "sngan", "--budget-images", "1000"))
    assert updates_of(found) == {"sngan": (100, None)}
    assert replace(found.asked.shares[0]).place == ("", "all")
