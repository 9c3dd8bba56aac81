"""What a unit depends on, and what it does not."""

import dataclasses

import pytest

from augmentation.options import AugmentationConfig
from classifiers.options import ClassifierConfig
from datasets.signals.long_series.options import SeriesOptions
from datasets.signals.options import SignalOptions
from datasets.tables.options import TableOptions
from foundation.errors import UserError
from gan.options import GanConfig
from metrics.attacks.catalog import ATTACKS
from metrics.catalog import METRICS
from plan.config import ExperimentConfig
from plan.views import VIEWS, View
from tests.plan.plans import CLASSES, finish, finish_all, names, tasks_of


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
        "judge",
        "quality/synthetic",
        "privacy/synthetic",
        "inside/0",
        "inside/1",
        "inside/+all",
    ]
    for planned in tasks_of(make_plan()):
        assert planned.stage in ("split", "gans", "synthesis", "classifiers")


def test_repeats_are_units_of_their_own_below_the_first(make_plan):
    plan = make_plan(arms=("original", "augmented"), stages=("classifiers",), repeats=3)
    assert plan.repeats == 3
    assert names(plan) == [
        "classifiers/original",
        "classifiers/original/repeat-1",
        "classifiers/original/repeat-2",
        "classifiers/augmented",
        "classifiers/augmented/repeat-1",
        "classifiers/augmented/repeat-2",
    ]
    assert [(unit.subject, unit.repeat) for unit in tasks_of(plan)[:3]] == [
        *(("original", 0), ("original", 1), ("original", 2))
    ]


def test_settings_of_a_repeat_do_not_depend_on_how_many_there_are(make_plan):
    few, many = make_plan(repeats=2), make_plan(repeats=5)
    assert few.classifier("original", 1).settings == many.classifier("original", 1).settings
    first = make_plan().classifier("original").settings
    assert few.classifier("original", 0).settings == first and "repeat" not in first
    assert few.classifier("original", 1).settings == first | {"repeat": 1}


def test_more_repeats_leave_the_finished_ones_alone(make_plan):
    finish_all(make_plan())
    plan = make_plan(repeats=2, stages=("classifiers",))
    plan.check()
    new = [planned.unit.name for planned in tasks_of(plan) if not planned.is_done()]
    assert new == [f"classifiers/{arm}/repeat-1" for arm in ("original", "augmented", "synthetic")]


def test_repeats_that_are_not_asked_for_now_are_not_mixed_either(make_plan):
    finish(make_plan().classifier("original", 4))
    with pytest.raises(UserError, match="classifiers/original/repeat-4 was made with other"):
        make_plan(repeats=1, classifier=ClassifierConfig(updates=5)).check()
    make_plan(repeats=1).check()


def test_no_gan_where_no_arm_needs_one(make_plan):
    plan = make_plan(arms=("original", "augmented"))
    assert not plan.needs_gans
    assert names(plan) == ["split", "classifiers/original", "classifiers/augmented"]


def test_the_gaussian_control_needs_no_gan(make_plan):
    plan = make_plan(arms=("original", "gaussian"))
    assert not plan.needs_gans
    settings = plan.classifier("gaussian").settings
    assert settings["synthetic_per_class"] == 8000 and "gan" not in settings
    other = make_plan(arms=("original", "gaussian"), synthetic_per_class=5)
    assert other.classifier("gaussian").settings != settings
    assert other.classifier("original").settings == plan.classifier("original").settings


@pytest.mark.parametrize(
    ("arms", "judged"),
    [
        (("original", "augmented"), []),
        (("synthetic", "gaussian"), ["synthetic", "gaussian"]),
        (("original", "original+gaussian"), ["gaussian"]),
        (("original", "synthetic"), ["synthetic"]),
        (("gaussian", "original", "synthetic"), ["gaussian", "synthetic"]),
    ],
)
def test_drawn_images_are_judged_whatever_the_other_arms(make_plan, arms, judged):
    plan = make_plan(arms=arms)
    units = [name for name in names(plan) if name.startswith(("judge", "quality", "privacy"))]
    figures = [f"{kind}/{arm}" for arm in judged for kind in ("quality", "privacy")]
    assert units == (["judge", *figures] if judged else [])
    of_one_class = " ".join(names(make_plan(arms=arms, class_names=("1",))))
    assert "judge" not in of_one_class and "quality" not in of_one_class


