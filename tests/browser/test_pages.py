"""The pages as a browser shows them: whole, quiet, readable on a phone, usable without a mouse."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import HOSTILE, NARROW, WIDE

KINDS = ("report", "compare", "index", "study", "sweep", "families")
SIZES = {"narrow": NARROW, "wide": WIDE}
LOADED = "[...document.images].map(i => [i.complete && i.naturalWidth > 0, i.src.slice(0, 99)])"


@pytest.mark.parametrize("kind", KINDS)
def test_it_opens_without_an_error_and_asks_nothing_of_a_network(visit, kind):
    seen = visit(kind)
    seen.page.wait_for_function(f"{LOADED}.every(([loaded]) => loaded)", timeout=10_000)
    images = seen.page.evaluate(LOADED)
    assert images and all(loaded for loaded, _ in images), images
    assert seen.errors == [] and seen.elsewhere == []


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_stay_text(visit, kind):
    seen = visit(kind)
    assert seen.page.query_selector_all("script") == []
    assert "taken" not in seen.page.title() and seen.page.query_selector("img[src=x]") is None
    assert seen.errors == []
    if kind == "report":
        for part in ("body", "#quality", "#privacy"):
            text = seen.page.inner_text(part)
            assert all(name in text for name in HOSTILE), part
        assert f"Class {HOSTILE[1]} is replaying" in seen.page.inner_text("#quality")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", SIZES)
def test_the_page_itself_does_not_scroll_sideways(visit, kind, size):
    page = visit(kind, size=SIZES[size]).page
    width = page.evaluate("document.documentElement.scrollWidth")
    wide = page.evaluate(
        "w => [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll') &&"
        " e.getBoundingClientRect().right > w).map(e => e.outerHTML.slice(0, 80))",
        SIZES[size]["width"],
    )
    assert width <= SIZES[size]["width"] and wide == []


@pytest.mark.parametrize("kind", ["report", "compare"])
def test_the_table_of_arms_shows_what_it_found_on_a_phone(visit, kind):
    page = visit(kind, size=NARROW).page
    cells = page.query_selector_all("table.arms >> nth=0 >> tr > :last-child")
    assert len(cells) > 2
    for cell in cells:
        box = cell.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= NARROW["width"], cell.inner_text()


def test_the_first_screen_has_question_answer_and_what_to_do(visit):
    page = visit("report").page
    for selector in ("h1", ".answer", "#advice h2", "#advice li >> nth=0"):
        box = page.query_selector(selector).bounding_box()
        assert box["y"] + box["height"] <= WIDE["height"], selector
    assert page.query_selector("#advice img").bounding_box()["y"] < WIDE["height"]


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_acts_is_reached_by_the_keyboard(visit, kind):
    page = visit(kind, size=NARROW).page
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], summary, .scroll')]"
        ".map((e, i) => (e.dataset.place = i, i))"
    )
    reached = []
    for _ in range(2 * len(wanted) + 5):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "(e => [e.dataset.place, getComputedStyle(e).outlineStyle])(document.activeElement)"
        )
        if found[0] is not None:
            reached.append(int(found[0]))
            assert found[1] != "none", "the focus cannot be seen"
        if len(set(reached)) == len(wanted):
            break
    assert reached == wanted and (wanted or kind == "index")


def test_a_class_is_folded_by_the_keyboard(visit):
    page = visit("report").page
    summary = page.query_selector("#gans summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert not summary.evaluate("e => e.parentElement.open")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_serious(visit, kind, scheme, size):
    page = visit(kind, scheme=scheme, size=SIZES[size]).page
    violations = Axe().run(page).response["violations"]
    serious = [
        (each["id"], [node["html"][:200] for node in each["nodes"][:3]])
        for each in violations
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_is_heavier_than_four_megabytes(pages, kind):
    assert pages[kind].stat().st_size < 4_000_000
