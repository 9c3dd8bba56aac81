"""The same command again, a further arm, other settings, and starting over."""

import json
import re
import shutil

import pytest

from foundation import files

pytestmark = pytest.mark.long

WORDS = ("--classes", "0", "1", "--arms", "original", "synthetic")


def test_a_finished_study_trains_nothing(copied, study, file_times):
    before = file_times(copied.root)
    outcome = study(copied.output, *WORDS)
    assert outcome.code == 0
    assert "finished already; nothing was trained" in outcome.stdout
    assert outcome.stdout.splitlines()[-1] == f"Report: {copied.root / 'report.html'}"
    changed = {name for name, time in file_times(copied.root).items() if before.get(name) != time}
    assert changed == {"run.json"}
    assert json.loads((copied.root / "run.json").read_text("utf-8"))["status"] == "finished"


def test_classes_in_another_order_are_the_same_study(copied, study):
    outcome = study(copied.output, "--classes", "1", "0", "--arms", "original", "synthetic")
    assert outcome.code == 0 and "nothing was trained" in outcome.stdout
    assert [path.name for path in (copied.output / "digits").iterdir()] == [copied.root.name]
    config = json.loads((copied.root / "run.json").read_text("utf-8"))["config"]
    assert config["classes"] == ["0", "1"]


def test_a_run_of_an_earlier_version_is_found_under_the_order_of_its_words(copied, study):
    earlier = copied.root.with_name("smoke-seed0-classes-1+0")
    copied.root.rename(earlier)
    outcome = study(copied.output, "--classes", "1", "0", "--arms", "original", "synthetic")
    assert outcome.code == 0 and "nothing was trained" in outcome.stdout
    assert [path.name for path in (copied.output / "digits").iterdir()] == [earlier.name]


def test_a_start_with_nothing_to_do_reads_each_file_once_for_its_checksum(
    copied, study, monkeypatch
):
    digests = []
    digest = files.file_digest
    monkeypatch.setattr(files, "file_digest", lambda path: digests.append(path) or digest(path))
    assert study(copied.output, *WORDS).code == 0
    below = [path for path in digests if copied.root in path.parents]
    assert len(below) > 10 and len(below) == len(set(below))


def test_words_from_a_toml_file_are_the_same_study(copied, command, tmp_path):
    file = tmp_path / "study.toml"
    file.write_text(
        'dataset = "digits"\npreset = "smoke"\nclasses = [0, 1]\narms = ["original"]\n'
        "synthetic_per_class = 20\n"
        "[gan]\nupdates = 20\nwidth = 8\nbatch_size = 16\nlatent_dim = 8\n"
        "[classifier]\nupdates = 20\nevaluations = 3\n"
    )
    # The command line wins over the file: 2 evaluations, not 3.
    outcome = command(
        *("--config", file, "--output", copied.output, "--classifier.evaluations", 2, *WORDS)
    )
    assert outcome.code == 0, outcome
    assert "nothing was trained" in outcome.stdout


def test_a_further_arm_is_trained_alone(copied, study, file_times):
    before = file_times(copied.root)
    lines = set((copied.root / "metrics.jsonl").read_text("utf-8").splitlines())
    outcome = study(copied.output, *WORDS, "augmented")
    assert outcome.code == 0
    after = file_times(copied.root)
    untouched = [name for name in before if name.startswith(("gan/0", "gan/1", "synthetic/"))]
    untouched += [name for name in before if name.startswith(("classifiers/", "split"))]
    assert untouched and {name: after[name] for name in untouched} == {
        name: before[name] for name in untouched
    }
    new = sorted(name for name in after if name not in before)
    files = ("DONE", "history.csv", "model.keras", "predictions.npz")
    assert new == [
        *(f"classifiers/augmented/{name}" for name in files),
        "plots/confusion_augmented.png",
    ]
    rows = set((copied.root / "metrics.jsonl").read_text("utf-8").splitlines())
    assert lines < rows
    assert {json.loads(line)["arm"] for line in rows - lines} == {"augmented"}


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("--gan.updates", "21"), "gan.updates: 20 there, 21 asked for"),
        (("--classifier.batch-size", "16"), "classifier.batch_size: 32 there, 16 asked for"),
        (("--synthetic-per-class", "30"), "synthetic_per_class: 20 there, 30 asked for"),
    ],
)
def test_other_settings_are_refused_by_name(copied, study, file_times, words, field):
    before = file_times(copied.root)
    outcome = study(copied.output, *WORDS, *words)
    assert outcome.code == 2
    assert field in outcome.complaint
    assert "--force" in outcome.complaint
    assert file_times(copied.root) == before


