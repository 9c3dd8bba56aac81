"""A table on the command line: its check, a schema to start from, and what is refused."""

import tomllib

from experiment import gan_timing
from studies import estimate


def test_a_dry_run_prints_the_check_and_a_schema_to_start_from(command, tmp_path, monkeypatch):
    timed, of_arms = [], estimate.estimate_seconds
    monkeypatch.setattr(gan_timing, "TIMED_SECONDS", 0.0)
    monkeypatch.setattr(
        estimate, "estimate_seconds", lambda *run: timed.append(run) or of_arms(*run)
    )
    words = ("--dataset", "iris", "--arms", "synthetic", "--dry-run")
    outcome = command(*words, "--output", tmp_path / "runs")
    assert outcome.code == 0 and len(timed) == 2
    # Of ten splits the first, which draws its page, and one for the nine that take the same time.
    lines = outcome.stdout.splitlines()
    assert any("petal width (cm)" in line and "0.1 to 2.5" in line for line in lines)
    assert "The target is 'species'." in lines
    start = next(n for n, line in enumerate(lines) if "for --schema FILE.toml:" in line)
    ended = ("Run directory", "Study directory")
    end = next(n for n, line in enumerate(lines) if n > start and line.startswith(ended))
    schema = tomllib.loads("\n".join(lines[start + 1 : end]))
    assert schema["columns"]["petal width (cm)"] == {"type": "number", "special": []}
    assert not (tmp_path / "runs").exists()


def test_what_is_refused_is_one_sentence(command, tmp_path):
    (tmp_path / "bad.csv").write_bytes(b"a,class\n\0,1\n")
    (tmp_path / "plain.csv").write_text("a,b\n1,2\n2,2\n")
    for words, said in (
        (("iris", "--classifier.network", "compact"), "(panel), found compact"),
        (("iris", "--image-size", "32"), "--image-size: expected no option of images"),
        (("iris", "--fit", "pad"), "--fit: expected a folder of images, found the data set iris"),
        (("digits", "--target", "a"), "--target: expected a table, found the data set digits"),
        ((tmp_path / "bad.csv",), "bad.csv: expected a table"),
        ((tmp_path / "plain.csv",), "--target: expected the name of the column"),
        ((tmp_path / "none.csv",), "found nothing there"),
    ):
        outcome = command("--dataset", *words, "--dry-run", "--output", tmp_path / "runs")
        assert outcome.code == 2 and said in outcome.stderr, outcome
        assert "Traceback" not in outcome.stderr and len(outcome.stderr.splitlines()) == 1
