"""Which runs a study has, as command lines of single runs."""

import json
import shlex
from types import SimpleNamespace

import pytest

from experiment.command_line import run_parser
from foundation.errors import UserError
from report.advice import study_command
from studies.grid import label_of, plan_grid, study_name
from studies.request import StudyRequest, read_request


def grid(**fields):
    return plan_grid(StudyRequest(**fields), ["--dataset", "digits"])


def config_of(planned):
    return run_parser(planned.words)(1000)


def test_every_amount_and_seed_is_a_run_smallest_first():
    runs = grid(seeds=(2,), samples_per_class=("all", "25", "10"))
    assert [(run.amount, run.seed) for run in runs] == [
        ("10", 0), ("10", 1), ("25", 0), ("25", 1), ("all", 0), ("all", 1),
    ]  # fmt: skip
    assert len({run.words for run in runs}) == 6


def test_a_seed_is_that_of_subset_gan_and_classifier():
    few, more, all_of_them = (
        config_of(grid(seeds=(3, 0), samples_per_class=(n,))[0]).run for n in ("10", "25", "all")
    )
    assert (few.seed, few.subset_seed, few.samples_per_class) == (3, 3, 10)
    assert (more.seed, more.subset_seed, more.split_seed) == (3, 3, 0)
    assert (all_of_them.seed, all_of_them.subset_seed) == (3, None)
    # A run that was made alone, with the seed 0, is one of the study's.
    alone = config_of(grid(seeds=(1,), samples_per_class=("10",))[0])
    words = ["--dataset", "digits", "--samples-per-class", "10"]
    assert alone == run_parser(words)(1000)


def test_a_seed_may_be_that_of_the_split_too():
    runs = grid(seeds=(3,), samples_per_class=("10",), resplit=True)
    found = [config_of(run) for run in runs]
    assert [(each.run.seed, each.run.split_seed) for each in found] == [(0, 0), (1, 1), (2, 2)]
    assert {each.run.subset_seed for each in found} == {None}  # it is the split's
    assert {each.resplit for each in found} == {1} and all(run.is_resplit for run in runs)
    assert [each.run.views for each in found] == [True, False, False]
    assert {each.run.repeats for each in found} == {1}
    words = ["--dataset", "iris", "--repeats", "2"]
    (asked,) = plan_grid(StudyRequest(seeds=(1,), resplit=True), words)
    assert config_of(asked).run.repeats == 2
    request = StudyRequest(resplit=True, samples_per_class=("10",))
    assert study_name(request, "standard") == "standard-n10-resplit"


def test_options_are_varied_in_every_combination():
    runs = grid(seeds=(1,), vary=(("gan.r1-weight", "0", "1"), ("--rgb", "true", "false")))
    found = [(config_of(run).run.gan.r1_weight, config_of(run).run.rgb) for run in runs]
    assert found == [(0.0, True), (0.0, False), (1.0, True), (1.0, False)]
    assert runs[0].setting_name == "gan.r1-weight 0, rgb true"
    assert config_of(runs[0]).label == "r1_weight-0-rgb-true"


def test_commas_join_the_words_of_a_value():
    (run,) = grid(seeds=(1,), vary=(("augmentation.zoom", "0.8,1"),))
    assert config_of(run).run.augmentation.zoom == (0.8, 1.0)


def test_labels_are_plain_and_different():
    assert label_of((("gan.updates", "5"), ("classifier.updates", "7"))) == (
        "gan.updates-5-classifier.updates-7"
    )
    strange = [label_of((("mix", value),)) for value in ("a/b", "a b", "x" * 90, "x" * 91)]
    assert len(set(strange)) == 4
    for label in strange:
        assert len(label) <= 60 and set(label) <= set("abmix-0123456789cdef+")


def test_the_study_keeps_its_name_with_further_seeds():
    five, three = (StudyRequest(seeds=(n,), samples_per_class=("50", "10")) for n in (5, 3))
    assert study_name(five, "standard") == study_name(three, "standard") == "standard-n10+50"
    varied = StudyRequest(vary=(("gan.r1-weight", "0", "1"),))
    assert study_name(varied, "smoke") == "smoke-r1_weight-0+1"
    assert study_name(StudyRequest(name="mine"), "smoke") == "mine"


@pytest.mark.parametrize(("words", "said"), [
    (["--seed", "1"], "--seed: expected none in a study"),
    (["--force"], "--force: expected none in a study"),
    (["--stages", "split"], "--stages: expected none in a study"),
    (["--subset_seed=4"], "--subset-seed: expected none in a study"),
    (["--seeds", "0"], "--seeds: expected from 1 to 1000 seeds, found 0"),
    (["--seeds", "3", "3"], "--seeds: expected a number of seeds, or different seeds"),
    (["--samples-per-class", "10", "1"], "--samples-per-class: expected different numbers"),
    (["--samples-per-class", "10", "010"], "--samples-per-class: expected different numbers"),
    (["--samples-per-class", "some"], "--samples-per-class: expected different numbers"),
    (["--vary", "gan.updates"], "--vary: expected an option and its values"),
    (["--vary", "gan.updates", "5", "5"], "--vary gan.updates: expected each value once"),
    (["--vary", "mix", ".3", "--vary", "mix", ".4"], "--vary: expected each option once"),
    (["--name", "../x"], "--name: expected 1 to 60 letters"),
    (["--resplit", "--split-seed", "4"], "--split-seed: expected none with --resplit"),
    (["--vary", "seed", "1", "2"], "--vary seed: expected an option that leaves"),
    (["--vary", "repeats", "1", "3"], "--vary repeats: expected an option that leaves"),
    (["--vary", "force", "true", "false"], "--vary force: expected an option that leaves"),
    (["--vary", "dry_run", "true", "false"], "--vary dry-run: expected an option that leaves"),
    (["--vary", "output", "a", "b"], "--vary output: expected an option that leaves"),
    (["--vary", "data-dir", "a", "b"], "--vary data-dir: expected an option that leaves"),
    (["--vary", "config", "a", "b"], "--vary config: expected an option that leaves"),
    (["--vary", "label", "a", "b"], "--vary label: expected an option that leaves"),
    (["--vary", "gan.r1", "1", "2"], "Unknown option 'gan.r1'"),
    (["--vary", "rgb", "1"], "--rgb: expected true or false, found '1'"),
])  # fmt: skip
def test_bad_input_is_a_sentence(words, said):
    with pytest.raises(UserError) as error:
        request, rest = read_request(words)
        plan_grid(request, rest)
    assert str(error.value).startswith(said)


