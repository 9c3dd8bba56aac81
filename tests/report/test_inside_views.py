"""The views of the inside as the page has them."""

from dataclasses import replace
from html import unescape

import pytest

from plan.views import VIEWS
from report.found import find, shown_units
from report.inside_views import shown_views
from report.sections import gans
from tests.report.examples import AWKWARD, finish_all, finish_inside, make_run

SAID = "The judge names all of the 10 <b>images</b> as intended."

OF_IMAGES = {n: row for n, row in VIEWS.items() if row.kinds is None or "images" in row.kinds}


@pytest.fixture
def run(digits, tmp_path):
    """A finished run whose views are drawn, but for one that has nothing to show."""
    run = make_run(digits, tmp_path)
    finish_all(run)
    finish_inside(run)
    for name in run.data.class_names:
        finish_inside(run, name, notes={"mistakes": SAID})
    return run


def test_views_come_in_their_order_with_their_pictures(run):
    shown = shown_views(run, "7")
    assert [view.name for view in shown] == [n for n, row in OF_IMAGES.items() if row.of_class]
    by_name = {view.name: view for view in shown}
    assert [p.file for p in by_name["interpolation"].pictures] == [
        *("inside/7/interpolation.png", "inside/7/interpolation.gif")
    ]
    assert [p.size for p in by_name["judged"].pictures] == [(60, 20)]  # its table is no picture
    assert by_name["mistakes"].pictures == () and by_name["mistakes"].note == SAID
    (networks,) = [view for view in shown_views(run) if view.name == "networks"]
    assert len(networks.pictures) == 3
    assert networks.pictures[0].address == "inside/%2Ball/generator.svg"
    width, height = networks.pictures[0].size
    assert width > 200 and height > 80


def test_the_section_loads_them_when_they_are_seen_and_says_how_to_read_them(run):
    html = gans.build(find(run)).html
    assert html.count("How to read these pictures") == 1
    for name, row in OF_IMAGES.items():
        if name == "mistakes":
            assert f'id="reading-{name}"' not in html  # there is nothing to read
            continue
        assert html.count(f'id="reading-{name}"') == 1 and row.reading in unescape(html)
    directory = run.plan.inside(AWKWARD).unit.directory.name
    address = f'<img src="inside/{directory}/nearest.png" width="60" height="20" loading="lazy"'
    assert address in html and "<script>" not in html
    assert "&lt;b&gt;images&lt;/b&gt;" in html and "<b>images" not in html
    text = "Synthetic images beside the nearest real ones, and the reverse. Class 7."
    assert f'alt="{text}"' in html
    assert "between latents" not in html and "(interpolation.gif)" in html


def test_pictures_of_a_training_that_classes_share_are_shown_once_and_called_theirs(run):
    shared = replace(run.config, gan=replace(run.config.gan, conditional=True))
    html = gans.build(replace(find(run), run=replace(run, config=shared))).html
    of_training = VIEWS["logits"].about
    of_class = "What the generator draws on the way from one latent to another."
    together, *of_classes = html.split("<summary>")[2:]  # after how to read them
    assert together.startswith("All classes together") and len(of_classes) == 2
    assert 'alt="Losses and discriminator accuracy of all classes"' in together
    assert html.count(f'alt="{of_training}') == together.count(f'alt="{of_training}"') == 1
    assert "Losses" not in "".join(of_classes)
    assert f'alt="{of_class} Class 7. (interpolation.png)"' in of_classes[0]
    assert 'alt="The same latents of class 7 at chosen epochs"' in of_classes[0]
    own = gans.build(find(run)).html
    assert f'alt="{of_training} Class 7."' in own
    assert own.count("Losses and discriminator accuracy of class 7") == 2  # picture and caption
    assert {name for name, row in VIEWS.items() if row.of_training} == {
        *("logits", "layers", "activations")
    }


def test_the_page_is_made_anew_when_views_are_drawn(run):
    names = [unit.name for unit in shown_units(run)]
    assert {"inside/7", "inside/+all"} <= set(names)
    run.plan.inside().unit.marker.unlink()
    assert "inside/+all" not in [unit.name for unit in shown_units(run)]
    assert shown_views(run) == []
    html = gans.build(find(run)).html
    assert "All classes together" not in html and "inside/7/nearest.png" in html


def test_damaged_pictures_are_not_shown(run):
    (run.plan.inside("7").unit.directory / "nearest.png").write_bytes(b"half")
    assert shown_views(run, "7") == []


def test_without_views_the_section_is_as_it_was(digits, tmp_path):
    run = make_run(digits, tmp_path)
    finish_all(run)
    html = gans.build(find(run)).html
    assert "How to read" not in html and "inside/" not in html
    assert "Animations are files beside this page" in html
