"""The page of a study and its sentences."""

import shlex
from dataclasses import replace

import pytest

from report.numbers import unbroken
from report.rendering import render
from studies.advice import advise, answer
from studies.grid import name_of
from studies.page import render_page
from studies.pictures import draw_pictures
from studies.results import StudyResults, read_run
from studies.summary import summarise
from tests.report.test_page import images, read
from tests.studies.made_runs import make_run, planned, study_of
from tests.studies.test_results import TABLE

AWKWARD = "<script>alert(1)</script>"


def page_of(summary, **words):
    values = {"name": "standard", "command": "python run_experiment.py study", **words}
    values = {"directory": summary.results.runs[0].root.parent / "study-s", **values}
    return render_page(
        summary, advise(summary), answer=answer(summary), pictures=draw_pictures(summary), **values
    )


def test_it_says_what_to_do_at_each_amount(tmp_path):
    summary = study_of(tmp_path, TABLE)
    few, more = advise(summary)
    assert few.arm == "synthetic" and few.sentence.startswith(
        "With 10 examples per class, train on GAN-made images alone: better (+5.33 points against"
    )
    assert "3 seeds" in few.sentence and "corrected 95 % interval" in few.sentence
    assert more.arm == "original" and "nothing else was shown to be better" in more.sentence
    said = answer(summary)
    assert said.startswith("On Letters (200 real test images), GAN-made images were better")
    assert "at 10 images per class, by 5.3 points" in said


def test_what_did_better_without_a_gan_stands_beside_the_claim_for_one(tmp_path):
    assert "Without a GAN" not in answer(study_of(tmp_path / "a", TABLE))
    counts = TABLE["10"] | {"augmented-longer": [186, 187, 189], "gaussian": [175, 177, 178]}
    said = answer(study_of(tmp_path / "b", {"10": counts}))
    assert "GAN-made images were better" in said
    assert said.endswith(
        "Without a GAN, augmented-longer and gaussian were better at 10 images per class, "
        "by 8.3 to 13.7 points."
    )


def test_the_page_holds_answer_tables_and_curves(tmp_path):
    summary = study_of(tmp_path, TABLE)
    page = page_of(summary)
    assert answer(summary) in page and all(
        unbroken(each.sentence) in page for each in advise(summary)
    )
    assert len(images(page)) == 2 and all(a["src"].startswith("data:") for a in images(page))
    for name in ("summary.csv", "differences.csv", "arms.csv", "advice.csv"):
        assert name in page
    assert page.count("no difference shown (3 seeds)") >= 1
    assert page_of(summary) == page


def test_every_run_with_a_page_is_linked(tmp_path):
    summary = study_of(tmp_path, {"10": {"original": [150, 151], "synthetic": [160, 161]}})
    odd, other = (run.root for run in summary.results.runs)
    awkward = odd.rename(odd.with_name("a <b> #1"))
    (awkward / "report.html").write_text("the run's page")
    runs = [replace(summary.results.runs[0], root=awkward), summary.results.runs[1]]
    page = page_of(replace(summary, results=StudyResults(runs)))
    links = [a["href"] for tag, a in read(page) if tag == "a"]
    assert links == ["../a%20%3Cb%3E%20%231/report.html"] and f">{other.name}" in page


def test_it_has_the_frame_of_all_pages(tmp_path):
    page = page_of(study_of(tmp_path, TABLE))
    frame = str(render("page", title=""))
    head = frame[: frame.index("<title>")]
    assert page.startswith(head) and frame[frame.index("<style>") : frame.index("<body>")] in page
    scrolling = [a for tag, a in read(page) if a.get("class") == "scroll"]
    assert len(scrolling) == 5 and len({a["aria-label"] for a in scrolling}) == 5
    assert {(a["role"], a["tabindex"]) for a in scrolling} == {("region", "0")}


def test_hostile_names_stay_text(tmp_path):
    summary = study_of(tmp_path, TABLE, title=AWKWARD, classes=(AWKWARD, "b"))
    page = page_of(summary, name=AWKWARD, command=AWKWARD)
    tags = [tag for tag, _ in read(page)]
    assert "script" not in tags and AWKWARD not in page and "&lt;script&gt;" in page


def test_one_seed_has_no_word_of_a_verdict(tmp_path):
    summary = study_of(tmp_path, {"10": {"original": [150], "synthetic": [190]}})
    page = page_of(summary)
    (advice,) = advise(summary)
    assert "one seed cannot say what is better" in advice.sentence and advice.arm == ""
    assert "one seed was run" in answer(summary)
    assert "one seed: no verdict" in page


