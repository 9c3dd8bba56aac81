"""The running accuracy by hand, and a critic that waits above the limit."""

import numpy as np
import pytest
import tensorflow as tf

from foundation.errors import UserError
from gan.checks import check_config
from gan.options import GanConfig
from gan.remedies.accuracy_limit import AccuracyLimit
from gan.trainer import GanTrainer
from tests.gan.families import pixels

RIGHT, WRONG = tf.constant([[3.0], [2.0]]), tf.constant([[-1.0], [-2.0]])


def test_the_accuracy_is_a_running_mean_of_both_kinds():
    control = AccuracyLimit(0.8)
    control.follow(RIGHT, WRONG)  # all right
    assert control.accuracy.numpy() == pytest.approx(0.55)
    control.follow(RIGHT, RIGHT)  # all real ones right, all fake ones wrong
    assert control.accuracy.numpy() == pytest.approx(0.9 * 0.55 + 0.05)


def test_it_learns_up_to_the_limit_and_says_so():
    control = AccuracyLimit(0.56)
    learned = [float(control.follow(RIGHT, WRONG)["discriminator_learns"]) for _ in range(3)]
    assert learned == [1.0, 1.0, 0.0]  # 0.5, 0.55, 0.595 before each
    assert float(control.learns()) == 0.0
    for _ in range(5):
        control.follow(WRONG, RIGHT)
    assert float(control.learns()) == 1.0


def test_a_waiting_critic_keeps_its_weights_while_the_generator_learns():
    config = GanConfig(width=4, latent_dim=3, batch_size=4, updates=40, accuracy_limit=0.5)
    trainer = GanTrainer(pixels(8, 8, 1), config)
    trainer._rounds_per_call, trainer._adapt_call = 1, lambda seconds: None
    images = np.random.default_rng(0).uniform(-1, 1, (8, 8, 8, 1)).astype(np.float32)
    before, waited = None, 0
    for progress in trainer.train(images, seed=2):
        learned = progress.statistics[0, trainer.recipe.statistics.index("discriminator_learns")]
        now = [trainer.recipe.critic.get_weights(), trainer.recipe.generator.get_weights()]
        if before is not None:
            same = [all(map(np.array_equal, *pair)) for pair in zip(before, now)]
            assert same == [learned == 0, False]
            waited += learned == 0
        before = now
    assert 0 < waited < 39


def test_a_loss_without_a_threshold_is_refused():
    with pytest.raises(UserError, match="accuracy_limit: expected 1 with any loss but"):
        check_config(GanConfig(loss="relativistic", accuracy_limit=0.8))
