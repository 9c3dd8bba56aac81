"""What a new family, metric, ingredient and section take: a module and a row each, nothing else.

The modules are written to a temporary directory; a whole study on digits then runs with them.
"""

import importlib
import json
import sys

import pytest

from arms.catalog import ARMS, INGREDIENTS, Arm
from arms.ingredients import Ingredient
from gan.catalog import FAMILIES, Family
from metrics.catalog import METRICS, Metric
from plots import palette
from report.section import Section
from report.sections import catalog as sections

pytestmark = pytest.mark.long

FAMILY = """
import math
import keras
from gan.recipe import pair_recipe


def build(encoding, classes, options, seed):
    layers = keras.layers
    latents = keras.Input((options.latent_dim,))
    x = layers.LeakyReLU(0.2)(layers.Dense(16)(latents))
    x = layers.Dense(math.prod(encoding.shape), activation="tanh")(x)
    generator = keras.Model(latents, layers.Reshape(encoding.shape)(x))
    examples = keras.Input(encoding.shape)
    x = layers.LeakyReLU(0.2)(layers.Dense(16)(layers.Flatten()(examples)))
    return pair_recipe(generator, keras.Model(examples, layers.Dense(1)(x)), options)
"""
METRIC = """
def measure(evidence):
    return len(evidence.drawn) / len(evidence.real)
"""
INGREDIENT = """
import numpy as np


def draw(kind, examples, count, seed):
    rows = np.random.default_rng(seed).integers(0, len(examples), max(count, 1000))
    return examples[rows[:count]]
"""
SECTION = """
from markupsafe import Markup
from plots.style import figure_to_png, new_figure
from report.section import Content, in_plots


def shown(found):
    return True


def build(found):
    html = Markup("<p>{} has {} arms.</p>").format(found.title, len(found.arms))
    return Content(html=html, files=in_plots({"trial": figure_to_png(new_figure(height=1))}))
"""


@pytest.fixture(scope="module")
def grown(tmp_path_factory, study):
    """A finished study with a row more in each of four tables."""
    place, output = tmp_path_factory.mktemp("modules"), tmp_path_factory.mktemp("grown")
    modules = {"trial_family": FAMILY, "trial_metric": METRIC}
    modules |= {"trial_ingredient": INGREDIENT, "trial_section": SECTION}
    for name, source in modules.items():
        (place / f"{name}.py").write_text(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(place)
        importlib.invalidate_caches()
        patch.setitem(
            FAMILIES, "trial", Family(module="trial_family", about="Dense layers.", source="none")
        )
        metric = Metric(
            module="trial_metric",
            heading="drawn per real",
            about="How many.",
            source="none",
            shown_as="ratio",
        )
        patch.setitem(METRICS, "drawn_per_real", metric)
        drawn = Ingredient(
            module="trial_ingredient", about="Real images, drawn again.", is_drawn=True,
            settings=("synthetic_per_class",),
        )  # fmt: skip
        patch.setitem(INGREDIENTS, "bootstrap", drawn)
        arm = Arm(
            ingredients=("bootstrap",), trained_on="bootstrap images", about="bootstrap",
            style=palette.BLACK,
        )  # fmt: skip
        patch.setitem(ARMS, "bootstrap", arm)
        row = Section(title="A trial", nav="Trial", anchor="trial", module="trial_section")
        patch.setattr(sections, "SECTIONS", (*sections.SECTIONS, row))
        words = ("--arms", "original", "synthetic", "bootstrap", "--gan.networks", "trial")
        outcome = study(output, "--classes", "0", "1", *words)
        assert outcome.code in (0, 3), outcome
        yield next(output.glob("digits/*"))
    for name in modules:
        sys.modules.pop(name, None)


def test_a_family_trains_and_draws(grown):
    record = json.loads((grown / "gan" / "0" / "DONE").read_text("utf-8"))
    assert record["settings"]["gan"]["networks"] == "trial" and record["status"] == "ok"
    assert (grown / "synthetic" / "1.npz").is_file() and grown.name.endswith("-trial")


def test_a_metric_is_measured_written_down_and_shown(grown):
    rows = [json.loads(line) for line in (grown / "metrics.jsonl").read_text("utf-8").splitlines()]
    found = {(r["arm"], r["class_name"]) for r in rows if r["metric"] == "drawn_per_real"}
    arms = ("synthetic", "bootstrap")
    assert found == {(arm, name) for arm in arms for name in (None, "0", "1")}
    page = (grown / "report.html").read_text("utf-8")
    assert "<small>drawn per real</small>" in page and "How many." in page


def test_an_ingredient_is_drawn_learnt_from_and_shown(grown):
    assert (grown / "drawn" / "bootstrap" / "0.npz").is_file()
    assert (grown / "classifiers" / "bootstrap" / "DONE").is_file()
    assert (grown / "plots" / "samples_bootstrap.png").is_file()
    assert "Real images, drawn again." in (grown / "report.html").read_text("utf-8")


def test_a_section_stands_on_the_page_with_its_picture(grown):
    page = (grown / "report.html").read_text("utf-8")
    assert "A trial" in page and "scikit-learn digits has 3 arms." in page
    assert (grown / "plots" / "trial.png").is_file()
