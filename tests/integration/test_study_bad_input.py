"""Bad input: exit code 2, one clear sentence, no traceback, nothing written."""

import json
import os
import subprocess
import sys
import zipfile

import filelock
import pytest

STUDY = ("--dataset", "digits", "--preset", "smoke")


@pytest.fixture
def refused(command, tmp_path, monkeypatch):
    """A function that runs a command line, expects a refusal, and returns what was said."""
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> str:
        before = sorted(tmp_path.rglob("*"))
        outcome = command(*words)
        assert outcome.code == 2, outcome
        assert "Traceback" not in outcome.stdout + outcome.stderr
        assert outcome.complaint
        assert sorted(tmp_path.rglob("*")) == before
        return outcome.complaint

    return run


@pytest.mark.parametrize(
    ("words", "got", "suggested"),
    [
        (("--dataset", "digit"), "'digit'", "'digits'"),
        (("--dataset", "fashion"), "'fashion'", "'fashion_mnist'"),
        (("--preset", "smokey"), "'smokey'", "'smoke'"),
        (("--classes", "0", "11"), "'11'", "'1'"),
        (("--arms", "orginal"), "'orginal'", "'original'"),
        (("--stages", "gan"), "'gan'", "'gans'"),
        (("--augmentation", "noflip"), "'noflip'", "'no_flip'"),
        (("--augmentation", "gentel"), "'gentel'", "'gentle'"),
        (("--augmentation.zom", "1", "1"), "--augmentation.zom", "--augmentation.zoom"),
        (("--selection", "validate"), "'validate'", "'validation'"),
        (("--gan.networks", "dcgn"), "'dcgn'", "'dcgan'"),
        (("--gan.loss", "nonsaturating"), "'nonsaturating'", "'non_saturating'"),
        (("--gan.schedule", "alternate"), "'alternate'", "'alternating'"),
        (("--sed", "3"), "--sed", "--seed"),
        (("--gan.update", "3"), "--gan.update", "--gan.updates"),
    ],
)
def test_unknown_names_come_with_the_nearest_one(refused, words, got, suggested):
    said = refused(*STUDY, *words)
    assert got in said
    assert suggested in said


@pytest.mark.parametrize(
    ("option", "value", "bound"),
    [
        ("--seed", "-1", "0"),
        ("--split-seed", "-1", "0"),
        ("--samples-per-class", "1", "at least 2"),
        ("--synthetic-per-class", "0", "from 1 to 1000000"),
        ("--repeats", "0", "from 1 to 100"),
        ("--image-size", "4", "one of 28, 32, 48, 64, 96, 128"),
        ("--gan.updates", "0", "at least 1"),
        ("--gan.batch-size", "1", "at least 2"),
        ("--gan.width", "3", "from 4 to 512"),
        ("--gan.dropout", "nan", "from 0 to 0.9"),
        ("--gan.generator-learning-rate", "2", "from 0 to 1"),
        ("--gan.ema-decay", "1", "from 0 to 0.99999"),
        ("--classifier.updates", "0", "at least 1"),
        ("--classifier.evaluations", "1001", "from 1 to 1000"),
    ],
)
def test_numbers_out_of_range(refused, option, value, bound):
    said = refused(*STUDY, option, value)
    assert said.startswith(f"Error: {option}: expected")
    assert bound in said and "found" in said


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--seed", "one"), "--seed"),
        (("--gan.updates", "1.5"), "--gan.updates"),
        (("--gan.epochs", "3"), "gan.updates"),
        (("--gan.updates", "None"), "gan.epochs"),
        (("--arms",), "arms"),
        (("--classes", "0", "0"), "classes"),
        (("--config",), "--config"),
        (("--config", "nowhere.toml"), "nowhere.toml"),
        (("stray",), "stray"),
    ],
)
def test_wrong_values_are_refused_by_name(refused, words, named):
    assert named in refused(*STUDY, *words)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("seed = = 3", "line 1"),
        ("sead = 3", "--sead"),
        ("[gan]\nupdate = 3", "--gan.updates"),
        ("[gan]\nwidth = 3", "width: expected from 4 to 512, found 3"),
        ("augmentation = 'noflip'", "Did you mean 'no_flip'"),
        ("[augmentation]\nzoom = [0, 1]", "zoom: expected two numbers from 0.1 to 2"),
        ("[augmentation]\nzom = [1, 1]", "--augmentation.zoom"),
        ("[seed]\nvalue = 3", "--seed.value"),
        ("dry_run = 1", "dry-run: expected true or false, found 1"),
        ('output = "\\u0000"', "null character"),
        ("seed = 'x'", "--seed"),
        ("preset = 'smok'", "Did you mean 'smoke'"),
        ("preset = 3", "preset"),
        ("\x00", "study.toml"),
    ],
)
def test_mistakes_in_a_toml_file(refused, tmp_path, text, named):
    (tmp_path / "study.toml").write_text(text)
    said = refused("--dataset", "digits", "--config", tmp_path / "study.toml")
    assert named in said
    assert "Error" in said


