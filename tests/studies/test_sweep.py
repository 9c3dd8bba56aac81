"""A sweep: its candidates are ranked on validation images alone."""

import json
import shlex

import numpy as np
import pytest
from rich.console import Console

from experiment import open_settings
from experiment.command_line import run_parser
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from report.rendering import render
from studies import sweep as module
from studies.grid import plan_grid
from studies.index import find_entries
from studies.results import read_run
from studies.study import Study
from studies.study_file import AskedStudy, read_study
from studies.sweep import Teller, held_out
from studies.sweep_page import (
    answer,
    as_json,
    command_of,
    draw_ranking,
    ranking_table,
    render_sweep,
    score_text,
    warnings,
)
from studies.sweep_request import answer_without_work, read_sweep
from studies.sweep_results import HeldOut, rank
from tests.report.test_page import images, read
from tests.studies.made_runs import make_run, planned
from tests.studies.test_families import finish_gans

AWKWARD = "<script>alert(1)</script>"
OPTIONS = (("gan.r1-weight", ("0", "1")), ("gan", ("dcgan", "cgan")))
# Validation accuracy by r1 weight and family, of each seed: the test figures say the opposite.
SCORES = {
    ("0", "dcgan"): (0.70, 0.72),
    ("0", "cgan"): (0.90, 0.94),
    ("1", "dcgan"): (0.75, 0.79),
    ("1", "cgan"): (0.80, 0.80),
}
HELD = HeldOut(images=1000, fewest=400)


def make_sweep(tmp_path, scores=SCORES, title="Letters", held=HELD, wrong=1.0):
    runs = []
    for (weight, family), values in scores.items():
        setting = (("gan.r1-weight", weight), ("gan", family))
        for seed, value in enumerate(values):
            root = tmp_path / f"{family}-{weight}-{seed}"
            if value is not None:
                # Right on as many test images as it is wrong on validation images.
                right = {"synthetic": round(200 * wrong * (1 - value))}
                make_run(root, right, seed=seed, validation=value, title=title)
            runs.append(read_run(planned(seed, "all", setting), root))
    return runs, rank(runs, "synthetic", held)


def test_candidates_are_ranked_by_their_mean_on_validation_images(tmp_path):
    _, ranking = make_sweep(tmp_path)
    assert [each.name for each in ranking.candidates] == [
        *("gan.r1-weight 0, gan cgan", "gan.r1-weight 1, gan cgan"),
        *("gan.r1-weight 1, gan dcgan", "gan.r1-weight 0, gan dcgan"),
    ]
    first = ranking.winner
    assert first.found.mean == pytest.approx(0.92) and first.values == {0: 0.90, 1: 0.94}
    assert first.spread == pytest.approx(np.std([0.90, 0.94], ddof=1))
    low, high = first.found.interval()
    assert low < 0.92 < high


def test_the_score_is_that_at_the_end_of_the_training(tmp_path):
    history = "update,training_accuracy,validation_accuracy\n5,0.6,0.99\n9,0.8,{}\n"
    make_run(tmp_path / "a", {"synthetic": 100}, validation=0.5, repeats=2, history=history)
    run = read_run(planned(0, "all", (("mix", "1"),)), tmp_path / "a")
    assert rank([run], "synthetic", HELD).candidates[0].values == {0: 0.5}


def test_test_figures_move_nothing(tmp_path):
    told = []
    for wrong in (1.0, 0.5):
        runs, ranking = make_sweep(tmp_path / str(wrong), wrong=wrong)
        page, table = page_of(ranking, runs), ranking_table(ranking).to_csv()
        told.append((page, table, as_json(ranking, "c"), draw_ranking(ranking)))
    assert told[0] == told[1]
    assert "No test example has a part in it" in told[0][0] and "test" not in told[0][1]


def page_of(ranking, runs, command="python run_experiment.py --seed 2", name="s"):
    return render_sweep(
        ranking,
        name=name,
        command=command,
        made_by="python run_experiment.py sweep",
        picture=draw_ranking(ranking),
        runs=runs,
    )


def test_the_effect_of_an_option_is_the_mean_over_the_others_paired_by_seed(tmp_path):
    _, ranking = make_sweep(tmp_path)
    effects = {(each.option, each.value): each for each in ranking.effects}
    assert len(effects) == 4
    assert effects["gan", "dcgan"].mean == pytest.approx(np.mean([0.70, 0.72, 0.75, 0.79]))
    assert effects["gan", "dcgan"].against_first is None
    cgan = effects["gan", "cgan"]
    assert cgan.candidates == 2
    gains = [(0.90 + 0.80 - 0.70 - 0.75) / 2, (0.94 + 0.80 - 0.72 - 0.79) / 2]
    assert cgan.against_first.mean == pytest.approx(np.mean(gains))
    weight = effects["gan.r1-weight", "1"].against_first
    assert weight.mean == pytest.approx(0.785 - 0.815)
    assert weight.interval()[0] < weight.mean < weight.interval()[1]


