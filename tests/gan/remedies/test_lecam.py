"""The pull beside plain means, for losses with parts and without."""

import numpy as np
import pytest
import tensorflow as tf

from gan.networks import build_networks
from gan.objectives import non_saturating, relativistic
from gan.options import GanConfig
from gan.remedies.lecam import Anchors, held
from tests.gan.families import pixels

REAL, FAKE = tf.constant([[1.0], [3.0]]), tf.constant([[-1.0], [0.5], [-2.0]])


def anchored(real, fake) -> Anchors:
    anchors = Anchors()
    anchors.real.assign(real)
    anchors.fake.assign(fake)
    return anchors


def pull(real, fake, anchor_real, anchor_fake) -> float:
    of_real = np.mean([(each - anchor_fake) ** 2 for each in np.ravel(real)])
    return float(of_real + np.mean([(each - anchor_real) ** 2 for each in np.ravel(fake)]))


@pytest.mark.parametrize("objective", [non_saturating, relativistic])
def test_the_critic_pays_for_the_distance_to_the_other_sides_mean(objective):
    fake = FAKE[:2]
    found = held(objective, anchored(2.0, -1.0), 0.3)
    expected = float(objective.critic(REAL, fake)) + 0.3 * pull(REAL, fake, 2.0, -1.0)
    assert float(found.critic(REAL, fake)) == pytest.approx(expected, rel=1e-6)
    assert float(found.generator(REAL, fake)) == float(objective.generator(REAL, fake))
    assert found.slope_ratio is None  # one factor can no longer make both slopes


def test_its_parts_add_up():
    found = held(non_saturating, anchored(2.0, -1.0), 0.3)
    parts = float(found.parts.critic_real(REAL)) + float(found.parts.critic_fake(FAKE))
    assert parts == pytest.approx(float(found.critic(REAL, FAKE)), rel=1e-6)
    assert held(relativistic, Anchors(), 0.3).parts is None


def test_the_means_run_after_the_logits():
    anchors = anchored(1.0, 0.0)
    assert anchors.follow(REAL, FAKE) == {}
    assert anchors.real.numpy() == pytest.approx(0.99 + 0.01 * 2.0)
    assert anchors.fake.numpy() == pytest.approx(0.01 * np.mean(FAKE))


def test_the_means_are_part_of_the_state():
    config = GanConfig(width=4, latent_dim=3, lecam_weight=0.3)
    recipe = build_networks(pixels(8, 8, 1), config, seed=0)
    assert [variable.numpy() for variable in recipe.states["logit_anchors"]] == [0.0, 0.0]