def test_no_toml_but_bytes(refused, tmp_path):
    (tmp_path / "study.toml").write_bytes(b"\xff\xfe\x00")
    assert "study.toml" in refused(*STUDY, "--config", tmp_path / "study.toml")


@pytest.mark.parametrize("inside", ["", "further"])
def test_a_file_where_the_output_should_be(refused, tmp_path, inside):
    (tmp_path / "taken").write_text("")
    said = refused(*STUDY, "--output", tmp_path / "taken" / inside)
    assert "Cannot write" in said and "taken" in said


def test_a_place_that_takes_no_directories(refused):
    """The error comes from a directory above the run's own."""
    said = refused(*STUDY, "--output", "/proc/nowhere")
    assert "Cannot write /proc/nowhere" in said


def test_another_process_at_work(copied, study, file_times):
    before = file_times(copied.root)
    words = ("--classes", "0", "1", "--arms", "original", "synthetic")
    with filelock.FileLock(copied.root / ".lock"):
        for more in ((), ("--force",)):
            outcome = study(copied.output, *words, *more)
            assert outcome.code == 2
            assert "another process is at work" in outcome.complaint
            assert str(copied.root) in outcome.complaint
    assert file_times(copied.root) == before
    assert study(copied.output, *words).code == 0


@pytest.mark.parametrize("stage", ["gans", "synthesis", "classifiers", "report"])
def test_a_stage_on_nothing(study, tmp_path, stage):
    outcome = study(tmp_path, "--classes", "0", "1", "--stages", stage)
    assert outcome.code == 2
    assert "run --stages split first" in outcome.complaint
    assert not list(tmp_path.iterdir())


def test_a_stage_without_the_one_before_it(study, tmp_path):
    words = (tmp_path, "--classes", "0", "1", "--stages")
    assert study(*words, "split").code == 0
    outcome = study(*words, "synthesis")
    assert outcome.code == 2
    assert "run --stages gans first" in outcome.complaint


def test_more_images_than_there_are(study, tmp_path):
    outcome = study(tmp_path, "--samples-per-class", "100000", "--stages", "split")
    assert outcome.code == 2
    assert "100000" in outcome.complaint and "'0'" in outcome.complaint


@pytest.mark.parametrize("program", ["generate", "export"])
def test_small_programs_on_something_that_is_no_run(refused, tmp_path, program):
    (tmp_path / "empty").mkdir()
    more = ("--class", "0") if program == "generate" else ("--to", tmp_path / "new")
    for place in ("empty", "nowhere"):
        said = refused(program, tmp_path / place, *more)
        assert "no run.json" in said
    (tmp_path / "empty" / "run.json").write_text("[1, 2]")
    assert "run.json" in refused(program, tmp_path / "empty", *more)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--class", "7"), "'7'"),
        (("--class", "0", "--count", "0"), "--count"),
        (("--class", "0", "--count", "x"), "--count"),
        (("--class", "0", "--snapshot", "7"), "(1)"),
        (("--class", "0", "--to", "full"), "--to full"),
        ((), "--class"),
    ],
)
def test_generate_refuses(refused, finished, tmp_path, words, named):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.png").write_text("")
    assert named in refused("generate", finished.root, *words)


