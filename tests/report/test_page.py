"""The answer in words, the HTML page and the table for the terminal."""

import base64
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from rich.console import Console

from report.answer import answer_sentence
from report.page import (
    ArmResult,
    ClassGan,
    ReportContext,
    arms_table,
    flatten,
    points,
    render_report,
    verdict,
)

PNG = b"\x89PNG fake picture"
GIF = b"GIF89a fake picture"
AWKWARD = "<script>alert(1)</script>"

ORIGINAL = ArmResult(
    arm="original", status="complete", accuracy=0.991, interval=(0.9890, 0.9927),
    updates=6000, epochs=14.25, selected_updates=[5100], training_images=54_000,
    per_class={"7": 0.9951},
)  # fmt: skip
SYNTHETIC = ArmResult(
    arm="synthetic", status="complete", accuracy=0.970, interval=(0.9665, 0.9732),
    difference=-0.021, difference_interval=(-0.024, -0.018), updates=6000, epochs=9.6,
    selected_updates=[3900], training_images=80_000, per_class={"7": 0.9622},
)  # fmt: skip
WITHOUT_RESULT = ArmResult(
    arm="synthetic", status="incomplete", detail="the GAN of class 4 collapsed."
)


def answer(*results):
    return answer_sentence(results, dataset_title="MNIST", test_images=10_000)


def test_answer_when_worse():
    assert answer(ORIGINAL, SYNTHETIC) == (
        "On 10,000 real MNIST test images, a classifier trained on GAN-made images alone reached "
        "97.0 % accuracy against 99.1 % for real training images: 2.1 points worse "
        "(95 % paired interval 1.8 to 2.4)."
    )


def test_answer_when_better():
    better = replace(
        SYNTHETIC, accuracy=0.993, difference=0.002, difference_interval=(0.001, 0.003)
    )
    assert answer(ORIGINAL, better).endswith(
        "reached 99.3 % accuracy against 99.1 % for real training images: 0.2 points better "
        "(95 % paired interval 0.1 to 0.3)."
    )


@pytest.mark.parametrize("interval", [(-0.003, 0.001), (-0.003, 0.0), (0.0, 0.001)])
def test_answer_when_the_interval_includes_zero(interval):
    alike = replace(SYNTHETIC, accuracy=0.990, difference=-0.001, difference_interval=interval)
    text = answer(ORIGINAL, alike)
    assert "no difference could be shown" in text
    assert "better" not in text and "worse" not in text
    assert verdict(alike) == "no difference shown"


def test_answer_signs_the_ends_of_an_interval_around_zero():
    alike = replace(
        SYNTHETIC, accuracy=0.990, difference=-0.001, difference_interval=(-0.003, 0.001)
    )
    assert "(95 % paired interval −0.3 to 0.1 points)" in answer(ORIGINAL, alike)


def test_answer_takes_two_digits_where_one_would_look_wrong():
    arm = replace(
        SYNTHETIC, accuracy=0.9706, difference=-0.0206, difference_interval=(-0.0238, -0.0174)
    )
    text = answer(replace(ORIGINAL, accuracy=0.9912), arm)
    assert "97.06 % accuracy against 99.12 %" in text
    assert "2.06 points worse (95 % paired interval 1.74 to 2.38)" in text


def test_answer_names_arms_without_a_result():
    not_run = ArmResult(arm="augmented", status="not run")
    text = answer(ORIGINAL, WITHOUT_RESULT, not_run)
    assert "no other arm has a result to compare" in text
    assert "The arm “synthetic” is incomplete: the GAN of class 4 collapsed." in text
    assert text.endswith("The arm “augmented” was not run.")


def test_answer_without_original_or_without_anything():
    assert "there is no result for real training images to compare" in answer(SYNTHETIC)
    assert "nothing was measured" in answer(WITHOUT_RESULT)


def test_answer_asks_about_synthetic_first():
    other = replace(SYNTHETIC, arm="augmented")
    assert "GAN-made images alone" in answer(ORIGINAL, other, SYNTHETIC)
    assert "transformed real images alone" in answer(ORIGINAL, other)
    assert "the data of the arm “new”" in answer(ORIGINAL, replace(SYNTHETIC, arm="new"))


def test_answer_without_a_comparison_or_an_accuracy():
    alone = replace(SYNTHETIC, difference=None, difference_interval=None)
    assert answer(ORIGINAL, alone).endswith("it was not compared with real training images.")
    with pytest.raises(ValueError, match="'synthetic' is complete"):
        answer(ORIGINAL, replace(SYNTHETIC, accuracy=None))


