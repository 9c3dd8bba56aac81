import dataclasses

import pytest

from augmentation.options import AugmentationConfig
from augmentation.policies import choose_policy
from classifiers.options import ClassifierConfig
from foundation.errors import UserError
from gan.checks import check_config
from gan.options import GanConfig
from plan.config import ExperimentConfig
from plan.preset_rows import PRESETS
from plan.presets import preset_config


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("images_per_class", [2, 999, 1000, 6000])
def test_a_preset_carries_its_name_and_covers_everything(name, images_per_class):
    config = preset_config(name, images_per_class)
    assert config.preset == name
    small = name == "standard" and images_per_class < 1000
    assert config.arms == ("original", "augmented", "synthetic") + small * (
        *("original+synthetic", "augmented+synthetic", "augmented+gaussian", "interpolated"),
    )
    assert config.stages == ("split", "gans", "synthesis", "classifiers", "report")
    assert config.classes == () and config.samples_per_class is None
    assert config.repeats == (1 if name == "smoke" else None)


def test_standard_is_the_default():
    standard = preset_config("standard")
    assert dataclasses.replace(standard, gan=GanConfig()) == ExperimentConfig()
    of_gan = dataclasses.replace(standard.gan, updates=7000, minibatch_discrimination=False)
    assert of_gan == GanConfig()
    assert ExperimentConfig().preset == "standard"
    assert ExperimentConfig().synthetic_per_class == 8000
    assert ExperimentConfig().selection == "validation"


@pytest.mark.parametrize("name", ["standard", "smoke"])
def test_below_1000_images_per_class_images_are_augmented_inside_the_gan(name):
    for images_per_class in (2, 99, 100, 999):
        gan = preset_config(name, images_per_class).gan
        assert gan.differentiable_augmentation == ("color", "translation", "cutout")
        assert gan.coverage_weight > 0
        assert gan.updates is not None and gan.batch_size <= 64
    large = preset_config(name, 1000)
    assert large == preset_config(name, 100_000)
    assert large.gan.differentiable_augmentation == () and large.gan.coverage_weight == 0


def test_a_few_dozen_images_per_class_are_learnt_in_fewer_updates():
    tiny, small = preset_config("standard", 99), preset_config("standard", 100)
    assert tiny.gan.updates < small.gan.updates
    # Large batches: each holds every image of a class of some dozens.
    assert 32 <= tiny.gan.batch_size < small.gan.batch_size
    assert tiny.classifier == small.classifier  # whose curves end flat for few images too
    assert tiny.synthetic_per_class < small.synthetic_per_class == 8000


def test_smoke_is_small():
    smoke, standard = preset_config("smoke"), preset_config("standard")
    assert smoke.gan.updates <= standard.gan.updates / 10
    assert smoke.classifier.updates <= standard.classifier.updates / 10
    assert smoke.synthetic_per_class <= standard.synthetic_per_class / 10


def test_what_was_measured_with_one_family_is_for_it_alone():
    """Minibatch discrimination and fewer updates belong together (docs/tuning.md)."""
    large = preset_config("standard", 1000).gan
    check(large, {"networks": "dcgan", "updates": 5000, "minibatch_discrimination": True})
    others = {"networks": "wgan-gp"}, {"networks": "sngan"}, {"conditional": True}
    for asked in others:
        check(
            preset_config("standard", 1000, **asked).gan,
            {"updates": 7000, "minibatch_discrimination": False},
        )
    for smaller in (preset_config("standard", 999), preset_config("smoke", 1000)):
        check(smaller.gan, {"minibatch_discrimination": False})


PAPER_ALWAYS = {
    "image_size": 64,
    "rgb": True,
    "augmentation": AugmentationConfig(policy="paper"),
    "selection": "none",
}
PAPER_GAN = {
    "networks": "paper",
    "loss": "non_saturating",
    "schedule": "alternating",
    "updates": None,
    "latent_dim": 100,
    "generator_learning_rate": 2e-4,
    "discriminator_learning_rate": 2e-4,
    "beta_1": 0.5,
    "final_learning_rate_fraction": 1.0,
    "ema_decay": 0.0,
    "r1_weight": 0.0,
}
PAPER_CLASSIFIER = {"updates": None, "final_learning_rate_fraction": 1.0, "learning_rate": 1e-3}


@pytest.mark.parametrize("images_per_class", [1000, 1001, 5421])
def test_paper_from_1000_images_per_class_on(images_per_class):
    config = preset_config("paper", images_per_class)
    check(config, PAPER_ALWAYS | {"synthetic_per_class": 8000})
    check(config.gan, PAPER_GAN | {"epochs": 31, "batch_size": 128})
    check(config.classifier, PAPER_CLASSIFIER | {"epochs": 25, "batch_size": 128})


@pytest.mark.parametrize("images_per_class", [2, 400, 999])
def test_paper_below_1000_images_per_class(images_per_class):
    config = preset_config("paper", images_per_class)
    check(config, PAPER_ALWAYS | {"synthetic_per_class": 600})
    check(config.gan, PAPER_GAN | {"epochs": 1000, "batch_size": 6})
    check(config.classifier, PAPER_CLASSIFIER | {"epochs": 48, "batch_size": 12})


def check(config, expected):
    values = {name: getattr(config, name) for name in expected}
    assert values == expected


def test_papers_augmentation_has_the_published_ranges():
    policy = choose_policy(preset_config("paper").augmentation.policy, False, "because")
    assert policy.horizontal_flip and policy.rotation_degrees == 25
    assert policy.brightness == (0.2, 1.0) and policy.zoom == (0.5, 1.0)


def test_an_unknown_preset_is_refused_with_the_nearest():
    with pytest.raises(UserError, match="--preset: .* found 'papr'.*Did you mean 'paper'"):
        preset_config("papr")


def test_presets_are_made_of_the_config_classes():
    for name in PRESETS:
        config = preset_config(name)
        assert type(config.gan) is GanConfig and type(config.classifier) is ClassifierConfig
        assert dataclasses.is_dataclass(config)


def test_a_family_comes_before_the_preset():
    plain, family = preset_config("standard", 50), preset_config("standard", 50, "cgan")
    assert (family.gan.networks, family.gan.conditional) == ("cgan", True)
    assert family.gan.coverage_weight == 0 < plain.gan.coverage_weight
    changed = {"networks": "cgan", "conditional": True, "coverage_weight": 0.0}
    assert family == dataclasses.replace(plain, gan=dataclasses.replace(plain.gan, **changed))


@pytest.mark.parametrize(("rows", "weight"), [(40, 1.0), (5000, 3.0)])
def test_the_family_of_a_preset_leaves_it_its_own_options(rows, weight):
    for networks in (None, "rows"):
        gan = preset_config("standard", rows, networks=networks, kind="table").gan
        assert (gan.networks, gan.r1_weight, gan.r2_weight) == ("rows", weight, weight)


def test_recordings_have_what_their_family_was_measured_with_and_others_do_not():
    usual = preset_config("standard", 250, kind="signal").gan
    assert usual.networks == "dcgan" and usual.minibatch_discrimination
    for name in ("sngan", "wgan-gp", "progressive"):
        other = preset_config("standard", 250, networks=name, kind="signal").gan
        assert other.networks == name and not other.minibatch_discrimination
        check_config(other, "signal")