def test_one_seed_of_the_cheap_arms_recommends_none(tmp_path):
    (advice,) = advise(study_of(tmp_path, {"10": {"original": [150], "augmented": [160]}}))
    assert advice.arm == "" and advice.sentence.startswith(
        "With 10 examples per class, one seed cannot say what is better: on these trained models, "
        "augmented is at +5.00 points against original"
    )
    (alone,) = advise(study_of(tmp_path / "alone", {"10": {"original": [150]}}))
    assert alone.arm == "" and "one seed of one arm cannot say" in alone.sentence


def test_an_arm_of_one_seed_does_not_silence_the_others(tmp_path):
    arms = {"original": [150, 152, 148], "synthetic": [130, 133, 129]}
    runs = []
    for seed in range(3):
        right = {arm: row[seed] for arm, row in arms.items()}
        right |= {"original+synthetic": 190} if seed == 0 else {}
        make_run(tmp_path / str(seed), right, seed=seed)
        runs.append(read_run(planned(seed), tmp_path / str(seed)))
    (advice,) = advise(summarise(runs))
    assert advice.arm == "original" and "closest: synthetic, −9.67 points" in advice.sentence
    # The study has no augmented arm: it is not named as what was compared with.
    assert "against original, corrected" in advice.sentence


def test_without_a_best_cheap_arm_nothing_is_said_of_one(tmp_path):
    made = {"original": [150], "augmented": [150], "synthetic": [190]}
    summary = study_of(tmp_path, {"10": made}, selection="none")
    (advice,) = advise(summary)
    assert summary.against_cheap("", "10") == [] and advice.arm == ""
    assert "no arm with GAN-made images was compared" in answer(summary)


@pytest.mark.parametrize("status", ["failed", "incomplete", "waiting"])
def test_runs_that_are_not_finished_are_named(tmp_path, status):
    make_run(tmp_path / "a", {"original": 150, "synthetic": 150})
    runs = [
        read_run(planned(0), tmp_path / "a"),
        read_run(planned(1), tmp_path / "b", status, "Class <b> is too small."),
    ]
    page = page_of(summarise(runs))
    assert "1 of 2 runs are not finished" in page
    assert f"{status}: Class &lt;b&gt; is too small." in page


def test_nothing_finished_is_said(tmp_path):
    summary = summarise([read_run(planned(), tmp_path / "none")])
    assert answer(summary) == "Nothing is finished yet, so there is no answer."
    assert "No run has a result yet." in page_of(summary)


def test_every_setting_has_its_curves(tmp_path):
    runs = []
    for value in "01":
        root = tmp_path / value
        make_run(root, {"original": 140, "synthetic": 150 + 9 * int(value)})
        runs.append(read_run(planned(0, "10", (("gan.r1-weight", value),)), root))
    page = page_of(summarise(runs))
    assert len(images(page)) == 4 and name_of((("gan.r1-weight", "1"),)) in page


def test_seeds_without_a_result_are_counted_in_the_sentence(tmp_path):
    """A seed whose GAN failed is part of what was found: it may not drop out in silence."""
    runs = []
    for seed in range(4):
        right = {"original": 140 + seed, "augmented": 150 + seed, "synthetic": 180 + seed}
        if seed == 3:
            del right["synthetic"]
        root = tmp_path / f"standard-seed{seed}-n10"
        make_run(root, right, seed=seed, asked=("original", "augmented", "synthetic"))
        runs.append(read_run(planned(seed, "10"), root))
    summary = summarise(runs)
    (advice,) = advise(summary)
    assert "3 of 4 seeds, the others have no result" in advice.sentence
    assert advice.arm == "augmented"  # a GAN that fails for one seed in four is not recommended
    verdicts = {(c.cell.arm, c.difference.verdict) for c in summary.compared}
    assert ("synthetic", "no finding: 3 of 4 seeds have a result") in verdicts
    assert ("augmented", "better") in verdicts


def test_a_finished_run_without_a_page_says_by_what_it_is_drawn(tmp_path):
    summary = study_of(tmp_path, TABLE)
    first, *others = summary.results.runs
    said = shlex.join(("python", "run_experiment.py", *first.planned.words))
    assert f"such as\n<code>{said}</code>" in page_of(summary)
    for run in summary.results.runs:
        (run.root / "report.html").write_text("")
    assert "no page yet" not in page_of(summary)
