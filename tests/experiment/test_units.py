"""What a unit depends on, and what it does not."""

from dataclasses import replace

import pytest

from experiment.config import ClassifierConfig, ExperimentConfig, GanConfig
from experiment.errors import UserError
from experiment.run_directory import RunDirectory, write_atomically
from experiment.units import Plan

CLASSES = ("0", "1", "2")


@pytest.fixture
def make_plan(tmp_path):
    """A maker of the plan of a study in one and the same run directory."""

    def make(config=None, class_names=CLASSES, checksum="abc", **fields) -> Plan:
        config = replace(config or ExperimentConfig(dataset="digits"), **fields)
        directory = RunDirectory(tmp_path / "run", CLASSES)
        return Plan(config, "digits", checksum, class_names, directory)

    return make


def finish(planned, **record):
    """Write a unit as its stage would."""
    path = planned.unit.directory / f"{planned.unit.marker.name}.content"
    write_atomically(path, planned.unit.name)
    planned.unit.finish(planned.settings, [path], **record)


def finish_all(plan):
    for planned in plan.all():
        finish(planned, status="ok")


def names(plan):
    return [planned.unit.name for planned in plan.all()]


def test_all_units_in_the_order_in_which_they_run(make_plan):
    assert names(make_plan(class_names=("0", "1"))) == [
        "split",
        "gan/0",
        "gan/1",
        "synthetic/0",
        "synthetic/1",
        "classifiers/original",
        "classifiers/augmented",
        "classifiers/synthetic",
    ]
    for planned in make_plan().all():
        assert planned.stage in ("split", "gans", "synthesis", "classifiers")


def test_no_gan_where_no_arm_needs_one(make_plan):
    plan = make_plan(arms=("original", "augmented"))
    assert not plan.needs_gans
    assert names(plan) == ["split", "classifiers/original", "classifiers/augmented"]


def test_one_class_has_gans_and_no_classifiers(make_plan):
    plan = make_plan(class_names=("1",), arms=("original",))
    assert plan.needs_gans
    assert names(plan) == ["split", "gan/1", "synthetic/1"]


def test_only_units_of_the_chosen_stages(make_plan):
    assert names(make_plan(stages=("gans",))) == ["gan/0", "gan/1", "gan/2"]
    assert names(make_plan(stages=("report",))) == []


def test_a_finished_unit_is_done_until_a_file_of_it_changes(make_plan):
    plan = make_plan()
    planned = plan.gan("1")
    assert not planned.is_done()
    finish(planned, status="ok")
    assert make_plan().gan("1").is_done() and not make_plan().gan("0").is_done()
    (planned.unit.directory / "DONE.content").write_text("changed")
    assert not make_plan().gan("1").is_done()


def test_classes_do_not_enter_a_gans_settings(make_plan):
    alone, among = make_plan(class_names=("1",)), make_plan()
    assert alone.gan("1").settings == among.gan("1").settings
    assert alone.synthesis("1").settings == among.synthesis("1").settings
    assert alone.split().settings != among.split().settings
    assert among.gan("1").settings != among.gan("2").settings


# What a change of the study changes: the units are made anew, and no others.
GAN, SYNTHESIS, SPLIT = "gan/0", "synthetic/0", "split"
ARMS = {arm: f"classifiers/{arm}" for arm in ("original", "augmented", "synthetic")}
EVERYTHING = {SPLIT, GAN, SYNTHESIS, *ARMS.values()}
DEPENDS = {
    "seed": ({"seed": 1}, EVERYTHING - {SPLIT}),
    "split_seed": ({"split_seed": 1}, EVERYTHING),
    "samples_per_class": ({"samples_per_class": 5}, EVERYTHING),
    "selection": ({"selection": "none"}, EVERYTHING),
    "image_size": ({"image_size": 32}, EVERYTHING),
    "rgb": ({"rgb": True}, EVERYTHING),
    "checksum": ({"checksum": "def"}, EVERYTHING),
    "gan": ({"gan": GanConfig(width=8)}, {GAN, SYNTHESIS, ARMS["synthetic"]}),
    "classifier": ({"classifier": ClassifierConfig(updates=5)}, set(ARMS.values())),
    "augmentation": ({"augmentation": "paper"}, {ARMS["augmented"]}),
    "synthetic_per_class": ({"synthetic_per_class": 5}, {SYNTHESIS, ARMS["synthetic"]}),
    "arms": ({"arms": ("synthetic", "original", "augmented")}, set()),
    "stages": ({"stages": ("split", "gans", "synthesis", "classifiers")}, set()),
    "preset": ({"preset": "smoke"}, set()),
    # These act through the images, whose checksum everything depends on.
    "fit": ({"fit": "pad"}, set()),
    "strict": ({"strict": True}, set()),
    "min_images": ({"min_images": 5}, set()),
}


@pytest.mark.parametrize("field", DEPENDS)
def test_a_field_concerns_exactly_the_units_that_depend_on_it(make_plan, field):
    change, expected = DEPENDS[field]
    before = {planned.unit.name: planned.settings for planned in make_plan().all()}
    after = {planned.unit.name: planned.settings for planned in make_plan(**change).all()}
    differing = {name for name in before if before[name] != after[name]}
    of_first_class = {name for name in differing if name[-2:] not in ("/1", "/2")}
    assert of_first_class == expected


def test_every_field_of_the_study_is_considered_here():
    """A new field must say which units depend on it."""
    known = {*DEPENDS, "dataset", "classes"} - {"checksum"}
    assert set(ExperimentConfig.__dataclass_fields__) == known


def test_the_same_study_is_accepted(make_plan):
    finish_all(make_plan())
    make_plan().check()
    assert all(planned.is_done() for planned in make_plan().all())


def test_other_settings_are_refused_and_named(make_plan):
    finish_all(make_plan())
    gan = GanConfig(width=16, updates=7)
    with pytest.raises(UserError) as error:
        make_plan(gan=gan).check()
    text = str(error.value)
    assert "gan/0 was made with other settings" in text
    usual = GanConfig()
    assert f"gan.updates: {usual.updates} there, 7 asked for" in text
    assert f"gan.width: {usual.width} there, 16 asked for" in text
    assert "seed" not in text and "--force" in text and "--output" in text


@pytest.mark.parametrize("field", ["seed", "split_seed", "augmentation", "classifier", "checksum"])
def test_any_differing_unit_is_refused(make_plan, field):
    finish_all(make_plan())
    with pytest.raises(UserError, match="was made with other settings"):
        make_plan(**DEPENDS[field][0]).check()


def test_adding_an_arm_is_accepted_and_only_that_arm_is_new(make_plan):
    finish_all(make_plan(arms=("original", "augmented")))
    plan = make_plan()
    plan.check()
    new = {planned.unit.name for planned in plan.all() if not planned.is_done()}
    gans = {f"{kind}/{name}" for kind in ("gan", "synthetic") for name in CLASSES}
    assert new == gans | {"classifiers/synthetic"}

    finish_all(make_plan())
    make_plan(arms=("synthetic",)).check()


def test_a_half_written_marker_is_no_reason_to_refuse(make_plan):
    finish_all(make_plan())
    marker = make_plan().gan("1").unit.marker
    marker.write_text(marker.read_text()[:30])
    plan = make_plan(gan=GanConfig(width=8), stages=("synthesis", "report"), class_names=("1",))
    with pytest.raises(UserError):
        plan.check()  # for the synthetic images, which are whole
    make_plan().check()
    assert not make_plan().gan("1").is_done()
