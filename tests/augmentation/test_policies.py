"""Each transformation alone, the others at ranges that leave the images as they are."""

from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from augmentation.options import AugmentationConfig
from augmentation.policies import (
    OWN,
    AugmentationPolicy,
    change_policy,
    choose_policy,
    usual_policy,
)
from augmentation.transform import RandomTransform
from foundation.errors import UserError

NOTHING = {
    "horizontal_flip": False,
    "zoom": (1.0, 1.0),
    "rotation_degrees": 0.0,
    "brightness": (1.0, 1.0),
}
SIDE = 48
MIDDLE = (SIDE - 1) / 2


def transform(images, seed=0, **ranges):
    """What a policy makes of a batch."""
    policy = AugmentationPolicy(name="test", reason="A test.", **(NOTHING | ranges))
    return RandomTransform(policy, seed)(tf.constant(images)).numpy()


def asymmetric(count):
    """An L: neither its mirror image nor a turn of it looks like it."""
    images = np.zeros((count, SIDE, SIDE, 1), np.float32)
    images[:, 10:38, 12:18] = 200
    images[:, 32:38, 12:34] = 200
    return images


def centred_square(count, side=12):
    images = np.zeros((count, SIDE, SIDE, 1), np.float32)
    low = (SIDE - side) // 2
    images[:, low : low + side, low : low + side] = 200
    return images


def extent(image):
    """Height and width of the bright part, to a fraction of a pixel."""
    bright = image[..., 0] / 200
    return bright.max(axis=1).sum(), bright.max(axis=0).sum()


def test_no_range_leaves_the_images_as_they_are():
    images = np.random.default_rng(0).uniform(0, 255, (8, 16, 16, 3)).astype(np.float32)
    assert np.array_equal(transform(images), images)


def test_without_the_flip_no_image_is_mirrored():
    images = asymmetric(200)
    out = transform(images)
    assert out == pytest.approx(images, abs=1e-3)


def test_the_flip_mirrors_about_half_of_the_images_left_to_right():
    images = asymmetric(200)
    out = transform(images, horizontal_flip=True)
    mirrored = np.abs(out - images[:, :, ::-1]).max(axis=(1, 2, 3)) < 1e-3
    unchanged = np.abs(out - images).max(axis=(1, 2, 3)) < 1e-3
    assert (mirrored ^ unchanged).all()
    assert 70 <= mirrored.sum() <= 130


def test_no_flip_never_mirrors_with_all_of_its_ranges():
    """Of an L under the no_flip policy, the long bar stays on the left of the short one's end."""
    policy = choose_policy("no_flip", mirror_safe=False, mirror_reason="because")
    for name, expected in (("no_flip", 0), ("paper", 20)):
        policy = choose_policy(name, mirror_safe=False, mirror_reason="because")
        # Inside the middle half, so that no zoom cuts a part of it off.
        images = np.zeros((100, SIDE, SIDE, 1), np.float32)
        images[:, 14:34, 16:20] = 255
        images[:, 30:34, 16:32] = 255
        out = RandomTransform(policy, 0)(tf.constant(images)).numpy()[..., 0]
        columns = np.arange(SIDE)
        weights = out / out.sum(axis=(1, 2), keepdims=True)
        mean = (weights * columns).sum(axis=(1, 2))
        skewness = (weights * (columns - mean[:, None, None]) ** 3).sum(axis=(1, 2))
        mirrored = (skewness < 0).sum()
        assert mirrored == 0 if expected == 0 else mirrored >= expected


def test_zoom_below_1_enlarges():
    for image in transform(centred_square(4), zoom=(0.5, 0.5)):
        assert extent(image) == pytest.approx((24, 24), abs=1.1)


def test_zoom_is_drawn_per_axis_and_stays_within_its_range():
    extents = np.array([extent(image) for image in transform(centred_square(100), zoom=(0.5, 1))])
    assert extents.min() > 12 - 1.1 and extents.max() < 24 + 1.1
    assert np.ptp(extents, axis=0) == pytest.approx([12, 12], abs=2)
    height, width = extents.T
    assert abs(np.corrcoef(height, width)[0, 1]) < 0.4


def test_rotation_stays_within_its_range_and_goes_both_ways():
    """The angle of a bright bar, from its second moments."""
    images = np.zeros((200, SIDE, SIDE, 1), np.float32)
    images[:, 22:26, 8:40] = 200
    y, x = np.mgrid[0:SIDE, 0:SIDE] - MIDDLE
    angles = []
    for image in transform(images, rotation_degrees=25.0)[..., 0]:
        xx, yy, xy = ((image * product).sum() for product in (x * x, y * y, x * y))
        angles.append(np.degrees(0.5 * np.arctan2(2 * xy, xx - yy)))
    assert -26 < min(angles) < -20 and 20 < max(angles) < 26
    assert abs(np.mean(angles)) < 4


