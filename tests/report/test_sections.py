"""What each section of the page tells."""

import io
import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from PIL import Image

from arms.catalog import INGREDIENTS
from datasets.inspection import CheckTable, ClassInspection, Inspection, PassedOver
from gan.options import GanConfig
from metrics.catalog import metrics_of
from metrics.measuring import Measured
from plan.folder_check import check_folder
from report.found import find, shown_config
from report.report_unit import draw_sections
from report.sections import classes, data_check, gans, method, quality, samples
from report.sections import settings as settings_section
from report.sections.settings import flatten
from tests.report.examples import (
    AWKWARD,
    ORIGINAL,
    SYNTHETIC,
    finish_drawing,
    finish_gan,
    finish_split,
    make_run,
)


@pytest.fixture
def told(found):
    """The finished run with results made by hand."""
    return replace(found, arms=[ORIGINAL, SYNTHETIC])


def test_classes_are_a_table_and_a_matrix_for_each_arm(told):
    content = classes.build(told)
    assert "99.51 %" in content.html and "96.22 %" in content.html
    for arm in ("original", "synthetic"):
        assert f"confusion matrix of the arm {arm}" in content.html
        assert f"plots/confusion_{arm}.png" in content.files


def test_samples_say_how_they_were_made(found):
    html = samples.build(found).html
    assert "real images (left) and synthetic images (right)" in html
    assert "then drew 10 images per class" in html and "made by a computer" in html
    assert "all classes learning side by side" in html


@pytest.fixture(scope="module")
def drawn_run(digits, tmp_path_factory):
    """A run with a control; the GAN of one class has failed."""
    run = make_run(
        digits, tmp_path_factory.mktemp("drawn"), arms=("original", "synthetic", "gaussian")
    )
    finish_split(run)
    finish_gan(run, "7")
    finish_gan(run, AWKWARD, status="diverged", detail="A loss was not finite.")
    finish_drawing(run, "drawn", "7")
    for name in run.data.class_names:
        finish_drawing(run, "gaussian", name)
    return run


def test_every_drawn_ingredient_has_a_sheet(drawn_run):
    content = samples.build(find(drawn_run))
    assert set(content.files) == {
        *("plots/samples.png", "plots/samples_gaussian.png", "gan/progress.gif"),
        "plots/thumbnail.png",
    }
    assert "images of the Gaussian control (right)" in content.html
    assert (
        "10 images per class were drawn from it" in content.html and "at most 128" in content.html
    )


def test_a_new_drawn_ingredient_needs_no_line_here(drawn_run, monkeypatch):
    row = replace(INGREDIENTS["gaussian"], about="Drawn {synthetic_per_class:,} times.")
    monkeypatch.setitem(INGREDIENTS, "smote", row)
    for name in drawn_run.data.class_names:
        finish_drawing(drawn_run, "smote", name)
    content = samples.build(find(drawn_run))
    assert "plots/samples_smote.png" in content.files
    assert "images of the Smote control (right)" in content.html
    assert "<p>Drawn 10 times.</p>" in content.html


def test_sheets_show_the_first_examples_and_the_place_of_a_failed_class(drawn_run, monkeypatch):
    shown = {}

    def keep(pairs, title, *, columns, made_by):
        shown[made_by] = pairs
        return made_by

    monkeypatch.setattr(samples, "plot_samples", keep)
    monkeypatch.setattr(samples, "figure_to_png", lambda figure: _png())
    samples.build(find(drawn_run))
    assert list(shown) == ["Synthetic (GAN)", "Gaussian (control)"]
    split = drawn_run.load_split()
    for name, (real, _) in shown["Synthetic (GAN)"].items():
        np.testing.assert_array_equal(real, drawn_run.class_examples(split, name)[:8])
    assert shown["Synthetic (GAN)"][AWKWARD][1] is None
    np.testing.assert_array_equal(shown["Synthetic (GAN)"]["7"][1], drawn_run.data.examples[:8])
    drawn = shown["Gaussian (control)"][AWKWARD][1]
    np.testing.assert_array_equal(drawn, drawn_run.data.examples[1:9])


def _png() -> bytes:
    file = io.BytesIO()
    Image.new("L", (3, 2)).save(file, format="PNG")
    return file.getvalue()


def test_of_a_run_without_gans_only_real_images_are_shown(digits, tmp_path):
    run = make_run(digits, tmp_path, arms=("original",))
    finish_split(run)
    content = samples.build(find(run))
    assert set(content.files) == {"plots/samples.png", "plots/thumbnail.png"}
    assert "pair was trained" not in content.html


def _measured(value, **fields):
    known = {"interval": (0.8, 0.9), "held_out": 0.97, "floors": (0.95, 0.99), "examples": 60}
    return Measured(**{"value": value, "floor_examples": 50, **known, **fields})


def _cells(html):
    rows = re.findall(r"<tr><th scope=\"row\"><div>(.*?)</div></th>(.*?)</tr>", html, re.DOTALL)
    return {name: re.findall("<td>(.*?)</td>", row) for name, row in rows}


