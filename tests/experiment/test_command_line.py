import dataclasses
import re
from pathlib import Path

import pytest

from arms.catalog import ARMS
from augmentation.options import AugmentationConfig
from experiment.command_line import RunArguments, answer_without_work, run_parser
from foundation.checks import to_dict
from foundation.errors import UserError
from plan.config import ExperimentConfig
from plan.presets import preset_config

MANY, FEW = 5000, 100


def parse(*words: str, images_per_class: int = MANY) -> RunArguments:
    return run_parser(words)(images_per_class)


@pytest.fixture
def toml(tmp_path):
    """A maker of the words that name a TOML file with some content."""

    def make(text: str) -> tuple[str, str]:
        path = tmp_path / "study.toml"
        path.write_text(text, "utf-8")
        return "--config", str(path)

    return make


def test_no_words_are_the_standard_study():
    arguments = parse()
    assert arguments.run == preset_config("standard")
    assert arguments.output == Path("runs") and arguments.data_dir is None
    assert not (arguments.dry_run or arguments.force or arguments.tensorboard)


def test_words_of_the_issue():
    words = (
        "--dataset digits --preset smoke --classes 0 1 2 --arms original synthetic "
        "--stages split gans --seed 5 --split-seed 6 --data-dir D --output O "
        "--dry-run --force --list-datasets --gan.updates 7 --classifier.batch-size 9"
    )
    arguments = parse(*words.split())
    study = arguments.run
    assert (study.dataset, study.preset, study.classes) == ("digits", "smoke", ("0", "1", "2"))
    assert (study.arms, study.stages) == (("original", "synthetic"), ("split", "gans"))
    assert (study.seed, study.split_seed) == (5, 6)
    assert (arguments.data_dir, arguments.output) == (Path("D"), Path("O"))
    assert arguments.dry_run and arguments.force and arguments.list_datasets
    assert (study.gan.updates, study.classifier.batch_size) == (7, 9)
    assert study.gan.width == preset_config("smoke").gan.width


@pytest.mark.parametrize("images_per_class", [FEW, MANY])
@pytest.mark.parametrize("words", [("--preset", "paper"), ("--preset=paper",)])
def test_a_preset_may_depend_on_the_size_of_the_data(words, images_per_class):
    parser = run_parser([*words, "--seed", "3"])
    expected = dataclasses.replace(preset_config("paper", images_per_class), seed=3)
    assert parser(images_per_class).run == expected


@pytest.mark.parametrize("words", [("--arms", "all"), 'arms = ["all"]'])
def test_all_arms_can_be_chosen_in_a_word(words, toml):
    words = toml(words) if isinstance(words, str) else words
    assert parse(*words).run.arms == tuple(ARMS)


@pytest.mark.parametrize("word", ["al", "augmented+interpolated"])
def test_an_unknown_arm_is_still_refused_in_a_sentence(word):
    with pytest.raises(UserError, match=rf"--arms: expected one of .*, found '{re.escape(word)}'"):
        parse("--arms", "original", word)


def test_arms_of_small_classes_are_a_default_that_words_and_files_win_over(toml):
    few = run_parser([])(999).run.arms
    assert few == ("original", "augmented", "synthetic") + (
        *("original+synthetic", "augmented+synthetic", "augmented+gaussian", "interpolated"),
    )
    assert run_parser(["--arms", "original"])(999).run.arms == ("original",)
    assert run_parser(toml('arms = ["gaussian"]'))(999).run.arms == ("gaussian",)


def shown_default_of_arms(words, capsys) -> str:
    with pytest.raises(SystemExit):
        parse(*words, "--help")
    shown = " ".join(capsys.readouterr().out.replace("│", " ").split())
    return shown.partition("all: every one of them. ")[2].partition(" --stages")[0]


def test_the_help_says_that_the_default_of_arms_depends_on_the_data(toml, capsys):
    assert shown_default_of_arms((), capsys) == (
        "(default: original augmented synthetic; with preset standard and fewer than 1,000 "
        "training images in a class also original+synthetic augmented+synthetic "
        "augmented+gaussian interpolated)"
    )
    words = toml('arms = ["original", "mixup"]')
    assert shown_default_of_arms(words, capsys) == "(default: original mixup)"


def test_a_budget_in_epochs_takes_the_place_of_updates():
    study = parse("--gan.updates", "None", "--gan.epochs", "3").run
    assert (study.gan.updates, study.gan.epochs) == (None, 3)


