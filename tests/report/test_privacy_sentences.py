"""What is said of attacks: of drawn images by those that go by them, of the discriminator apart."""

import pytest

from metrics.copying.catalog import COPY_CHECKS
from metrics.estimate import Estimate, too_few
from metrics.privacy import DRAWN, FRESH, REPLAYED, Figure
from report.disclosure_words import told_disclosure
from report.privacy_table import PrivacyTable
from report.sections import privacy

BY_DRAWN = {"distance": -0.01, "density_ratio": 0.0, "likelihood": -0.04}
"""Less than the worst."""


def estimate(value, width=0.03):
    return Estimate(value=value, low=value - width, high=value + width, count=400)


def table(area=0.53, floor=0.53, discriminator=None, discriminator_floor=None, worst=None):
    """Areas: of the worst attack by drawn images and its floor, and of the discriminator.

    `worst`: what stands as the worst in the file, if it is another.
    """
    figures = [
        Figure(class_name=None, name=name, subject=subject, estimate=estimate(0.5))
        for name in COPY_CHECKS
        for subject in (DRAWN, FRESH, REPLAYED)
    ]
    for subject, value in ((DRAWN, area), (FRESH, floor), (REPLAYED, 0.98)):
        of_discriminator = {DRAWN: discriminator, FRESH: discriminator_floor}.get(subject)
        values = {name: value and value + less for name, less in BY_DRAWN.items()}
        values |= {"discriminator": of_discriminator, "worst": worst or value}
        for name, each in values.items():
            found = too_few(0) if each is None else estimate(each)
            for part, of_part in (("auc", found), ("hits", too_few(400))):
                figures.append(
                    Figure(
                        class_name=None, name=f"{name}_{part}", subject=subject, estimate=of_part
                    )
                )
    return PrivacyTable(figures)


def said(**areas):
    return " ".join(privacy._sentences(table(**areas), "images"))


WORKS = "Something of single training images is in what was drawn."
NONE = "No attack tells training images from others beyond doubt: the largest area is "


def test_the_floor_of_an_attack_is_the_whole_of_its_interval():
    """Above 0.55: beyond a floor of 0.54, but not beyond the upper end of its interval, 0.57."""
    assert NONE + "0.59 (interval 0.56 to 0.62" in said(area=0.59, floor=0.54)
    text = said(area=0.61, floor=0.54)
    assert WORKS in text and "0.61 (interval 0.58 to 0.64" in text and "get 0.54." in text


def test_better_than_the_floor_but_not_than_guessing_is_nothing():
    assert WORKS not in said(area=0.52, floor=0.40)


def test_an_attack_without_a_floor_is_not_held_against_what_was_drawn():
    text = said(area=0.83, floor=None)
    assert "too few fresh images for a floor" in text and WORKS not in text
    assert said(area=0.51, floor=None).endswith(
        "0.50 is guessing), where a generator that repeats training images gets 0.98."
    )


@pytest.mark.parametrize("worst", [None, 0.99])  # 0.99: as earlier versions have it in the file
def test_an_overfitted_discriminator_says_nothing_of_what_was_drawn(worst):
    areas = {"discriminator": 0.96, "discriminator_floor": 0.52, "worst": worst}
    first, second = privacy._sentences(table(**areas), "images")
    assert first.startswith(NONE + "0.53 ") and WORKS not in second
    assert second.startswith(
        "The discriminator, which export does not give away, tells training images from held-out "
        "ones better than by guessing: its area is 0.96 (interval 0.93 to 0.99, 0.50 is guessing), "
        "where validation images in the place of training images get 0.52."
    )
    rows = {row.heading: row for row in privacy._rows(table(**areas))}
    assert rows["worst attack: area under the curve"].value == "0.53"
    assert rows["attack by the discriminator: area under the curve"].floor == "0.52"
    bold = [heading for heading, row in rows.items() if row.is_worst]
    assert bold == [
        "attack by density against real ones: area under the curve",
        "worst attack: area under the curve",
    ]


def test_a_discriminator_that_takes_validation_images_for_members_as_well_tells_nobody():
    text = said(discriminator=0.70, discriminator_floor=0.66)
    assert "The discriminator, which export does not give away, does not tell training" in text
    assert text.endswith("in the place of training images get 0.66.")
    text = said(discriminator=0.70)
    assert "with an area of 0.70 (interval 0.67 to 0.73" in text and "to hold that against" in text


def test_without_a_discriminator_nothing_is_said_of_one():
    assert len(privacy._sentences(table(), "images")) == 1
    assert said(area=None, floor=None) == (
        "There are too few images to tell training images from others by an attack."
    )


def guessed(difference, floor=0.0):
    """Figures of what is guessed of rows; None: too few."""
    values = {DRAWN: difference, FRESH: floor, REPLAYED: 0.4}
    figures = [
        Figure(
            class_name=None,
            name=f"disclosure_{part}",
            subject=subject,
            estimate=too_few(9) if value is None else estimate(base + share * value),
        )
        for subject, value in values.items()
        for part, base, share in (("members", 0.6, 1), ("others", 0.6, 0), ("difference", 0.0, 1))
    ]
    return PrivacyTable(figures)


def words(*figures):
    return told_disclosure(guessed(*figures), "disclosure", "rows")


def test_what_is_guessed_is_held_against_what_is_guessed_of_anybody():
    text = words(0.01, 0.005)
    assert text.startswith("Whoever knows all columns of a row but one")
    assert "right in 61.0 % of the cases with training rows and in 60.0 % with held-out" in text
    assert (
        "+1.0 points (interval −2.0 to +4.0), where fresh real rows in the place of the drawn ones "
        "give +0.5; a generator that repeats training rows gives +40.0." in text
    )
    assert text.endswith("what the data tell of anybody, which is no proof that it is not.")
    assert words(0.2).endswith("What was drawn gives away something of single training rows.")
    no_more = "That is not beyond doubt more than with fresh rows, which repeat nobody."
    assert words(0.05, 0.03).endswith(no_more)
    assert "too few fresh rows for a floor" in words(0.2, None)
    assert words(None) == "There are too few rows to tell how often a missing column is guessed."
    assert told_disclosure(table(), "disclosure", "images") == ""
