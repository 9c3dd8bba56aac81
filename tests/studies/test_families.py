"""Families of GANs against each other, from run directories made by hand."""

import numpy as np
import pytest

from foundation.files import write_atomically
from metrics.measuring import Measured
from plan.run_directory import SHARED
from report.quality_table import save_table
from studies.families import families_table, rank_families
from studies.family_pictures import draw_progress, progress_line
from studies.gan_work import read_gan_work
from studies.page import render_families
from studies.results import read_run
from studies.study_file import Share
from studies.summary import summarise
from tests.report.test_page import images
from tests.studies.made_runs import CLASSES, make_run, planned

RIGHT = {"gan dcgan": (150, 152, 151), "gan cgan": (180, 183, 181), "gan r3gan": (151, 151, 152)}


def finish_gans(directory, *, updates, shared=False, failed=()):
    """Leave the markers of GANs: of each class, and of one pair for all."""
    for name in CLASSES:
        status = "collapsed" if name in failed else "ok"
        directory.gan_unit(name).finish({}, [], status=status, detail="", updates=updates)
    if shared:
        directory.shared_gan_unit().finish({}, [], updates=updates)


def finish_quality(directory, **values):
    unit = directory.quality_unit("synthetic")
    path = unit.directory / "synthetic.csv"
    table = {
        name: Measured(value=value, floors=(value / 4, value / 2)) for name, value in values.items()
    }
    save_table(path, {None: table})
    unit.finish({}, [path])


def watch(directory, name, named, variety=1.0):
    rows = [f"{e},{10 * e},{share},0.9,{variety}" for e, share in enumerate(named, start=1)]
    text = "epoch,update,named_share,confidence,variety\n" + "\n".join(rows) + "\n"
    unit = directory.inside_unit(name)
    write_atomically(unit.directory / "judged.csv", text)
    unit.finish({}, [unit.directory / "judged.csv"])


def make_families(tmp_path, right=RIGHT, **quality):
    runs, directories = [], {}
    for setting, counts in right.items():
        for seed, count in enumerate(counts):
            root = tmp_path / f"{setting}-{seed}".replace(" ", "-")
            directory = make_run(root, {"original": 190 + seed, "synthetic": count}, seed=seed)
            is_shared = "cgan" in setting.split()
            finish_gans(directory, updates=60 if is_shared else 30, shared=is_shared)
            finish_quality(directory, **{"frechet_distance": count / 100, **quality})
            rows = f"gans,gan/a,{2 + seed},9\ngans,gan/a,{5 + seed},9\ngans,gan/b,1,9\n"
            head = "stage,unit,seconds,peak_memory_mb\n"
            write_atomically(root / "timing.csv", head + rows + "judge,judge,50,9\n")
            name = tuple(setting.split())
            runs.append(read_run(planned(seed, "10", (name,)), root))
            directories[setting, seed] = directory
    return runs, directories


def test_they_are_ranked_by_the_accuracy_of_their_images(tmp_path):
    runs, _ = make_families(tmp_path, clipped_coverage=0.8)
    families = rank_families(summarise(runs))
    assert [row.cell.setting for row in families.rows] == ["gan cgan", "gan r3gan", "gan dcgan"]
    best = families.rows[0]
    assert best.mean.found.mean == pytest.approx(np.mean([0.9, 0.915, 0.905]))
    assert best.interval[0] < best.mean.found.mean < best.interval[1]
    assert best.distance.value == pytest.approx(np.mean([1.8, 1.83, 1.81]))
    assert best.distance.floors == (1.8 / 4, 1.83 / 2)
    assert (best.diversity.metric, best.diversity.value) == ("clipped_coverage", pytest.approx(0.8))
    # The last row of a unit holds its earlier starts; a judge is no GAN.
    assert best.gan_seconds == pytest.approx(np.mean([6, 7, 8]))
    # One pair for all counts once, though every class's marker has its number.
    assert [row.updates for row in families.rows] == [60, 60, 60]


def test_only_the_corrected_comparison_of_the_study_calls_one_better(tmp_path):
    runs, _ = make_families(tmp_path)
    families = rank_families(summarise(runs))
    found = {row.cell.setting: row.finding for row in families.rows}
    assert families.reference == "gan dcgan" and found["gan dcgan"] == ""
    assert found["gan cgan"] == "better"
    assert found["gan r3gan"] == "no difference shown (3 seeds)"
    page = str(render_families(families, {}, "Letters"))
    assert page.count(">better<") == 1 and "reference" in page
    table = families_table(families).set_index("setting")
    assert table.loc["gan cgan", "corrected_low"] > 0
    assert table.loc["gan cgan", "difference"] == pytest.approx(30.333 / 200, abs=1e-4)


def test_a_failed_class_is_named_and_a_run_without_result_stays_in_the_table(tmp_path):
    runs, directories = make_families(tmp_path)
    finish_gans(directories["gan cgan", 1], updates=60, shared=True, failed=("b",))
    runs.append(read_run(planned(0, "10", (("gan", "vanilla"),)), tmp_path / "none"))
    families = rank_families(summarise(runs))
    assert families.rows[0].failed == "seed 1: b"
    last = families.rows[-1]
    assert (last.cell.setting, last.mean, last.gan_seconds) == ("gan vanilla", None, None)
    assert "no result" in str(render_families(families, {}, "Letters"))