@pytest.mark.parametrize(("line", "option"), [
    ("force = true", "--force"),
    ('stages = ["split", "gans"]', "--stages"),
    ("pool_classes = true", "--pool-classes"),
    ('label = "mine"', "--label"),
    ("list_datasets = true", "--list-datasets"),
    ("seed = 3", "--seed"),
    ("subset-seed = 3", "--subset-seed"),
    ("samples_per_class = 50", "--samples-per-class"),
    ("dry_run = true", "--dry-run"),
])  # fmt: skip
def test_a_file_brings_in_nothing_that_a_study_forbids(tmp_path, line, option):
    file = tmp_path / "options.toml"
    file.write_text(f'dataset = "digits"\n{line}\n')
    with pytest.raises(UserError) as error:
        read_request(["--config", str(file)])
    assert str(error.value).startswith(f"--config {file}: {option}: expected none in a study")


def test_a_file_has_what_any_run_may_have_and_the_command_line_wins(tmp_path):
    file = tmp_path / "options.toml"
    file.write_text('dataset = "digits"\nseed = 3\nsamples_per_class = 50\n[gan]\nwidth = 8\n')
    request, rest = read_request(
        ["--config", str(file), "--seeds", "2", "--samples-per-class", "10", "all"]
    )
    found = [config_of(run).run for run in plan_grid(request, rest)]
    assert [(each.seed, each.samples_per_class) for each in found] == [
        (0, 10), (1, 10), (0, None), (1, None),
    ]  # fmt: skip
    assert {each.gan.width for each in found} == {8}


@pytest.mark.parametrize("amount", ["all", "10"])
def test_the_study_that_a_run_of_a_study_advises_is_one(tmp_path, amount):
    (made,) = grid(seeds=(1,), samples_per_class=(amount,), vary=(("gan.width", "8"),))
    file = {"command": ["python", "run_experiment.py", *made.words]}
    (tmp_path / "run.json").write_text(json.dumps(file))
    run = SimpleNamespace(config=config_of(made).run, run_directory=SimpleNamespace(root=tmp_path))
    words = shlex.split(study_command(run))
    assert words[:3] == ["python", "run_experiment.py", "study"]
    request, rest = read_request(words[3:])
    first, *_ = planned = plan_grid(request, rest)
    assert request.samples_per_class == (amount,) and len(planned) == 5
    assert config_of(first).run == config_of(made).run


def test_the_advised_study_overrules_the_file_that_the_run_took(tmp_path):
    (tmp_path / "options.toml").write_text("seed = 3\nsamples_per_class = 50\n")
    words = ["--dataset", "digits", "--config", str(tmp_path / "options.toml")]
    (tmp_path / "run.json").write_text(json.dumps({"command": ["python", "x", *words]}))
    run = SimpleNamespace(
        config=run_parser(words)(1000).run, run_directory=SimpleNamespace(root=tmp_path)
    )
    request, rest = read_request(shlex.split(study_command(run))[3:])
    assert request.samples_per_class == ("50",)
    assert {config_of(each).run.samples_per_class for each in plan_grid(request, rest)} == {50}


def test_other_words_are_for_the_runs():
    request, rest = read_request(["--seeds", "2", "--gan.width", "8", "--rgb", "--dry-run"])
    assert rest == ["--gan.width", "8", "--rgb"]
    assert request == StudyRequest(seeds=(2,), dry_run=True) and request.all_seeds == (0, 1)


def test_families_are_varied_each_with_its_own_options():
    request, rest = read_request(["--seeds", "1", "--gan", "dcgan", "wgan-gp", "cgan"])
    assert request.vary == (("gan", "dcgan", "wgan-gp", "cgan"),) and request.gan == ()
    runs = [config_of(planned) for planned in plan_grid(request, rest)]
    assert [found.label for found in runs] == ["gan-dcgan", "gan-wgan-gp", "gan-cgan"]
    gans = [found.run.gan for found in runs]
    assert [gan.loss for gan in gans] == ["non_saturating", "wasserstein", "non_saturating"]
    assert [gan.conditional for gan in gans] == [False, False, True]


def test_one_family_is_an_option_of_every_run():
    request, rest = read_request(["--seeds", "2", "--gan", "sngan", "--gan.updates", "5"])
    assert request.vary == () and rest == ["--gan", "sngan", "--gan.updates", "5"]
    (one, other) = (config_of(planned) for planned in plan_grid(request, rest))
    assert one.label is other.label is None
    assert one.run.gan == other.run.gan and one.run.gan.networks == "sngan"


def test_a_family_twice_is_refused():
    with pytest.raises(UserError, match="each value once"):
        read_request(["--gan", "dcgan", "dcgan"])
