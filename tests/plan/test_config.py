"""Ranges and texts of the configuration: what a field's text says is what is enforced."""

import ast
import dataclasses
import inspect
import json
import re
import typing

import pytest

from arms.catalog import ARMS
from augmentation.options import AugmentationConfig
from classifiers.options import ClassifierConfig
from datasets.images.options import IMAGE_SIZES
from foundation.checks import to_dict
from foundation.errors import UserError
from gan.catalog import FAMILIES, OBJECTIVES, SCHEDULES
from gan.options import GanConfig
from plan.config import ExperimentConfig
from plan.stages import STAGES

CONFIGS = (AugmentationConfig, GanConfig, ClassifierConfig, ExperimentConfig)
BUDGETS = ("updates", "epochs")


def field_texts() -> dict[tuple[type, str], str]:
    """The text below every field, read from the source as tyro reads it."""
    texts = {}
    for config in CONFIGS:
        (node,) = ast.parse(inspect.getsource(config)).body
        for statement, following in zip(node.body, node.body[1:]):
            if isinstance(statement, ast.AnnAssign):
                is_text = isinstance(following, ast.Expr) and isinstance(
                    following.value, ast.Constant
                )
                texts[config, statement.target.id] = following.value.value if is_text else ""
        # What a table says is no literal.
        hints = typing.get_type_hints(config, include_extras=True)
        given = {name: getattr(hint, "__metadata__", ()) for name, hint in hints.items()}
        for name, (metadata, *_) in ((n, m) for n, m in given.items() if m):
            if metadata.help is not None:
                texts[config, name] = metadata.help
    return texts


TEXTS = field_texts()
PAIRS = ("zoom", "brightness")
# "Range: >= 2." or "Range: 0 to 0.9." or "Range: 0 (none) to 1 (1: none)."
_RANGE = re.compile(r"Range: (?:>= ([\d.]+)|([\d.]+)(?: \([^)]*\))? to ([\d.]+)( \([^)]*\))?)\.$")


def documented_ranges():
    """(config, field, low, high or None) of every text that states a range."""
    for (config, name), text in TEXTS.items():
        found = re.search(_RANGE, text)
        if "Range" in text:
            assert found, (name, text)
            low, high = found[1] or found[2], found[3]
            yield config, name, float(low), float(high) if high else None


RANGES = list(documented_ranges())


TYPES = {
    (config, field.name): field.type for config in CONFIGS for field in dataclasses.fields(config)
}


def with_value(config, name, value):
    """The config with one field set; a budget takes the place of the other one."""
    fields = {name: (value, value) if name in PAIRS else value}
    if name in BUDGETS and value is not None:
        fields |= {other: None for other in BUDGETS if other != name}
    return config(**fields)


def test_every_field_has_a_text():
    for config in CONFIGS:
        for field in dataclasses.fields(config):
            if dataclasses.is_dataclass(field.type):
                continue
            text = TEXTS[config, field.name]
            assert len(text) > 10 and text.rstrip().endswith((".", ")")), field.name


def test_every_number_has_a_range():
    with_range = {(config, name) for config, name, *_ in RANGES}
    for config in CONFIGS:
        for field in dataclasses.fields(config):
            kind = str(getattr(field.type, "__name__", field.type))
            number = re.match(r"(int|float|tuple\[float)\b", kind)
            if number and field.name != "image_size":  # which is a choice of a few
                assert (config, field.name) in with_range, field.name


def test_image_sizes_are_those_of_the_text():
    text = TEXTS[ExperimentConfig, "image_size"]
    sizes = [int(word) for word in re.findall(r"\b\d+", text.partition(";")[0])]
    assert tuple(sizes) == IMAGE_SIZES
    for side in (None, *sizes):
        assert ExperimentConfig(image_size=side).image_size == side
    for side in (0, 27, 65, 256):
        with pytest.raises(UserError, match=f"image_size: expected one of 28, .*found {side}"):
            ExperimentConfig(image_size=side)


def test_an_unknown_fit_is_refused():
    with pytest.raises(UserError, match="--fit: .* found 'corp'.*Did you mean 'crop'"):
        ExperimentConfig(fit="corp")


@pytest.mark.parametrize("config, name, low, high", RANGES, ids=lambda value: str(value))
def test_the_documented_range_is_the_enforced_one(config, name, low, high):
    whole = "float" not in str(TYPES[config, name])
    kind, step = (int, 1) if whole else (float, 1e-6)
    for good in (low, high):
        if good is not None:
            value = getattr(with_value(config, name, kind(good)), name)
            assert value == ((good, good) if name in PAIRS else good)
    bad_values = [low - step] + ([high + step] if high is not None else [])
    for bad in bad_values:
        with pytest.raises(UserError) as error:
            with_value(config, name, kind(bad))
        text = str(error.value)
        assert text.startswith(f"{name}: expected ") and text.endswith(f" {kind(bad)}.")
        assert f", found {kind(bad)}" in text
        assert f" {low:g}" in text.replace("1_000", "1000")
        assert high is None or high >= 1e6 or f" to {high:g}," in text


def test_not_a_number_is_out_of_every_range():
    with pytest.raises(UserError, match="dropout: expected from 0 to 0.9, found nan"):
        GanConfig(dropout=float("nan"))