def test_quality_stands_beside_its_floor_and_its_sizes(found):
    nan = float("nan")
    table = {
        None: {
            "intended_class_share": _measured(0.875),
            "coverage": _measured(nan, interval=None, held_out=nan, floors=None, examples=36),
        },
        "7": {"pairwise_distance_ratio": _measured(0.9, floors=(0.8, 1.1))},
    }
    html = quality.build(replace(found, quality={"synthetic": table})).html
    cells = _cells(html)
    assert cells["GAN-test"] == ["87.50 %", "80.00 to 90.00 %", "97.00 %", "95.00 to 99.00 %"]
    assert "coverage" not in cells
    assert "With too few images to say anything: coverage (50)." in html
    assert cells["density"] == ["–"] * 4
    assert cells["7"][0] == "60" and "0.90<br><small>floor 0.80 to 1.10</small>" in cells["7"]
    assert set(cells["&lt;script&gt;alert(1)&lt;/script&gt;"]) == {"–"}
    assert "60 images of each sort" in html and "50 in each of two disjoint" in html
    assert "GAN-train" in html and "as varied" not in html and 'class="box"' not in html
    assert all(row.about.split(".")[0][:20] in html for row in metrics_of("images").values())
    assert not quality.shown(found) and quality.shown(replace(found, quality={"synthetic": table}))


def test_an_ill_class_is_named_with_its_symptom_and_the_other_class(found):
    table = {
        None: {},
        "7": {
            "pairwise_distance_ratio": _measured(0.05, floors=(0.9, 1.1)),
            "intended_class_share": _measured(0.5),
            "taken_for_share": _measured(0.5, floors=(0.0, 0.02), class_index=1),
        },
    }
    html = quality.build(replace(found, quality={"synthetic": table})).html
    assert "<strong>one mode</strong>: Class 7 shows one mode" in html
    assert "Class 7 is mixed with class &lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "blurring" not in html and "<script>" not in html


def test_gans_are_folded_class_by_class(found):
    html = gans.build(found).html
    assert "1,000 epochs" in html and "All &amp; alike." in html and "All is well." in html
    assert html.count("<details>") == 1 and html.count('<details class="failed">') == 1
    assert "Losses and discriminator accuracy of class 7" in html


def test_addresses_of_animations_are_quoted(found, tmp_path):
    run = found.run
    directory = tmp_path / "gan" / "100 % a#b?"
    directory.mkdir(parents=True)
    (directory / "progress.gif").write_bytes(
        (found.gans[0].directory / "progress.gif").read_bytes()
    )
    moved = replace(run, run_directory=type(run.run_directory)(tmp_path, run.data.class_names))
    gan = replace(found.gans[0], directory=directory)
    html = gans.build(replace(found, run=moved, gans=[gan])).html
    assert 'src="gan/100%20%25%20a%23b%3F/progress.gif"' in html


def test_a_class_that_was_not_run_has_neither_pictures_nor_epochs(digits, tmp_path):
    html = gans.build(find(make_run(digits, tmp_path))).html
    assert html.count("not run</span>") == 2 and "<img" not in html and "epochs" not in html
    assert "beside this page" not in html


def test_epochs_of_markers_that_do_not_say_them(digits, tmp_path):
    run = make_run(digits, tmp_path, gan=GanConfig(batch_size=10))
    finish_gan(run, "7", updates=205)
    unit = run.plan.gan("7").unit
    text = unit.marker.read_text("utf-8").replace('"epochs": 1000', '"other": 0')
    unit.marker.write_text(text)
    assert find(run).gans[0].epochs == 21  # begun, of 10 updates each


def test_the_check_of_a_folder(found):
    inspection = Inspection(
        classes=(
            ClassInspection(class_name="7", found=3, usable=2, sizes="9x9", modes="RGB 2"),
            ClassInspection(
                class_name=AWKWARD, found=1, usable=1, sizes="", modes="", problems=("few & far",)
            ),
        ),
        passed_over=tuple(
            PassedOver(file=f"<b>{index}", reason="empty file") for index in range(101)
        ),
        remarks=("Look & see.",),
    )
    run = replace(found.run, data=replace(found.run.data, inspection=inspection))
    check = replace(found, run=run, check=check_folder(run))
    assert data_check.shown(check) and not data_check.shown(found)
    html = data_check.build(check).html
    assert "Sizes" in html and "The columns" not in html
    for text in (
        "<li>Look &amp; see.</li>", "2 classes", "few &amp; far", "empty file (101)",
        "&lt;b&gt;99: empty file", "lists them all in check/passed_over.csv",
        "&lt;script&gt;alert(1)&lt;/script&gt;", "<details open>",
    ):  # fmt: skip
        assert text in html, text
    assert "&lt;b&gt;100" not in html
    assert "images" in [section.anchor for section in draw_sections(check)]


def test_the_check_of_a_table_has_its_columns(found):
    columns = CheckTable(
        title="The columns",
        file="check/columns.csv",
        headings=("Column", "Type"),
        rows=((AWKWARD, "number"), ("b & c", "id")),
    )
    one = ClassInspection(class_name="7", found=3, usable=3, sizes="", modes="")
    inspection = Inspection(classes=(one,), passed_over=(), tables=(columns,))
    run = replace(found.run, data=replace(found.run.data, inspection=inspection))
    html = data_check.build(replace(found, run=run, check=check_folder(run))).html
    assert "The columns: 2" in html and "b &amp; c" in html and "Sizes" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html and "Passed over" not in html


def test_method_names_source_and_policy(found):
    text = unescape(method.build(found).html)
    policy = found.run.policy
    assert "MNIST by LeCun et al." in text
    assert f"Policy {policy.name}: {policy.describe()}. {policy.reason}" in text


def test_settings_are_shown_whole(found):
    html = settings_section.build(found).html
    assert "gan.batch_size" in html and "packages.tensorflow" in html
    assert "another version" not in html and ">stages<" not in html
    assert "stages" not in shown_config(found.run.config)


def test_flatten():
    nested = {"a": {"b": 1, "c": {"d": []}}, "e": None, "f": True, "g": (0.5, 0.999)}
    assert flatten(nested) == [
        *[("a.b", "1"), ("a.c.d", "–"), ("e", "–"), ("f", "True"), ("g", "0.5, 0.999")],
    ]