def test_defaults_preset_file_and_command_line_each_win_over_the_former(toml):
    file = toml('preset = "smoke"\nseed = 4\nsplit-seed = 8\n[gan]\nupdates = 11\nwidth = 20\n')
    study = parse(*file, "--seed", "5", "--gan.width", "24").run
    smoke = preset_config("smoke")
    assert study.seed == 5 and study.gan.width == 24  # the command line
    assert study.split_seed == 8 and study.gan.updates == 11  # the file
    assert study.gan.batch_size == smoke.gan.batch_size  # the preset
    assert study.classifier == smoke.classifier
    assert study.gan.beta_1 == ExperimentConfig().gan.beta_1  # the defaults
    assert smoke.gan.batch_size != ExperimentConfig().gan.batch_size


def test_the_preset_of_the_command_line_wins_over_the_files(toml):
    study = parse(*toml('preset = "paper"\nseed = 4\n'), "--preset", "smoke").run
    assert study == dataclasses.replace(preset_config("smoke"), seed=4)


def as_toml(table: dict, prefix: str = "") -> str:
    """The config as TOML; "None" stands for what TOML has no word for."""
    lines, tables = [], []
    for key, value in table.items():
        if isinstance(value, dict):
            tables.append(f"[{prefix}{key}]\n{as_toml(value, f'{prefix}{key}.')}")
        elif isinstance(value, bool):
            lines.append(f"{key} = {str(value).lower()}")
        elif isinstance(value, list):
            lines.append(f"{key} = [{', '.join(repr(item) for item in value)}]")
        else:
            lines.append(
                f"{key} = {value if isinstance(value, (int, float)) else repr(str(value))}"
            )
    return "\n".join([*lines, *tables]) + "\n"


@pytest.mark.parametrize("preset", ["smoke", "standard", "paper"])
def test_round_trip_through_a_file_field_by_field(preset, toml):
    written = dataclasses.replace(
        preset_config(preset, FEW),
        dataset="digits",
        classes=("0", "7"),
        arms=("synthetic",),
        seed=12,
        samples_per_class=33,
        augmentation=AugmentationConfig(policy="gentle", zoom=(0.7, 1.5), horizontal_flip=False),
    )
    read = parse(*toml(as_toml(to_dict(written)))).run
    for field in dataclasses.fields(ExperimentConfig):
        assert getattr(read, field.name) == getattr(written, field.name), field.name
    assert read == written


@pytest.mark.parametrize("word", ["--augmentation", "--augmentation.policy"])
def test_an_augmentation_by_name_and_its_ranges_one_by_one(word):
    words = (word, "gentle", "--augmentation.zoom", "0.8", "1", "--augmentation.brightness", "1")
    study = parse(*words, "1.5", "--augmentation.horizontal-flip", "True").run
    assert study.augmentation == AugmentationConfig(
        policy="gentle", zoom=(0.8, 1.0), brightness=(1.0, 1.5), horizontal_flip=True
    )
    assert parse("--augmentation.zoom", "0.8", "1").run.augmentation.policy == "auto"


@pytest.mark.parametrize("flip", [True, False])
def test_an_augmentation_in_a_file(toml, flip):
    assert parse(*toml("augmentation = 'none'\n")).run.augmentation.policy == "none"
    table = f"zoom = [0.8, 1]\nrotation_degrees = 5\nhorizontal_flip = {str(flip).lower()}\n"
    file = toml(f"[augmentation]\npolicy = 'gentle'\n{table}")
    expected = AugmentationConfig(
        policy="gentle", zoom=(0.8, 1.0), rotation_degrees=5.0, horizontal_flip=flip
    )
    assert parse(*file).run.augmentation == expected
    won = parse(*file, "--augmentation", "paper", "--augmentation.zoom", "None").run.augmentation
    assert won == dataclasses.replace(expected, policy="paper", zoom=None)


def test_empty_lists_and_false_are_understood(toml):
    study = parse(*toml("classes = []\nrgb = false\n"), "--preset", "paper").run
    assert study.classes == () and study.rgb is False


def complaint(*words) -> str:
    """What is said of words that are refused: one sentence, and nothing of our inside."""
    with pytest.raises(UserError) as refused:
        answer_without_work(words)
    text = str(refused.value)
    assert "\n" not in text
    assert re.search(": expected .*found|cannot be read|is for the command line alone", text), text
    own = re.sub(r"^--config \S+: |no_flip|non_saturating", "", text)
    for inner in ("study.", "class '", "Config", "Arguments", "_", "│"):
        assert inner not in own, text
    return text