def test_an_effect_leaves_out_what_was_not_tried_with_every_value(tmp_path):
    scores = SCORES | {("1", "dcgan"): (0.75, None)}
    _, ranking = make_sweep(tmp_path, scores)
    effects = {(each.option, each.value): each for each in ranking.effects}
    assert effects["gan", "cgan"].candidates == 1  # the weight 0 alone has both families
    assert effects["gan", "cgan"].against_first.mean == pytest.approx(0.92 - 0.71)
    one = {key: values for key, values in SCORES.items() if key[0] == "0"}
    only = [planned(0, "all", (("gan", family),)) for _, family in one]
    alone = rank([read_run(each, tmp_path / "none") for each in only], "synthetic", HELD)
    assert alone.effects == []


def test_a_candidate_without_a_result_or_with_a_failed_class_is_last(tmp_path):
    scores = SCORES | {("0", "cgan"): (0.99, None)}
    runs, _ = make_sweep(tmp_path, scores)
    failed = make_run(tmp_path / "cgan-1-0", {"synthetic": 9}, validation=0.98)
    finish_gans(failed, updates=3, failed=("b",))
    ranking = rank(runs, "synthetic", HELD)
    assert ranking.winner.name == "gan.r1-weight 1, gan dcgan"
    assert {each.name for each in ranking.candidates[2:]} == {
        *("gan.r1-weight 0, gan cgan", "gan.r1-weight 1, gan cgan"),
    }
    said = {each.name: each.missing for each in ranking.candidates}
    assert said["gan.r1-weight 0, gan cgan"] == "seed 1: waiting"
    assert said["gan.r1-weight 1, gan cgan"] == "seed 0: the GAN failed for b"
    assert ranking_table(ranking)["rank"].tolist()[:2] == [1, 2]
    assert ranking_table(ranking)["rank"].isna().tolist() == [False, False, True, True]
    assert any(text.startswith("Not ranked") for text in warnings(ranking))


def test_nothing_finished_is_said(tmp_path):
    none = {key: (None, None) for key in SCORES}
    runs, ranking = make_sweep(tmp_path, none)
    assert ranking.winner is None and draw_ranking(ranking) is None
    assert answer(ranking) == "No candidate is finished yet, so there is no ranking."
    page = page_of(ranking, runs, command="")
    assert "What to do next" not in page and images(page) == []
    assert json.loads(as_json(ranking, ""))["candidates"][0]["mean_validation_accuracy"] is None


def test_what_a_reader_has_to_know_is_said(tmp_path):
    _, ranking = make_sweep(tmp_path)
    assert "on 1,000 validation examples" in score_text(ranking)
    assert "(400 of the smallest class)" in score_text(ranking)
    (only,) = warnings(ranking)
    assert only.startswith("The first of 4 candidates looks better than it is")
    single = {key: values[:1] for key, values in SCORES.items()}
    few = HeldOut(images=1000, fewest=99)
    _, poor = make_sweep(tmp_path / "few", single, held=few)
    said = " ".join(warnings(poor))
    assert "99 validation examples only" in said and "One seed was run" in said
    assert not HeldOut(images=1000, fewest=100).is_few


def test_the_command_uses_the_winner_with_a_new_seed(tmp_path):
    _, ranking = make_sweep(tmp_path)
    words = ["--dataset", "digits", "--seeds", "2", "--vary", "gan=cgan,dcgan", "--gan.width", "8"]
    _, request, rest = read_sweep([*words, "--samples-per-class", "50"])
    command = shlex.split(command_of(ranking.winner, request, rest[:-3]))
    assert command[:2] == ["python", "run_experiment.py"]
    assert rest[-3:] == ["--no-views", "--arms", "synthetic"]
    assert Teller(by="synthetic", words=tuple(rest))._asked_words() == tuple(rest[:-3])
    found = run_parser(command[2:])(1000)
    assert (found.run.seed, found.run.subset_seed, found.run.samples_per_class) == (2, 2, 50)
    assert (found.run.gan.r1_weight, found.run.gan.networks, found.run.gan.width) == (0, "cgan", 8)
    assert found.run.arms == ("original", "augmented", "synthetic")
    assert found.label == "r1_weight-0-gan-cgan"


def test_the_page_has_the_frame_of_all_pages_and_hostile_names_stay_text(tmp_path):
    runs, ranking = make_sweep(tmp_path, title=AWKWARD)
    page = page_of(ranking, runs, command=AWKWARD, name=AWKWARD)
    frame = str(render("page", title=""))
    assert page.startswith(frame[: frame.index("<title>")])
    tags = [tag for tag, _ in read(page)]
    assert "script" not in tags and AWKWARD not in page and "&lt;script&gt;" in page
    assert len(images(page)) == 1
    labels = [a["aria-label"] for _, a in read(page) if a.get("class") == "scroll"]
    assert labels == ["Ranking", "Effects", "Runs"]


