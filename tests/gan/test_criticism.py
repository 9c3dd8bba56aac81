"""What a discriminator says of examples, alone and in company."""

import numpy as np
import pytest

from gan.criticism import company_size, compares_examples, logits_of
from gan.networks import build_networks
from gan.of_class import critic_of_class
from gan.options import GanConfig
from tests.gan.families import RowSpans, pixels

ENCODING = pixels(8, 8, 1)


class _AsIs(RowSpans):
    """Rows that networks see as they are."""

    def encode(self, stored):
        return stored.astype(np.float32)


AS_IS = _AsIs((4,))
RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (7, 8, 8, 1), dtype=np.uint8)
COMPANY = RNG.integers(0, 256, (5, 8, 8, 1), dtype=np.uint8)


def critic_of(**fields):
    config = GanConfig(**{"width": 4, "latent_dim": 4} | fields)
    critic = build_networks(ENCODING, config, 0, classes=2).critic
    return critic_of_class(critic, 1) if config.conditional else critic


def asked_about(critic, images):
    return critic(ENCODING.encode(images), training=False).numpy()[:, 0]


def test_one_that_judges_alone_needs_no_company():
    critic = critic_of()
    expected = asked_about(critic, IMAGES)
    assert np.allclose(logits_of(critic, ENCODING, IMAGES), expected, atol=1e-6)
    assert np.array_equal(
        logits_of(critic, ENCODING, IMAGES, COMPANY), logits_of(critic, ENCODING, IMAGES)
    )


@pytest.mark.parametrize("conditional", [False, True], ids=["plain", "told the class"])
@pytest.mark.parametrize("switch", ["minibatch_discrimination", "minibatch_deviation"])
def test_one_that_compares_is_asked_about_each_beside_the_same_company(switch, conditional):
    critic = critic_of(**{switch: True, "conditional": conditional})
    found = logits_of(critic, ENCODING, IMAGES, COMPANY)
    beside = [asked_about(critic, np.concatenate([image[None], COMPANY]))[0] for image in IMAGES]
    assert np.allclose(found, beside, atol=1e-5)
    assert np.ptp(beside) > 1e-3
    reversed_order = logits_of(critic, ENCODING, IMAGES[::-1], COMPANY)
    assert np.allclose(reversed_order[::-1], found, atol=1e-6)  # none knows of the others


@pytest.mark.parametrize("conditional", [False, True], ids=["plain", "told the class"])
def test_one_of_packs_is_asked_about_each_in_a_pack_with_the_first_of_the_company(conditional):
    config = GanConfig(networks="rows", pack=3, width=8, latent_dim=4, conditional=conditional)
    critic = build_networks(AS_IS, config, 0, classes=2).critic
    critic = critic_of_class(critic, 1) if conditional else critic
    rows, company = RNG.normal(size=(5, 4)), RNG.normal(size=(6, 4))
    found = logits_of(critic, AS_IS, rows, company)
    packs = [np.stack([row, *company[:2]]).astype(np.float32) for row in rows]
    assert np.allclose(found, [critic(pack).numpy()[0, 0] for pack in packs], atol=1e-5)
    assert np.ptp(found) > 1e-3
    with pytest.raises(ValueError, match="expected company"):
        logits_of(critic, AS_IS, rows)


def test_one_that_compares_is_not_asked_without_company():
    critic = critic_of(minibatch_discrimination=True)
    assert compares_examples(critic)
    with pytest.raises(ValueError, match="expected company"):
        logits_of(critic, ENCODING, IMAGES)


def test_nothing_is_said_of_nothing():
    assert logits_of(critic_of(), ENCODING, IMAGES[:0]).shape == (0,)


@pytest.mark.parametrize("examples, expected", [(100, 15), (10, 9)])
def test_company_is_as_large_as_in_training(examples, expected):
    assert company_size(GanConfig(batch_size=16), examples) == expected