@pytest.mark.parametrize(
    "words, expected",
    [
        (["--sed", "3"], ["--sed", "--seed"]),
        (["--gan.update", "3"], ["--gan.update", "--gan.updates"]),
        (["--preset", "smok"], ["--preset: expected one of", "'smok'. Did you mean 'smoke'"]),
        (["--preset"], ["--preset"]),
        (["--preset", ""], ["--preset: expected one of paper, smoke, standard, found ''"]),
        (["--arms", "orignal"], ["--arms: expected one of", "'orignal'. Did you mean 'original'"]),
        (["--stages", "gan"], ["--stages: expected one of", "'gan'. Did you mean 'gans'"]),
        (["--seed", "x"], ["--seed: expected a whole number, found 'x'."]),
        (["--seed", "1.5"], ["--seed: expected a whole number, found '1.5'."]),
        (["--seed", "-1"], ["--seed: expected from 0 to 2147483647, found -1"]),
        (["--gan.updates", "0"], ["--gan.updates: expected at least 1, found 0"]),
        (["--gan.dropout", "0.95"], ["--gan.dropout: expected from 0 to 0.9, found 0.95"]),
        (["--gan.epochs", "3"], ["--gan.epochs and --gan.updates: expected", "found epochs=3 and"]),
        (["--image-size", "7"], ["--image-size: expected one of 28, 32, 48, 64, 96, 128"]),
        (["--augmentation", "gentl"], ["--augmentation: expected one of", "Did you mean 'gentle'"]),
        (["--augmentation.zom", "1", "1"], ["--augmentation.zom", "--augmentation.zoom"]),
        (["--augmentation.zoom", "0.8"], ["--augmentation.zoom", "'0.8'"]),
        (["--augmentation.zoom", "a", "1"], ["--augmentation.zoom", "'a'"]),
        (
            ["--augmentation.zoom", "1", "0.5"],
            ["--augmentation.zoom: expected two", "found 1.0 0.5"],
        ),
        (["--augmentation.rotation-degrees", "-1"], ["rotation-degrees: expected from 0 to 180"]),
        (["--augmentation.horizontal-flip", "maybe"], ["horizontal-flip", "'maybe'"]),
        (["extra"], ["'extra': expected options"]),
        (["--seed", "1", "2"], ["--seed: expected a whole number, found '1' '2'"]),
        (["--rgb", "yes"], ["--rgb: expected no value, found 'yes'"]),
        (["--dry-run=3"], ["--dry-run: expected no value, found '3'"]),
        (["--classes"], ["--classes: expected one or more words, found none"]),
        (["--arms", "--seed", "1"], ["--arms: expected one or more words, found none"]),
        (["--gan.loss", "x"], ["--gan.loss: expected one of", "found 'x'"]),
        (["--split_sed", "1"], ["--split-sed", "Did you mean --split-seed?"]),
        (["--config", "/nowhere/study.toml"], ["/nowhere/study.toml", "cannot be read"]),
        (["--config"], ["--config: expected a path or None, found none"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_wrong_words_are_refused_and_named(words, expected):
    text = complaint(*words)
    for part in expected:
        assert part in text


@pytest.mark.parametrize(
    "content, expected",
    [
        ("sed = 3", ["--sed", "--seed"]),
        ("[gan]\nupdate = 3", ["--gan.update", "--gan.updates"]),
        ("[gans]\nupdates = 3", ["--gans.updates"]),
        ("seed = 'x'", ["--seed: expected a whole number, found 'x'."]),
        ("seed = 3.5", ["--seed", "'3.5'"]),
        ("seed = true", ["--seed: expected a whole number, found true"]),
        ("seed = [1, 2]", ["seed: expected one value, found [1, 2]"]),
        ("[gan]\nwidth = []", ["gan.width: expected one value, found []"]),
        ("seed = 2024-01-01", ["--seed"]),
        ("rgb = 'yes'", ["rgb: expected true or false, found 'yes'"]),
        ("augmentation = 'gentl'", ["--augmentation: expected one of", "Did you mean 'gentle'"]),
        ("augmentation = true", ["--augmentation: expected a word, found true"]),
        ("augmentation = ['paper', 'none']", ["none"]),
        ("[augmentation]\nzom = [1, 1]", ["--augmentation.zom", "--augmentation.zoom"]),
        ("[augmentation]\nzoom = 0.8", ["--augmentation.zoom", "'0.8'"]),
        ("[augmentation]\nzoom = [0.8, 0.9, 1]", ["1"]),
        ("[augmentation]\nzoom = true", ["--augmentation.zoom"]),
        ("[augmentation]\nzoom = [1, 0.5]", ["--augmentation.zoom: expected two", "found 1.0 0.5"]),
        ("[augmentation]\nhorizontal_flip = 'maybe'", ["horizontal-flip", "'maybe'"]),
        ("[augmentation.zoom]\nleast = 1", ["--augmentation.zoom.least", "--augmentation.zoom"]),
        ("gan = true", ["--gan: expected a word, found true"]),
        ("[[gan]]\nupdates = 3", ["--gan"]),
        ("[gan]\nupdates = 0", ["--gan.updates: expected at least 1, found 0"]),
        ("preset = 3", ["preset: expected a text, found 3"]),
        ("preset = 0", ["preset: expected a text, found 0"]),
        ("preset = false", ["preset: expected a text, found False"]),
        ("preset = ''", ["--preset: expected one of paper, smoke, standard, found ''"]),
        ("[preset]\nname = 'smoke'", ["preset: expected a text, found {'name': 'smoke'}"]),
        ("[seed]\nvalue = 3", ["--seed.value", "--seed"]),
        ("[dataset]\nname = 'mnist'", ["--dataset.name", "--dataset"]),
        ("[gan.updates]\nvalue = 3", ["--gan.updates.value", "--gan.updates"]),
        ("split_seed = 2\nsplit-seed = 3", ["split-seed: expected once, found 2"]),
        ("gan.updates = 2\n'gan.updates' = 3", ["gan.updates: expected once, found 2"]),
        ("dataset = '-x'\nseed = 'x'", ["--seed: expected a whole number, found 'x'."]),
        ('output = "\\u0000"', ["'output': expected text, found a null character"]),
        ('classes = ["0", "\\u0000"]', ["'classes': expected text, found a null character"]),
        ('"se\\u0000ed" = 3', ["expected text, found a null character"]),
        ("help = true", ["help is for the command line alone"]),
        ("config = 'other.toml'", ["config is for the command line alone"]),
        ("'' = 3", ["expected names of options, found an empty one"]),
        ("preset = 'papr'", ["--preset: expected one of", "Did you mean 'paper'"]),
        ("arms = ['orignal']", ["--arms: expected one of", "found 'orignal'"]),
        ("seed =\nrgb = true", ["expected TOML, found an error", "line 1"]),
        ("seed = 1\nseed = 2", ["expected TOML, found an error"]),
    ],
)
def test_a_wrong_file_is_refused_and_named(content, expected, toml):
    file = toml(content)
    text = complaint(*file)
    for part in expected:
        assert part in text
    assert "study.toml: " in text


def test_values_in_a_file_may_begin_with_a_dash(toml):
    file = toml("dataset = '--seed'\nclasses = ['-a', 'b']\noutput = '-x=1'\n")
    arguments = parse(*file)
    assert arguments.run.dataset == "--seed" and arguments.run.classes == ("-a", "b")
    assert arguments.output == Path("-x=1")


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "study.toml"
    path.write_bytes(b"\xff\xfe\x00seed")
    with pytest.raises(UserError, match="expected TOML, found an error"):
        parse("--config", str(path))
    with pytest.raises(UserError, match="cannot be read"):
        parse("--config", str(tmp_path))


def test_jobs_and_a_cluster():
    assert (parse().jobs, parse().cluster) == (None, None)
    assert parse("--jobs", "3").jobs == 3
    assert parse("--cluster", "tcp://host:8786").cluster == "tcp://host:8786"
    for words in (("--jobs", "0"), ("--jobs", "2", "--cluster", "tcp://host:8786")):
        with pytest.raises(UserError, match="^--jobs: expected .* found [02]"):
            parse(*words)


def test_help_explains_every_option_with_range_and_default(capfd):
    with pytest.raises(SystemExit) as stop:
        answer_without_work(["--help"])
    assert stop.value.code == 0
    text = " ".join(c for c in capfd.readouterr().out.replace("│", " ").split() if c)
    for field in dataclasses.fields(ExperimentConfig):
        if not dataclasses.is_dataclass(field.type):
            assert f"--{field.name.replace('_', '-')}" in text
    for part in ("augmentation", "gan", "classifier"):
        for field in dataclasses.fields(getattr(ExperimentConfig(), part)):
            assert f"--{part}.{field.name.replace('_', '-')}" in text
    assert "Seed of all training. Range: >= 0. (default: 0)" in text
    assert "28, 32, 48, 64, 96 or 128" in text
    for option in ("--data-dir", "--output", "--dry-run", "--force", "--tensorboard"):
        assert option in text


def test_help_shows_the_defaults_of_the_preset(capfd):
    with pytest.raises(SystemExit):
        parse("--preset", "smoke", "--help")
    text = " ".join(capfd.readouterr().out.replace("│", " ").split())
    assert "Synthetic examples made per class, on average (--class-shares)." in text