def test_both_forms_of_an_option_are_understood():
    words = ["--vary", "gan.r1_weight=0.01,1", "--vary", "augmentation.zoom", "0.8,1", "0.9,1"]
    asked, request, rest = read_sweep(["--dataset", "digits", *words, "--jobs", "1"])
    assert request.vary == (
        ("gan.r1_weight", "0.01", "1"), ("augmentation.zoom", "0.8,1", "0.9,1"),
    )  # fmt: skip
    assert (asked.by, request.seeds, request.samples_per_class) == ("synthetic", (2,), ("all",))
    assert rest == ["--dataset", "digits", "--jobs", "1", "--no-views", "--arms", "synthetic"]
    configs = [run_parser(planned.words)(1000).run for planned in plan_grid(request, rest)]
    assert [(c.gan.r1_weight, c.augmentation.zoom, c.seed) for c in configs[:3]] == [
        (0.01, (0.8, 1.0), 0), (0.01, (0.8, 1.0), 1), (0.01, (0.9, 1.0), 0),
    ]  # fmt: skip
    assert {c.arms for c in configs} == {("synthetic",)}


def test_arms_that_are_given_are_kept():
    words = ["--vary", "mix=0.3,0.4", "--by", "original+synthetic"]
    assert read_sweep(words)[2] == ["--no-views", "--arms", "original+synthetic"]
    given = ["--arms", "original", "original+synthetic"]
    assert read_sweep([*words, *given])[2] == [*given, "--no-views"]
    assert read_sweep([*words, *given, "--views"])[2] == [*given, "--views"]
    with pytest.raises(UserError, match=r"--arms: expected original\+synthetic among them"):
        read_sweep([*words, "--arms", "original"])


@pytest.mark.parametrize(("words", "said"), [
    ([], "--vary: expected two candidates or more, .* found none"),
    (["--vary", "mix=0.3"], "--vary: expected two candidates or more, .* found 1"),
    (["--vary", "mix=0.3,"], "--vary: expected OPTION=VALUE,VALUE without blanks"),
    (["--vary", "mix=0.3,", "0.4"], "--vary: expected OPTION=VALUE,VALUE without blanks"),
    (["--vary", "=1,2"], "--vary: expected OPTION=VALUE,VALUE without blanks"),
    (["--vary", "mix=0.3,0.3"], "--vary mix: expected each value once"),
    (["--vary", "seed=1,2"], "--vary seed: expected an option that leaves"),
    (["--vary", "mix=1,2", "--seed", "1"], "--seed: expected none in a sweep"),
    (["--vary", "mix=1,2", "--by", "synthetik"], "--by: expected one of .*, found 'synthetik'"),
    (["--vary", "mix=1,2", "--samples-per-class", "1"], "--samples-per-class: expected"),
    (["--vary", "gan.r1=1,2"], "Unknown option 'gan.r1'"),
    (["--vary", "gan=dcgan,dgan"], ".*dgan"),
])  # fmt: skip
def test_bad_input_is_a_sentence(words, said):
    with pytest.raises(UserError, match=f"^{said}"):
        answer_without_work(words)


@pytest.fixture
def sweep_of(digits, tmp_path):
    """A maker of sweeps of digits, as the program makes them; 144 digits are for validation."""

    def make(*more):
        words = ["--dataset", "digits", "--preset", "smoke", "--vary", "gan.width=8,10"]
        _, request, rest = read_sweep([*words, "--output", str(tmp_path), *more])
        return Study(
            name="s",
            directory=tmp_path / "digits" / "sweep-s",
            asked=AskedStudy(kind="sweep", dataset="digits", request=request, words=tuple(rest)),
            command="",
            planned=plan_grid(request, rest),
            source=digits,
            display=ProgressDisplay(Console(quiet=True)),
            tell=Teller(by="synthetic", words=tuple(rest)).tell,
        )

    return make


def test_without_validation_images_a_sweep_is_refused(sweep_of, monkeypatch):
    with pytest.raises(
        UserError, match=r"^sweep: expected validation examples .* would be \d+, too"
    ):
        held_out(sweep_of())
    with pytest.raises(UserError, match="found none. What its curves are of is the test set"):
        held_out(sweep_of("--selection", "none"))
    monkeypatch.setattr(open_settings, "LEAST_VALIDATION_IMAGES", 100)
    found = held_out(sweep_of())
    assert found.is_few and 100 < found.images < 200 and found.fewest < found.images / 10 + 1


def test_it_is_recorded_told_and_listed_as_a_sweep(sweep_of, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "held_out", lambda study: HELD)
    study = sweep_of()
    study.check()
    study.record()
    study.tell(study)
    assert read_study(study.directory, "sweep")[0] == study.asked
    assert {path.name for path in study.directory.iterdir()} == {
        *("sweep.toml", "sweep.csv", "sweep.json", "report.html"),
    }
    (entry,) = find_entries(tmp_path)
    assert (entry.kind, entry.place) == ("sweep", "digits/sweep-s")
    assert entry.answer == "No candidate is finished yet, so there is no ranking."
    with pytest.raises(UserError, match="expected the sweep that is there already"):
        sweep_of("--mix", "0.3").check()
