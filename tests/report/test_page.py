"""The page as a whole: one file that runs nothing and asks nothing of a network."""

import base64
import html
import importlib
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from report.found import find
from report.page import render_page
from report.report_unit import draw_sections
from report.section import Content, Section
from report.sections import catalog
from tests.report.examples import AWKWARD, make_run


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


def images(page):
    return [attributes for tag, attributes in read(page) if tag == "img"]


@pytest.fixture(scope="module")
def sections(found):
    return draw_sections(found)


@pytest.fixture(scope="module")
def page(found, sections):
    return render_page(found, sections)


def test_it_is_one_file_and_well_formed(page):
    names = [tag for tag, _ in read(page)]
    assert not {"script", "link", "iframe", "object", "base"} & set(names)
    assert "http://" not in page and "https://" not in page and "url(" not in page
    assert page.startswith("<!DOCTYPE html>") and '<html lang="en">' in page
    assert "width=device-width" in page and "@media print" in page
    assert "prefers-color-scheme: dark" in page


def test_its_policy_lets_pictures_in_and_nothing_else(page):
    policies = [a["content"] for tag, a in read(page) if a.get("http-equiv")]
    allowed = "img-src data: 'self' file:; style-src 'unsafe-inline'"
    assert policies == [f"default-src 'none'; {allowed}"]


def test_every_picture_has_words_a_size_and_a_place_in_the_page(page, found):
    shown = images(page)
    animations = [each for each in shown if not each["src"].startswith("data:image/")]
    # Test accuracy, samples, mosaic, four curves, classes, two matrices, two stills of each GAN.
    assert len(shown) - len(animations) == 10 + 2 * 2
    assert all(each["alt"] and int(each["width"]) and int(each["height"]) for each in shown)
    sources = [each["src"] for each in shown]
    assert len(set(sources)) == len(sources)
    directories = [gan.directory.name for gan in found.gans]
    assert [each["src"] for each in animations] == [f"gan/{d}/progress.gif" for d in directories]


def test_animations_of_classes_are_loaded_when_they_are_unfolded(page, found):
    for tag, attributes in read(page):
        if tag == "img" and not attributes["src"].startswith("data:"):
            assert attributes["loading"] == "lazy"
            assert (attributes["width"], attributes["height"]) == ("30", "40")
            assert attributes["src"] in attributes["alt"] and "run directory" in attributes["alt"]
            assert (found.run.run_directory.root / attributes["src"]).is_file()
    assert page.count("<details>") + page.count('<details class="failed">') == 2
    assert "files beside this page, in the directory of its run" in page


def test_pictures_of_the_page_are_those_of_the_run_directory(page, sections):
    in_page = [
        Image.open(io.BytesIO(base64.b64decode(content))).convert("RGB")
        for content in re.findall(r"data:image/(?:png|gif|webp);base64,([A-Za-z0-9+/=]+)", page)
    ]
    files = {name: png for each in sections.values() for name, png in each.files.items()}
    expected = [f"confusion_{arm}" for arm in ("original", "synthetic")]
    expected += ["per_class_accuracy", "samples", "test_accuracy"]
    for kind in ("training", "validation"):
        expected += [f"{kind}_accuracy", f"{kind}_loss"]
    tables = {f"tables/{name}.csv" for name in ("arms", "classes")}
    pictures = {f"plots/{name}.png" for name in expected} | {"gan/progress.gif"}
    assert set(files) == pictures | tables | {"plots/thumbnail.png"}
    for content in (files[name] for name in pictures):
        wanted = Image.open(io.BytesIO(content)).convert("RGB")
        pairs = [
            np.abs(np.asarray(wanted, float) - np.asarray(found, float)).mean()
            for found in in_page
            if found.size == wanted.size
        ]
        assert min(pairs) < 3


def test_names_and_texts_are_escaped_once(page, found, sections):
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&amp;amp;" not in page and "&amp;lt;" not in page
    run = found.run
    told = replace(run, data=replace(run.data, title="A&B", notice="a < b & c"))
    awkward = render_page(replace(found, run=told), {})
    assert "<title>A&amp;B:" in awkward and "<p>a &lt; b &amp; c</p>" in awkward
    assert "&amp;amp;" not in awkward and "&amp;lt;" not in awkward
    assert '<div class="box"><p>' not in page  # these images stand in for no others


def test_it_gives_the_answer_and_says_what_it_is_of(page, found):
    assert found.answer in html.unescape(page).replace("\N{NO-BREAK SPACE}", " ")
    assert found.answer.startswith("On 40 real MNIST test images, a classifier trained on GAN-made")
    assert "preset standard · seed 3" in page


def test_failed_classes_stand_in_a_warning_box(page, found):
    box = page[page.index('role="alert"') :]
    box = box[: box.index("</div>")]
    assert "Failed classes" in box and "the GAN collapsed. All &amp; alike." in box
    assert "<strong>7</strong>" not in box and html.escape(AWKWARD) in box
    fine = render_page(replace(found, gans=found.gans[:1]), {})
    assert "Failed classes" not in fine


def test_sections_stand_in_their_order_with_a_link_each(page, sections):
    anchors = [section.anchor for section in sections]
    rest = ["arms", "curves", "samples", "classes", "gans", "method", "settings"]
    assert anchors == ["advice", *rest]
    tags = read(page)
    assert [a["id"] for tag, a in tags if tag == "section"] == anchors
    assert [a["href"] for tag, a in tags if tag == "a"] == [f"#{anchor}" for anchor in rest]
    for section in sections:
        assert f"<h2>{section.title}</h2>" in page
        if section.leads:
            assert page.index(f'id="{section.anchor}"') < page.index("<nav")
            continue
        assert f">{section.nav}</a>" in page


def test_equal_contents_give_equal_pages(page, found):
    assert render_page(found, draw_sections(found)) == page


def test_a_run_of_which_nothing_is_finished(digits, tmp_path):
    found = find(make_run(digits, tmp_path))
    page = render_page(found, draw_sections(found))
    assert images(page) == []
    assert "nothing was measured" in page and page.count("not run") >= 3
    none = replace(found, gans=())
    assert "No GAN was trained in this run." in render_page(none, draw_sections(none))


@pytest.mark.parametrize(
    ("fields", "names", "words"),
    [
        ({}, ("7",), "Only the class 7 was used: there is nothing to classify"),
        ({"pool_classes": True}, ("pooled",), "classes were pooled: there is nothing to classify"),
    ],
)
def test_a_run_of_one_class_has_no_arms(digits, tmp_path, fields, names, words):
    found = find(make_run(digits, tmp_path, names, **fields))
    sections = draw_sections(found)
    assert words in render_page(found, sections)
    assert [section.anchor for section in sections] == ["samples", "gans", "method", "settings"]


def test_every_row_has_a_module_with_its_functions():
    assert len({section.anchor for section in catalog.SECTIONS}) == len(catalog.SECTIONS)
    for section in catalog.SECTIONS:
        assert isinstance(section, Section) and section.title and section.nav
        module = importlib.import_module(section.module)
        assert callable(module.shown) and callable(module.build)
        assert module.__doc__


def test_what_a_section_leaves_lies_below_the_run_directory(sections):
    for content in sections.values():
        assert isinstance(content, Content)
        assert all(not name.startswith("/") and ".." not in name for name in content.files)