def make_context(**changes):
    context = ReportContext(
        dataset_title="MNIST", preset="standard", seed=3, answer=answer(ORIGINAL, SYNTHETIC),
        test_images=10_000, class_names=["7", AWKWARD],
        arms=[ORIGINAL, SYNTHETIC],
        gans=[
            ClassGan(
                class_name="7", status="ok", epochs=1000,
                losses_png=PNG + b"l", samples_png=PNG + b"s", progress_gif=GIF + b"7",
            ),
            ClassGan(class_name=AWKWARD, status="collapsed", detail="All & alike."),
        ],
        pictures={
            name: PNG + name.encode()
            for name in (
                "training_accuracy", "training_loss", "validation_accuracy", "validation_loss",
                "test_accuracy", "per_class_accuracy", "samples", "confusion_original",
                "confusion_synthetic",
            )
        },
        mosaic_gif=GIF + b"all", departures=["Epochs are equal, updates are not."],
        augmentation_policy="Rotation of 15 degrees.", augmentation_reason="No flip of digits.",
        images_made_how="Ten GANs made 8,000 images each.", provenance="MNIST by LeCun et al.",
        configuration={"gan": {"epochs": 60, "betas": (0.5, 0.999)}, "suffix": None},
        environment={"python": "3.11.7"},
    )  # fmt: skip
    return replace(context, **changes)


class _Reader(HTMLParser):
    """Collects tags and checks that they are balanced."""

    VOID = {"meta", "img", "br", "link"}

    def __init__(self):
        super().__init__()
        self.tags, self.open = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read(page):
    reader = _Reader()
    reader.feed(page)
    assert not reader.open
    return reader.tags


def test_page_is_self_contained_and_well_formed():
    page = render_report(make_context())
    tags = read(page)
    names = [tag for tag, _ in tags]
    assert not {"script", "link", "iframe", "object"} & set(names)
    sources = [attributes["src"] for tag, attributes in tags if tag == "img"]
    assert len(sources) == 9 + 1 + 3
    assert all(source.startswith("data:image/") for source in sources)
    assert all(attributes["alt"] for tag, attributes in tags if tag == "img")
    assert "http://" not in page and "https://" not in page and "url(" not in page
    assert page.startswith("<!DOCTYPE html>") and '<html lang="en">' in page
    assert "width=device-width" in page and "@media print" in page
    assert "prefers-color-scheme: dark" in page


def test_pictures_arrive_byte_by_byte():
    page = render_report(make_context())
    found = {
        base64.b64decode(content)
        for content in re.findall(r"data:image/(?:png|gif);base64,([A-Za-z0-9+/=]+)", page)
    }
    context = make_context()
    assert set(context.pictures.values()) <= found
    assert {GIF + b"all", GIF + b"7", PNG + b"l", PNG + b"s"} <= found
    assert f"data:image/gif;base64,{base64.b64encode(GIF + b'all').decode()}" in page


def test_names_and_texts_are_escaped_once():
    page = render_report(make_context(notice="a < b & c"))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "a &lt; b &amp; c" in page and "&amp;amp;" not in page and "&amp;lt;" not in page
    awkward = render_report(make_context(dataset_title="A&B"))
    assert "<title>A&amp;B:" in awkward and "&amp;amp;" not in awkward


def test_page_tells_the_results():
    page = render_report(make_context())
    assert make_context().answer in page
    for text in (
        "99.10 %", "98.90 to 99.27 %", "−2.10", "−2.40 to −1.80", "worse", "6,000", "14.2",
        "3,900", "80,000", "complete", "99.51 %", "96.22 %", "the same 10,000 real images",
        "one training seed (3)", "cover the\nchoice of these test images only",
        "Epochs are equal, updates are not.", "Rotation of 15 degrees.", "No flip of digits.",
        "Ten GANs made 8,000 images each.", "made by a computer", "MNIST by LeCun et al.",
        "gan.epochs", "0.5, 0.999", "3.11.7", "1,000 epochs",
    ):  # fmt: skip
        assert text in page, text


REPEATED = (
    replace(
        ORIGINAL, accuracies=[0.989, 0.990, 0.994], selected_updates=[5100, 4800, 6000],
        per_class_ranges={"7": (0.9931, 0.9972)},
    ),
    replace(SYNTHETIC, accuracies=[0.961, 0.970, 0.979]),
)  # fmt: skip


def test_answer_over_repeats_gives_mean_and_range():
    assert answer(*REPEATED) == (
        "On 10,000 real MNIST test images, classifiers trained on GAN-made images alone reached "
        "97.0 % accuracy (mean of 3 repeats, 96.1 to 97.9) against 99.1 % (98.9 to 99.4) for real "
        "training images: 2.1 points worse (95 % paired interval 1.8 to 2.4)."
    )


