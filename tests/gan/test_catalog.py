"""Names and combinations, checked without TensorFlow; numbers for what is left open."""

import pytest

from foundation.errors import UserError
from gan.catalog import SCHEDULES
from gan.checks import check_config
from gan.options import GanConfig, settled
from tests.gan.families import add_objective

TWO_STEPS = [name for name, row in SCHEDULES.items() if not row.takes_penalties]


@pytest.mark.parametrize("field", ["networks", "loss", "schedule"])
def test_an_unknown_name_is_refused_with_the_nearest(field):
    name = getattr(GanConfig(), field)
    with pytest.raises(UserError, match=f"{name[:-1]}.*Did you mean '{name}'"):
        check_config(GanConfig(**{field: name[:-1]}))


def test_an_unknown_augmentation_is_refused_with_the_nearest():
    with pytest.raises(UserError, match="'cutot'.*Did you mean 'cutout'"):
        check_config(GanConfig(differentiable_augmentation=("color", "cutot")))


@pytest.mark.parametrize("schedule", TWO_STEPS)
@pytest.mark.parametrize("field", ["coverage_weight", "r1_weight"])
def test_what_has_no_place_in_two_steps_is_refused(field, schedule):
    check_config(GanConfig(**{field: 2.0}))
    check_config(GanConfig(**{field: 0.0}, schedule=schedule))
    with pytest.raises(
        UserError, match=f"{field}: expected 0 .*simultaneous.*found 2 with {schedule}"
    ):
        check_config(GanConfig(**{field: 2.0}, schedule=schedule))


@pytest.mark.parametrize(
    "schedule, pack, taken", [("simultaneous", 5, 64), ("alternating", 64, 32)]
)
def test_packs_fill_what_an_update_takes(schedule, pack, taken):
    of_rows = {"networks": "rows", "batch_size": 64, "schedule": schedule}
    check_config(GanConfig(**of_rows, pack=32))
    with pytest.raises(UserError, match=f"divides the {taken} real .* found {pack}"):
        check_config(GanConfig(**of_rows, pack=pack))


@pytest.mark.parametrize("networks", ["dcgan", "vanilla", f"{__file__}:build"])
def test_packs_are_of_rows_alone(networks):
    with pytest.raises(UserError, match="gan.pack: expected 1 with .*are: rows.*found 2"):
        check_config(GanConfig(networks=networks, pack=2))


def test_half_batches_are_of_even_ones():
    check_config(GanConfig(batch_size=7))
    with pytest.raises(UserError, match="batch_size: expected an even number.*found 7"):
        check_config(GanConfig(batch_size=7, schedule="alternating"))


def test_a_loss_without_parts_needs_a_schedule_of_one_step(monkeypatch):
    loss = add_objective(monkeypatch, "pairing", None, has_parts=False)
    check_config(GanConfig(loss=loss))
    with pytest.raises(UserError, match="gan.loss: .*separate parts.*alternating, found pairing"):
        check_config(GanConfig(loss=loss, schedule="alternating"))


def test_families_and_remedies_are_of_kinds_of_data():
    check_config(GanConfig(coverage_weight=1.0), kind="images")
    with pytest.raises(UserError, match="gan.networks: .*kind table, found dcgan.*for images"):
        check_config(GanConfig(), kind="table")


@pytest.mark.parametrize(
    "schedule, weight", [("simultaneous", 0.1), *((s, 0.0) for s in TWO_STEPS)]
)
def test_an_open_weight_of_the_penalty_becomes_a_number(schedule, weight):
    config = settled(GanConfig(schedule=schedule))
    assert config.r1_weight == weight
    check_config(config)
    assert settled(config) is config


def test_a_given_weight_of_the_penalty_stays():
    assert settled(GanConfig(r1_weight=0.0)).r1_weight == 0
    assert settled(GanConfig(r1_weight=3.0, schedule="alternating")).r1_weight == 3