def test_settings_of_finished_units_that_are_not_asked_for_now_are_kept_too(copied, study):
    words = ("--stages", "classifiers", "--arms", "original")
    outcome = study(copied.output, *WORDS, *words, "--gan.updates", "9")
    # run.json speaks for the whole directory: it must not say 9 of generators trained for 20.
    assert outcome.code == 2
    assert "gan.updates: 20 there, 9 asked for" in outcome.complaint
    outcome = study(copied.output, *WORDS, *words)
    assert outcome.code == 0
    assert "nothing was trained" in outcome.stdout


def test_force_starts_over_and_deletes_only_what_the_tool_wrote(copied, study, file_times):
    names = ("notes.txt", ".partial-notes.txt", "gan/0/my thoughts.txt", "gan/mine/history.csv")
    names += ("plots/mine.png", "synthetic/mine.npz", "classifiers/mine/model.keras")
    mine = [copied.root / name for name in names]
    for path in mine:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("keep me")
    # A changed setting: without --force this is refused.
    outcome = study(copied.output, *WORDS, "--force", "--stages", "split", "--gan.updates", "9")
    assert outcome.code == 0, outcome
    assert all(path.read_text() == "keep me" for path in mine)
    left = set(file_times(copied.root)) - set(names)
    assert left == {"run.json", "split.DONE", "split.npz", "timing.csv"}
    assert not (copied.root / "gan" / "1").exists()
    assert (copied.root / "timing.csv").read_text().count("\n") == 2


def test_force_deletes_nothing_where_there_is_no_run(copied, study, file_times):
    (copied.root / "run.json").unlink()
    (copied.root / ".partial-mine.txt").write_text("")
    before = file_times(copied.root)
    outcome = study(copied.output, *WORDS, "--force")
    assert outcome.code == 2
    assert "run.json" in outcome.complaint
    assert file_times(copied.root) == before


def test_force_is_no_hindrance_where_there_is_nothing_yet(study, tmp_path):
    outcome = study(tmp_path / "new", *WORDS, "--force", "--stages", "split")
    assert outcome.code == 0, outcome


def test_a_run_can_be_moved(copied, study, tmp_path):
    moved = tmp_path / "elsewhere"
    shutil.move(copied.output, moved)
    outcome = study(moved, *WORDS)
    assert outcome.code == 0
    assert "nothing was trained" in outcome.stdout


def test_the_report_alone_is_made_again_and_names_units_of_other_versions(
    copied, study, file_times
):
    metrics = (copied.root / "metrics.jsonl").read_bytes()
    assert "another version" not in (copied.root / "report.html").read_text("utf-8")
    (copied.root / "report.html").unlink()
    for name in ("gan/1/DONE", "synthetic/1.DONE"):
        marker = json.loads((copied.root / name).read_text("utf-8"))
        assert marker["made_with"]["keras"] and marker["made_with"]["tensorflow"]
        marker["made_with"] = {"commit": "0123", "tensorflow": "2.20.0", "keras": "3.10.0"}
        (copied.root / name).write_text(json.dumps(marker))
    before = file_times(copied.root)
    outcome = study(copied.output, *WORDS, "--stages", "report")
    assert outcome.code == 0
    page = " ".join((copied.root / "report.html").read_text("utf-8").split())
    assert re.search(
        "made with another version.commit 0123, tensorflow 2.20.0, keras 3.10.0"
        "(<[^>]*>| )*gan/1, synthetic/1<",
        page,
    )
    assert (copied.root / "metrics.jsonl").read_bytes() == metrics
    after = file_times(copied.root)
    untouched = [name for name in before if name.startswith(("gan/0", "synthetic", "classifiers"))]
    assert all(after[name] == before[name] for name in untouched)


def test_force_starts_at_the_split_or_not_at_all(copied, study, file_times):
    before = file_times(copied.root)
    outcome = study(copied.output, *WORDS, "--force", "--stages", "classifiers")
    assert outcome.code == 2
    assert "--force: expected the stage split among --stages" in outcome.complaint
    assert file_times(copied.root) == before


def test_stages_without_classifiers_say_what_was_done_instead(study, tmp_path):
    outcome = study(tmp_path, *WORDS, "--stages", "split")
    assert outcome.code == 0, outcome
    assert "1 unit is finished (split); no classifier is trained" in outcome.stdout
    assert "Accuracy on the real test images" not in outcome.stdout
    assert "Updates" not in outcome.stdout