@pytest.mark.parametrize("config, kind", [(GanConfig, "gan"), (ClassifierConfig, "classifier")])
@pytest.mark.parametrize("epochs, updates", [(None, None), (3, 40)])
def test_exactly_one_budget(config, kind, epochs, updates):
    with pytest.raises(UserError) as error:
        config(epochs=epochs, updates=updates)
    text = str(error.value)
    assert f"{kind}.epochs and {kind}.updates: expected exactly one" in text
    assert f"found epochs={epochs} and updates={updates}" in text
    assert config(epochs=3, updates=None).epochs == 3
    assert config(epochs=None, updates=40).updates == 40


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({"arms": ("orignal",)}, "--arms: .* found 'orignal'.*Did you mean 'original'"),
        ({"stages": ("gan",)}, "--stages: .* found 'gan'.*Did you mean 'gans'"),
        ({"selection": "validaton"}, "--selection: .*Did you mean 'validation'"),
        (
            {"arms": ()},
            "arms: expected at least one of original, augmented, .*synthetic, .*found none",
        ),
        ({"stages": ()}, "stages: expected at least one of split, gans.*found none"),
        ({"arms": ("original", "original")}, "arms: expected each name once, found original orig"),
        ({"classes": ("7", "7")}, "classes: expected each name once, found 7 7"),
        ({"seed": 2**31}, "seed: expected from 0 to 2147483647, found 2147483648"),
    ],
)
def test_names_are_checked(fields, expected):
    with pytest.raises(UserError, match=expected):
        ExperimentConfig(**fields)


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({"policy": "noflip"}, "--augmentation: .*Did you mean 'no_flip'"),
        ({"zoom": (0.9, 0.8)}, "zoom: expected two numbers from 0.1 to 2, .*, found 0.9 0.8"),
        ({"brightness": (0.5, 5.1)}, "brightness: expected two .* from 0 to 5, .* found 0.5 5.1"),
        ({"zoom": (float("nan"), 1.0)}, "zoom: expected two numbers .*, found nan 1.0"),
        ({"rotation_degrees": 181.0}, "rotation_degrees: expected from 0 to 180, found 181.0"),
    ],
)
def test_policy_and_ranges_of_the_augmentation_are_checked(fields, expected):
    with pytest.raises(UserError, match=expected):
        AugmentationConfig(**fields)


def test_changes_are_what_is_given_instead_of_the_policys_own():
    assert AugmentationConfig(policy="gentle").changes == {}
    given = {"horizontal_flip": False, "zoom": (0.8, 1.0), "rotation_degrees": 0.0}
    assert AugmentationConfig(**given).changes == given


@pytest.mark.parametrize("config", CONFIGS)
def test_frozen_and_keyword_only(config):
    instance = config()
    with pytest.raises(dataclasses.FrozenInstanceError):
        instance.seed = 1
    with pytest.raises(TypeError):
        config("mnist")
    with pytest.raises(TypeError, match="unexpected keyword"):
        config(sede=1)


def test_to_dict_is_json_and_comes_back_field_by_field():
    config = ExperimentConfig(
        classes=("0", "7"),
        seed=3,
        augmentation=AugmentationConfig(policy="none", zoom=(0.8, 1.0)),
        gan=GanConfig(updates=None, epochs=5, differentiable_augmentation=("cutout",)),
    )
    plain = json.loads(json.dumps(to_dict(config)))
    assert plain == to_dict(config)
    assert set(plain) == {field.name for field in dataclasses.fields(ExperimentConfig)}
    assert plain["augmentation"]["zoom"] == [0.8, 1.0]
    back = ExperimentConfig(
        **_with_tuples(plain)
        | {
            "augmentation": AugmentationConfig(**_with_tuples(plain["augmentation"])),
            "gan": GanConfig(**_with_tuples(plain["gan"])),
            "classifier": ClassifierConfig(**plain["classifier"]),
        }
    )
    assert back == config


def _with_tuples(table):
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


@pytest.mark.parametrize(
    ("config", "field", "rows"),
    [
        (ExperimentConfig, "arms", ARMS),
        (ExperimentConfig, "stages", STAGES),
        (GanConfig, "networks", FAMILIES),
        (GanConfig, "loss", OBJECTIVES),
        (GanConfig, "schedule", SCHEDULES),
    ],
)
def test_the_help_names_every_row(config, field, rows):
    assert all(f"{name} (" in TEXTS[config, field] for name in rows)


@pytest.mark.parametrize(("mix", "batch_size", "fine"), [
    (0.05, 16, True), (0.05, 8, False), (0.95, 8, False), (0.5, 2, True), (0.5, 1, False),
])  # fmt: skip
def test_a_mixture_has_a_row_of_each_part(mix, batch_size, fine):
    fields = {"mix": mix, "classifier": ClassifierConfig(batch_size=batch_size)}
    ExperimentConfig(**fields)  # no mixture is among the usual arms
    fields["arms"] = ("original", "original+synthetic")
    if fine:
        ExperimentConfig(**fields)
        return
    with pytest.raises(UserError, match=f"mix: .*original.synthetic.* batch of {batch_size}"):
        ExperimentConfig(**fields)


def test_all_arms_are_named_one_by_one():
    assert ExperimentConfig(arms=("all",)) == ExperimentConfig(arms=tuple(ARMS))
    with pytest.raises(UserError, match="arms: expected all alone or names, found original all"):
        ExperimentConfig(arms=("original", "all"))