def test_one_class_has_gans_and_no_classifiers(make_plan):
    plan = make_plan(class_names=("1",), arms=("original",))
    assert plan.needs_gans
    assert names(plan) == ["split", "gan/1", "synthetic/1", "inside/1", "inside/+all"]
    assert plan.inside("1").needs == ("synthetic/1", "split")  # there is no judge
    with_judge = {name for name, view in VIEWS.items() if view.needs_judge}
    shown = plan.inside("1").settings["views"] + plan.inside().settings["views"]
    assert "nearest" in shown and "networks" in shown and not with_judge & set(shown)


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
JUDGE, FIGURES = "judge", {"quality/synthetic", "privacy/synthetic"}
# What looks at the images of the GANs.
FIGURES |= {"inside/0", "inside/+all"}
EVERYTHING = {SPLIT, GAN, SYNTHESIS, JUDGE, *FIGURES, *ARMS.values()}
DEPENDS = {
    "seed": ({"seed": 1}, EVERYTHING - {SPLIT}),
    "split_seed": ({"split_seed": 1}, EVERYTHING),
    "samples_per_class": ({"samples_per_class": 5}, EVERYTHING),
    "subset_seed": ({"subset_seed": 1}, EVERYTHING),
    "selection": ({"selection": "none"}, EVERYTHING),
    "image_size": ({"image_size": 32}, EVERYTHING),
    "rgb": ({"rgb": True}, EVERYTHING),
    "checksum": ({"checksum": "def"}, EVERYTHING),
    "gan": ({"gan": GanConfig(width=8)}, {GAN, SYNTHESIS, ARMS["synthetic"], *FIGURES}),
    "classifier": ({"classifier": ClassifierConfig(updates=5)}, {*ARMS.values(), JUDGE, *FIGURES}),
    "augmentation": ({"augmentation": AugmentationConfig(policy="paper")}, {ARMS["augmented"]}),
    "synthetic_per_class": (
        {"synthetic_per_class": 5},
        {SYNTHESIS, ARMS["synthetic"], *FIGURES},
    ),
    "class_shares": ({"class_shares": "real"}, {SYNTHESIS, ARMS["synthetic"], *FIGURES}),
    "truncation": ({"truncation": 1.5}, {SYNTHESIS, ARMS["synthetic"], *FIGURES}),
    "pool_classes": ({"pool_classes": True}, EVERYTHING),
    "mix": ({"mix": 0.3}, set()),  # the usual arms are no mixtures
    "longer": ({"longer": 3.0}, set()),  # nor longer ones
    "repeats": ({"repeats": 3}, set()),
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
    before = {planned.unit.name: planned.settings for planned in tasks_of(make_plan())}
    after = {planned.unit.name: planned.settings for planned in tasks_of(make_plan(**change))}
    differing = {name for name in before if before[name] != after[name]}
    of_first_class = {name for name in differing if name[-2:] not in ("/1", "/2")}
    assert of_first_class == expected


def test_a_changed_range_belongs_to_the_augmented_arm(make_plan):
    usual = {planned.unit.name: planned.settings for planned in tasks_of(make_plan())}
    changed = AugmentationConfig(zoom=(0.8, 1.0), horizontal_flip=False)
    for planned in tasks_of(make_plan(augmentation=changed)):
        own = usual[planned.unit.name]
        if planned.subject == "augmented":
            own = own | {"augmentation_changes": {"horizontal_flip": False, "zoom": [0.8, 1.0]}}
        assert planned.settings == own


def test_a_longer_arm_has_as_many_times_the_updates_and_is_alone_in_that(make_plan):
    arms = ("augmented", "augmented-longer")
    classifier = ClassifierConfig(updates=100)
    usual, longer = (
        planned.settings
        for planned in tasks_of(make_plan(arms=arms, classifier=classifier, longer=2.5))
        if planned.maker == "classifiers"
    )
    assert usual["classifier"]["updates"] == 100 and longer["classifier"]["updates"] == 250
    same = {"arm": "", "classifier": usual["classifier"]}
    assert longer | same == usual | same
    in_epochs = ClassifierConfig(updates=None, epochs=3).times(2)
    assert in_epochs == ClassifierConfig(updates=None, epochs=6)


def test_a_changed_range_is_accepted_again_and_another_one_refused(make_plan):
    changed = AugmentationConfig(zoom=(0.8, 1.0))
    finish_all(make_plan(augmentation=changed))
    make_plan(augmentation=changed).check()
    assert make_plan(augmentation=changed).classifier("augmented").is_done()
    other = AugmentationConfig(zoom=(0.7, 1.0))
    with pytest.raises(UserError, match=r"zoom: \[0.8, 1.0\] there, \[0.7, 1.0\] asked for"):
        make_plan(augmentation=other).check()


def test_pooled_classes_are_told_apart_and_others_are_as_before(make_plan):
    assert "pooled_classes" not in make_plan().split().settings
    every, two = (
        make_plan(class_names=("pooled",), pool_classes=True, classes=classes).split().settings
        for classes in ((), ("1", "2"))
    )
    assert (every["pooled_classes"], two["pooled_classes"]) == ("all", ["1", "2"])


def test_every_field_of_the_study_is_considered_here():
    """A new field must say which units depend on it; views are units, and on them depends none."""
    # Options of tables, recordings and series act through examples: all depends on their checksum.
    of_data = {
        field.name
        for options in (TableOptions, SignalOptions, SeriesOptions)
        for field in dataclasses.fields(options)
    }
    known = {*DEPENDS, *of_data, "dataset", "classes", "views"} - {"checksum"}
    assert set(ExperimentConfig.__dataclass_fields__) == known


def test_the_same_study_is_accepted(make_plan):
    finish_all(make_plan())
    make_plan().check()
    assert all(planned.is_done() for planned in tasks_of(make_plan()))


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
    new = {planned.unit.name for planned in tasks_of(plan) if not planned.is_done()}
    gans = {f"{kind}/{name}" for kind in ("gan", "synthetic") for name in CLASSES}
    views = {f"inside/{name}" for name in CLASSES}
    assert new == gans | views | {"classifiers/synthetic", JUDGE, *FIGURES}

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


def test_epochs_of_what_is_shown_are_not_those_of_earlier_versions(make_plan):
    """They were passes over the images, however often these repeat: another length."""
    for gan, named in (
        (GanConfig(epochs=5, updates=None, rare_repeats=3), True),
        (GanConfig(epochs=5, updates=None, rare_repeats=1), False),
        (GanConfig(rare_repeats=3), False),
    ):
        plan = make_plan(gan=gan)
        for task in (plan.gan("0"), plan.synthesis("0"), plan.classifier("synthetic")):
            assert ("epochs_are_of" in task.settings["gan"]) == named


def test_tables_are_made_anew_where_a_metric_is_new(make_plan, monkeypatch):
    arms = ("original", "synthetic")
    finish_all(make_plan(arms=arms))
    monkeypatch.setitem(METRICS, "trial", METRICS["intended_class_share"])
    plan = make_plan(arms=arms)
    assert [task.name for task in plan.waiting()] == ["quality/synthetic"]
    plan.check()  # a table that lacks a metric is no mixture of settings
    monkeypatch.setitem(ATTACKS, "trial", ATTACKS["distance"])
    waiting = [task.name for task in make_plan(arms=arms).waiting()]
    assert waiting == ["quality/synthetic", "privacy/synthetic"]


def test_views_can_be_left_out_and_move_nothing_else(make_plan):
    without, usual = make_plan(views=False), make_plan()
    assert set(usual.tasks) - set(without.tasks) == {f"inside/{n}" for n in (*CLASSES, "+all")}
    for name, task in without.tasks.items():
        assert task.settings == usual.tasks[name].settings


def test_a_new_view_leaves_finished_runs_finished(make_plan, monkeypatch):
    arms = ("original", "synthetic")
    finish_all(make_plan(arms=arms))
    row = View(module="trial", about="A trial.", reading="", files=("trial.png",), of_class=False)
    monkeypatch.setitem(VIEWS, "trial", row)
    assert make_plan(arms=arms).waiting() == []
    monkeypatch.delitem(VIEWS, "networks")  # as where a view is gone that was drawn once
    assert [task.name for task in make_plan(arms=arms).waiting()] == ["inside/+all"]


def test_views_of_the_run_come_after_what_they_show_and_do_not_need_it(make_plan):
    task = make_plan().inside()
    assert task.needs == ("judge",)
    assert task.after == (*(f"synthetic/{name}" for name in CLASSES), "classifiers/original")
    without = make_plan(arms=("synthetic",)).inside()
    assert "classifiers/original" not in without.after and without.settings == task.settings