def test_page_tells_means_and_ranges():
    page = render_report(make_context(arms=REPEATED, repeats=3))
    read(page)
    for text in (
        "Mean test accuracy", "Lowest and highest of 3 repeats", "98.90 to 99.40 %",
        "96.10 to 97.90 %", "5,100; 4,800; 6,000", "99.31 to 99.72 %", "was trained 3 times",
        "one training seed (3)", "arm original, summed over 3 repeats",
    ):  # fmt: skip
        assert text in page, text
    assert "trained once" not in page
    once = render_report(make_context())
    assert "trained once" in once and "repeats" not in once


def test_terminal_table_shows_the_range_of_repeats():
    console = Console(width=140, record=True, file=io.StringIO())
    console.print(arms_table([*REPEATED, WITHOUT_RESULT]))
    text = console.export_text()
    assert "Mean" in text and "Range of 3" in text and "96.10 to 97.90 %" in text


def test_failed_classes_stand_in_a_warning_box():
    page = render_report(make_context())
    box = page[page.index('role="alert"') :]
    box = box[: box.index("</div>")]
    assert "Failed classes" in box and "the GAN collapsed. All &amp; alike." in box
    assert "<strong>7</strong>" not in box
    fine = render_report(make_context(gans=make_context().gans[:1]))
    assert "Failed classes" not in fine


def test_fidelity_is_a_table_of_classes_and_drawn_arms():
    share = {"intended_class_share": 0.875}
    fidelity = {
        "synthetic": {None: share, "7": share | {"pairwise_distance_ratio": 0.504}},
        "gaussian": {None: {"intended_class_share": 0.25}},
    }
    page = render_report(make_context(fidelity=fidelity, class_names=["7", AWKWARD]))
    section = page[page.index('id="fidelity"') : page.index('id="curves"')]
    rows = re.findall(r"<tr><th scope=\"row\"><div>(.*?)</div></th>(.*?)</tr>", section, re.DOTALL)
    cells = {name: re.findall("<td>(.*?)</td>", row) for name, row in rows}
    assert cells == {
        "all": ["87.50 %", "–", "–", "25.00 %", "–", "–"],
        "7": ["87.50 %", "0.50", "–", "–", "–", "–"],
        "&lt;script&gt;alert(1)&lt;/script&gt;": ["–"] * 6,
    }
    assert 'id="fidelity"' not in render_report(make_context())


def test_arms_without_results_are_marked():
    page = render_report(make_context(arms=[ORIGINAL, WITHOUT_RESULT], pictures={}))
    assert "incomplete: the GAN of class 4 collapsed." in page
    assert page.count("<img") == 1 + 3


def test_optimistic_column_and_test_curves_of_the_published_protocol():
    arms = [replace(ORIGINAL, optimistic_best_accuracy=0.9925), SYNTHETIC]
    page = render_report(make_context(arms=arms, selection="none"))
    assert "(optimistic)" in page and "99.25 %" in page
    assert "test accuracy on real images during training" in page
    assert "validation accuracy" not in page and "no checkpoint was chosen" in page
    assert "(optimistic)" not in render_report(make_context())


def test_equal_contexts_give_equal_pages():
    assert render_report(make_context()) == render_report(make_context())


def test_bare_context():
    page = render_report(
        ReportContext(
            dataset_title="digits", preset="smoke", seed=0, answer="Nothing.", test_images=1,
            class_names=[], arms=[],
        )
    )  # fmt: skip
    read(page)
    assert "No GAN was trained in this run." in page


def test_flatten_and_points():
    nested = {"a": {"b": 1, "c": {"d": []}}, "e": None, "f": True}
    assert flatten(nested) == [("a.b", "1"), ("a.c.d", "–"), ("e", "–"), ("f", "True")]
    assert [points(x) for x in (0.0123, -0.0123, -0.00001, None)] == ["+1.23", "−1.23", "0.00", "–"]


@pytest.mark.parametrize("width", [80, 140])
def test_terminal_table_shows_every_arm(width):
    arms = [ORIGINAL, SYNTHETIC, replace(WITHOUT_RESULT, arm="[bold]x", detail="[red]no")]
    console = Console(width=width, record=True, file=io.StringIO())
    console.print(arms_table(arms))
    text = console.export_text()
    assert max(map(len, text.splitlines())) <= width
    for part in ("original", "99.10 %", "97.00 %", "−2.10", "54,000", "complete", "[bold]x"):
        assert part in text, part
    if width == 140:
        assert "−2.10 (−2.40 to −1.80)" in text and "incomplete: [red]no" in text
