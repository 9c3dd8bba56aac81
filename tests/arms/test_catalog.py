import importlib
import subprocess
import sys

import pytest

from arms.catalog import (
    ALL_ARMS,
    ARMS,
    HEADLINE_ORDER,
    INGREDIENTS,
    REFERENCE_ARM,
    TREATMENTS,
    arm_of,
    arms_of,
)


@pytest.mark.parametrize("name", INGREDIENTS)
def test_every_ingredient_has_a_module_with_its_function(name):
    ingredient = INGREDIENTS[name]
    drawn_here = ingredient.is_drawn and ingredient.needs == "nothing"
    for module in map(importlib.import_module, {ingredient.module, *ingredient.by_kind.values()}):
        assert callable(module.draw if drawn_here else module.load)
    assert ingredient.about.format(synthetic_per_class=8000, example="row", examples="rows")


@pytest.mark.parametrize("name", ARMS)
def test_every_arm_is_made_of_ingredients(name):
    arm = ARMS[name]
    assert arm.ingredients and set(arm.ingredients) <= set(INGREDIENTS)
    assert set(arm.treatments) <= set(TREATMENTS)
    assert arm.trained_on and arm.about


@pytest.mark.parametrize("name", TREATMENTS)
def test_every_treatment_has_a_module_with_its_function(name):
    row = TREATMENTS[name]
    for module in {row.module, *row.by_kind.values()}:
        assert callable(importlib.import_module(module).treat)


def test_arms_are_for_the_kinds_that_all_their_parts_are_for():
    images, table = arms_of("images"), arms_of("table")
    of_tables = ["marginals", "copula", "original+copula", "bootstrap"]
    assert images == [name for name in ARMS if name not in of_tables]
    of_images = {"augmented-longer", "mixup", "resampled"}
    assert table == [name for name in ARMS if name not in of_images]
    assert INGREDIENTS["interpolated"].module_for("images") == "arms.interpolated"
    assert INGREDIENTS["interpolated"].module_for("table") == "arms.interpolated_rows"


def test_no_two_arms_are_made_alike():
    made = {(arm.ingredients, arm.treatments, arm.is_longer) for arm in ARMS.values()}
    assert len(made) == len(ARMS)
    assert ALL_ARMS not in ARMS


def test_every_drawn_ingredient_has_an_arm_of_its_own():
    for name, ingredient in INGREDIENTS.items():
        if ingredient.is_drawn:
            assert ARMS[arm_of(name)].ingredients == (name,) and ARMS[arm_of(name)].is_judged
    assert ARMS[REFERENCE_ARM].ingredients == ("real",) and set(HEADLINE_ORDER) <= set(ARMS)


def test_no_two_arms_look_alike():
    styles = [arm.style for arm in ARMS.values()]
    assert len({style.color for style in styles}) == len(styles)
    assert len({(style.marker, style.line) for style in styles}) == len(styles)


def test_what_is_blended_or_mixed_is_not_judged_as_if_it_were_drawn():
    judged = [name for name, arm in ARMS.items() if arm.is_judged]
    assert judged == [
        *("synthetic", "gaussian", "interpolated", "marginals", "copula", "bootstrap"),
    ]
    assert arm_of("real") == "original"  # and not mixup, which comes from real ones too


def test_what_an_arm_depends_on_follows_from_its_ingredients_and_treatments():
    assert ARMS["mixup"].settings == ()
    assert ARMS["original+augmented"].settings == ("augmentation",)
    assert set(ARMS["augmented+synthetic"].settings) == {
        *("gan", "synthetic_per_class", "truncation", "augmentation"),
    }
    assert set(ARMS["augmented+gaussian"].settings) == {"synthetic_per_class", "augmentation"}
    assert ARMS["resampled"].settings == ("synthetic_per_class",)
    alone = {name: arm for name, arm in ARMS.items() if len(arm.ingredients) == 1}
    assert alone["augmented-longer"].settings == alone["augmented"].settings
    assert alone["original"].settings == ()
    assert alone["augmented"].settings == ("augmentation",)
    assert alone["synthetic"].settings == ("gan", "synthetic_per_class", "truncation")
    assert alone["gaussian"].settings == ("synthetic_per_class",)
    assert [name for name, arm in alone.items() if arm.needs_gans] == ["synthetic"]
    assert [name for name, arm in alone.items() if arm.drawn] == [
        *("synthetic", "gaussian", "interpolated", "marginals", "copula", "bootstrap"),
    ]


def test_the_tables_need_no_tensorflow():
    program = "import sys; import arms.catalog; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