def test_what_comes_in_from_outside_is_the_nearest_pixel():
    """The corners of a turned picture lie outside of it: neither black nor a reflection."""
    images = np.full((50, SIDE, SIDE, 1), 255, np.float32)
    images[:, 2:-2, 2:-2] = 0
    images[:, 10:-10, 10:-10] = 255
    corners = transform(images, rotation_degrees=25.0)[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    assert corners.min() > 250


def test_brightness_multiplies_every_image_by_its_own_factor():
    images = np.random.default_rng(0).uniform(50, 255, (200, 8, 8, 3)).astype(np.float32)
    factors = transform(images, brightness=(0.2, 1.0)) / images
    assert np.ptp(factors, axis=(1, 2, 3)).max() < 1e-5
    factors = factors[:, 0, 0, 0]
    assert 0.2 <= factors.min() < 0.25 and 0.95 < factors.max() <= 1.0
    assert len(np.unique(factors.round(4))) > 190


def test_brightness_above_1_is_clipped_at_white():
    images = np.full((200, 4, 4, 1), 100, np.float32)
    images[:, 2:] = 250
    out = transform(images, brightness=(0.8, 1.2))
    factors = out[:, 0, 0, 0] / 100
    assert 0.8 <= factors.min() < 0.83 and 1.17 < factors.max() <= 1.2
    expected = np.minimum(250 * factors[:, None, None], 255)
    np.testing.assert_allclose(out[:, 2:, :, 0], np.broadcast_to(expected, (200, 2, 4)), rtol=1e-5)
    assert out.max() == 255


def test_a_zoom_above_1_shrinks():
    extents = np.array([extent(image) for image in transform(centred_square(100), zoom=(1.0, 2.0))])
    assert extents.max() < 12.5 and extents.min() < 7
    assert extents.min() > 5.5


@pytest.mark.parametrize("name", ["paper", "no_flip", "gentle"])
def test_every_image_of_every_batch_draws_its_own(name):
    """Equal images come out all different, and none as it was: there is no untouched batch."""
    policy = choose_policy(name, mirror_safe=True, mirror_reason="because")
    function = RandomTransform(policy, seed=0)
    images = asymmetric(16)
    batches = np.concatenate([function(tf.constant(images)).numpy() for _ in range(3)])
    rows = np.concatenate([images[:1], batches]).reshape(49, -1)
    distances = np.abs(rows[:, None] - rows[None]).max(axis=-1)
    assert distances[~np.eye(49, dtype=bool)].min() > 1
    assert batches.shape == (48, SIDE, SIDE, 1) and batches.dtype == np.float32
    assert batches.min() >= 0 and batches.max() <= 255


def test_the_same_seed_gives_the_same_draws_and_another_does_not():
    policy = choose_policy("paper", mirror_safe=True, mirror_reason="because")
    images = tf.constant(asymmetric(4))

    def two_batches(seed):
        function = RandomTransform(policy, seed)
        return np.stack([function(images).numpy(), function(images).numpy()])

    first, again, other = two_batches(1), two_batches(1), two_batches(2)
    assert np.array_equal(first, again)
    assert np.abs(first - other).max(axis=(2, 3, 4)).min() > 1
    assert np.abs(first[0] - first[1]).max(axis=(1, 2, 3)).min() > 1


def test_published_ranges():
    policy = choose_policy("paper", mirror_safe=False, mirror_reason="because")
    assert (policy.zoom, policy.rotation_degrees, policy.brightness) == (
        (0.5, 1.0),
        25.0,
        (0.2, 1.0),
    )
    assert policy.horizontal_flip
    assert policy.describe() == (
        "left-right flip, zoom 0.5 to 1 per axis (below 1 enlarges), rotation ±25°, "
        "brightness 0.2 to 1, nearest fill"
    )


@pytest.mark.parametrize(
    "name, mirror_safe, flip",
    [
        ("no_flip", True, False),
        ("no_flip", False, False),
        ("paper", False, True),
        ("paper", True, True),
    ],
)
def test_the_published_ranges_with_and_without_their_flip(name, mirror_safe, flip):
    policy = choose_policy(name, mirror_safe, "a mirrored 3 is no digit")
    assert policy.horizontal_flip == flip
    assert policy.name == ("paper" if flip else "no_flip")
    assert ("no flip" in policy.describe()) != flip


def test_a_shift_moves_the_image_both_ways_and_by_at_most_its_part():
    policy = choose_policy("none", mirror_safe=False, mirror_reason="because")
    shifts = []
    for image in transform(centred_square(200), shift=0.125)[..., 0]:
        y, x = np.mgrid[0:SIDE, 0:SIDE]
        shifts.append([(image * axis).sum() / image.sum() - MIDDLE for axis in (y, x)])
    down, right = np.array(shifts).T
    for way in (down, right):
        assert -6.01 <= way.min() < -5 and 5 < way.max() <= 6.01
    assert abs(np.corrcoef(down, right)[0, 1]) < 0.2
    assert "shift ±12.5 % of the side" in change_policy(policy, {"shift": 0.125}).describe()


@pytest.mark.parametrize("mirror_safe", [True, False])
def test_affine_is_small_and_never_mirrors(mirror_safe):
    policy = choose_policy("affine", mirror_safe, "because")
    assert (policy.zoom, policy.rotation_degrees, policy.shift) == ((0.9, 1.1), 10.0, 0.07)
    assert policy.brightness == (1.0, 1.0) and not policy.horizontal_flip


def test_flip_does_nothing_else():
    policy = choose_policy("flip", True, "because")
    assert policy.horizontal_flip and not policy.changes_nothing
    assert policy.describe() == (
        "left-right flip, zoom 1 to 1 per axis (below 1 enlarges), rotation ±0°, "
        "brightness 1 to 1, nearest fill"
    )


@pytest.mark.parametrize("mirror_safe", [True, False])
def test_gentle_is_small_and_mirrors_only_where_that_is_safe(mirror_safe):
    policy = choose_policy("gentle", mirror_safe, "a mirrored 3 is no digit")
    assert (policy.zoom, policy.rotation_degrees) == ((0.85, 1.0), 10.0)
    assert policy.brightness == (0.8, 1.2)
    assert policy.horizontal_flip == mirror_safe
    assert "a mirrored 3 is no digit" in policy.reason
    assert policy.describe().endswith("brightness 0.8 to 1.2 (clipped at white), nearest fill")


def test_none_leaves_every_bit_and_says_that_the_arm_repeats_original():
    policy = choose_policy("none", True, "because")
    images = asymmetric(4)
    assert np.array_equal(RandomTransform(policy, 0)(tf.constant(images)).numpy(), images)
    assert policy.changes_nothing and "repeats `original`" in policy.describe()
    assert not choose_policy("gentle", False, "because").changes_nothing


def test_changes_replace_single_ranges_and_are_named():
    none = choose_policy("none", True, "because")
    policy = change_policy(none, {"rotation_degrees": 15.0, "horizontal_flip": True})
    assert (policy.horizontal_flip, policy.rotation_degrees) == (True, 15.0)
    assert (policy.zoom, policy.brightness) == ((1.0, 1.0), (1.0, 1.0))
    assert policy.name == "none, changed"
    assert policy.reason.endswith("Set by the user: rotation_degrees, horizontal_flip.")
    assert not policy.changes_nothing
    assert change_policy(none, {}) == none


def test_draws_depend_on_the_random_states_and_nothing_else():
    policy = choose_policy("paper", mirror_safe=True, mirror_reason="because")
    images = tf.constant(asymmetric(8))
    one, other = RandomTransform(policy, seed=1), RandomTransform(policy, seed=2)
    first = one(images).numpy()
    states = [variable.numpy() for variable in one.variables]
    second = one(images).numpy()
    assert not np.array_equal(first, second)
    other(images)
    for variable, value in zip(other.variables, states, strict=True):
        variable.assign(value)
    assert np.array_equal(other(images).numpy(), second)


def test_an_unknown_policy_is_refused_with_the_nearest():
    assert AugmentationConfig(policy="auto").policy == "auto"
    with pytest.raises(UserError, match="--augmentation: .*found 'gentel'.*'gentle'"):
        AugmentationConfig(policy="gentel")


@pytest.mark.parametrize("kind, own", [("table", "jitter"), ("signal", "sound")])
def test_a_kind_with_a_way_of_its_own_takes_no_other(kind, own):
    data = SimpleNamespace(name=kind)
    assert usual_policy("auto", data) == usual_policy(own, data) == own == OWN[kind].name
    with pytest.raises(UserError, match=rf"\(auto, {own}\), found affine"):
        usual_policy("affine", data)
    assert OWN[kind].describe() and OWN[kind].reason


def test_images_take_none_that_is_another_kinds():
    images = SimpleNamespace(name="images", usual_policy="gentle")
    assert usual_policy("auto", images) == "gentle" and usual_policy("flip", images) == "flip"
    with pytest.raises(UserError, match="kind images .*found sound"):
        usual_policy("sound", images)