@pytest.mark.parametrize("place", ["full", "full/mine.png", "full/mine.png/below"])
def test_export_refuses_a_taken_place(refused, finished, tmp_path, place):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.png").write_text("")
    assert place in refused("export", finished.root, "--to", place)


def test_without_its_packages_it_says_what_to_install(repository, tmp_path):
    script = repository / "run_experiment.py"
    # -S: Python without what was installed.
    ended = subprocess.run(
        [sys.executable, "-S", script, "--dataset", "digits"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 2 and ended.stdout == ""
    assert ended.stderr.startswith("Error: expected the packages of requirements.txt, found no ")
    assert ended.stderr.count("\n") == 1


def test_help_is_no_error(command):
    for words in (("--help",), ("generate", "--help"), ("export", "--help")):
        outcome = command(*words)
        assert outcome.code == 0
        assert outcome.stderr == ""
        assert "usage" in outcome.stdout


@pytest.fixture
def without_credentials(monkeypatch, tmp_path_factory):
    """A home directory without a Kaggle token, and no proxy on the way to the loopback."""
    for name in list(os.environ):
        if name.startswith("KAGGLE_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        ("kaggle:pets", "expected kaggle:OWNER/NAME"),
        ("kaggle:owner/pets", "https://www.kaggle.com/settings/api"),
        ("tfds:../mnist", "expected tfds:NAME"),
        ("text.zip", "found a file of another kind"),
        ("empty.tar.gz", "found an empty file"),
        ("cut.zip", "a cut off or damaged file"),
        ("hostile.zip", "an entry that points outside of it"),
        ("texts.zip", "expected images, found none that can be used"),
    ],
)
def test_sources_and_archives_that_cannot_be_used(
    refused, tmp_path, without_credentials, dataset, expected
):
    (tmp_path / "text.zip").write_text("just a text")
    (tmp_path / "empty.tar.gz").touch()
    for name, entry in (("hostile.zip", "../evil.png"), ("texts.zip", "a/readme.txt")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(entry, "nothing")
    (tmp_path / "cut.zip").write_bytes((tmp_path / "texts.zip").read_bytes()[:-9])
    said = refused("--dataset", dataset, "--preset", "smoke")
    assert expected in said
    assert dataset in said or dataset == "texts.zip"


MISTAKEN = {
    ("--gan.loss", "hingy"): "Did you mean 'hinge'",
    ("--gan.networks", "dcgam"): "Did you mean 'dcgan'",
    ("--gan.schedule", "random"): "found 'random'",
    ("--gan.differentiable-augmentation", "colour"): "Did you mean 'color'",
    ("--gan.schedule", "alternating", "--gan.r1-weight", "0.5"): "--gan.r1-weight: expected 0",
    ("--arms", "sinthetic"): "Did you mean 'synthetic'",
    ("--stages", "gan"): "Did you mean 'gans'",
    ("--augmentation", "gentel"): "Did you mean 'gentle'",
}


def test_names_are_checked_before_tensorflow_is_there(repository, tmp_path):
    """All of them in one process: each would else start Python anew."""
    program = (
        "import contextlib, io, json, sys, run_experiment\n"
        "for words in json.loads(sys.argv[1]):\n"
        "    with contextlib.redirect_stderr(io.StringIO()) as said:\n"
        "        code = run_experiment.main(words)\n"
        "    print(json.dumps([code, 'tensorflow' in sys.modules, said.getvalue()]))"
    )
    usual = ["--dataset", "digits", "--output", str(tmp_path)]
    asked = json.dumps([[*usual, *words] for words in MISTAKEN])
    ended = subprocess.run(
        [sys.executable, "-c", program, asked],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    for (code, imported, stderr), said in zip(answers, MISTAKEN.values(), strict=True):
        assert code == 2 and not imported and said in stderr
    assert list(tmp_path.iterdir()) == []