def test_a_family_of_which_a_seed_has_no_result_stands_below_those_that_are_whole(tmp_path):
    runs, _ = make_families(tmp_path)
    lost = next(run for run in runs if run.planned.setting == (("gan", "cgan"),))
    runs[runs.index(lost)] = read_run(lost.planned, tmp_path / "none")
    families = rank_families(summarise(runs))
    assert [row.cell.setting for row in families.rows] == ["gan r3gan", "gan dcgan", "gan cgan"]
    last = families.rows[-1]
    assert (last.seeds, last.asked) == (2, 3) and last.mean.found.mean > 0.9
    table = families_table(families).set_index("setting")
    assert table.loc["gan cgan", ["seeds", "seeds_asked"]].tolist() == [2, 3]
    page = str(render_families(families, {}, "Letters"))
    assert "<td>2 of 3</td>" in page and page.count("<td>3 of 3</td>") == 2


def test_a_metric_that_was_not_measured_leaves_its_place_to_the_next(tmp_path):
    nan = float("nan")
    runs, _ = make_families(tmp_path, frechet_distance=nan, kernel_distance=0.5, coverage=0.25)
    row = rank_families(summarise(runs)).rows[0]
    assert (row.distance.metric, row.distance.value) == ("kernel_distance", 0.5)
    assert (row.diversity.metric, row.diversity.value) == ("coverage", 0.25)


def test_there_is_no_ranking_where_no_family_is_varied(tmp_path):
    runs, _ = make_families(tmp_path, {"mix 0.3": (150,), "mix 0.4": (160,)})
    assert rank_families(summarise(runs)) is None
    alone, _ = make_families(tmp_path / "alone", {"gan cgan": (150,)})
    assert rank_families(summarise(alone)) is None
    each, _ = make_families(tmp_path / "c", {f"gan.conditional {w}": (9,) for w in ("true", "f")})
    assert rank_families(summarise(each)) is not None


def test_what_a_budget_came_to_stands_beside_them(tmp_path):
    runs, _ = make_families(tmp_path)
    share = Share(
        setting="gan cgan", amount="10", updates=30, images_per_update=16, seconds_per_update=0.0125
    )
    page = str(render_families(rank_families(summarise(runs), "9 s", [share]), {}, "Letters"))
    assert "had 9 s" in page and ">12.50<" in page and ">16<" in page
    assert "not be equal terms" in str(render_families(rank_families(summarise(runs)), {}, "L"))


def test_a_learning_curve_is_the_mean_over_classes_at_parts_of_the_training(tmp_path):
    runs, directories = make_families(tmp_path)
    watch(directories["gan dcgan", 0], "a", [0.0, 0.5, 1.0, 1.0])
    watch(directories["gan dcgan", 0], "b", [0.5, 0.5], variety=0.5)
    works = [read_gan_work(run) for run in runs[:3]]
    line = progress_line(works)
    assert line.named.shape == line.variety.shape == (1, len(line.shares))
    # Class b is looked at for the first time in the middle of its training.
    assert (line.shares[0], line.shares[-1]) == (0.5, 1.0)
    assert line.named[0, 0] == pytest.approx((0.5 + 0.5) / 2)
    assert line.named[0, -1] == pytest.approx((1.0 + 0.5) / 2)
    assert line.variety[0] == pytest.approx(0.75)
    assert line.asked == 3
    # A class that collapsed counts as it was seen, one that diverged was not seen to its end.
    finish_gans(directories["gan dcgan", 0], updates=30, failed=("b",))
    assert np.array_equal(progress_line(list(map(read_gan_work, runs[:3]))).named, line.named)
    unit = directories["gan dcgan", 0].gan_unit("b")
    unit.finish({}, [], status="diverged", detail="", updates=3)
    assert progress_line(list(map(read_gan_work, runs[:3]))) is None
    finish_gans(directories["gan dcgan", 0], updates=30)
    families = rank_families(summarise(runs))
    curves = draw_progress(families, "Letters")
    assert list(curves) == ["10"] and curves["10"].startswith(b"\x89PNG")
    assert len(images(str(render_families(families, curves, "Letters")))) == 1


def test_without_a_judged_training_there_is_no_curve(tmp_path):
    runs, directories = make_families(tmp_path)
    write_atomically(tmp_path / "x" / "judged.csv", "epoch\n1\n")
    watch(directories["gan dcgan", 0], "a", [0.1, 0.2])  # and the other class was not
    for name in CLASSES:
        watch(directories["gan dcgan", 1], name, [0.1, 0.2])
    path = directories["gan dcgan", 1].inside_unit("a").directory / "judged.csv"
    write_atomically(path, "epoch,update\n1,2\n")  # not what the marker vouches for
    assert draw_progress(rank_families(summarise(runs)), "Letters") == {}
    assert not (directories["gan dcgan", 0].root / "gan" / SHARED).exists()
