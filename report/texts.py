"""What the report says about how a study was made, in whole sentences."""

from arms.gaussian import MOST_COMPONENTS
from gan.steps import SCHEDULES
from plan.config import ExperimentConfig
from plan.run import Study


def departures(study: Study) -> list[str]:
    """Where the published protocol departs from a fair comparison, and we from it."""
    if study.config.selection != "none":
        return []
    sentences = [
        "The curve images and the test images are the same: the last epoch is the result, and the "
        "best epoch, chosen by looking at the test images, is optimistic.",
    ]
    if study.data.published_pool is not None:
        sentences.append(
            f"The test images are a fifth of {study.data.published_pool:,} images drawn from the "
            "official training split; the official test split stays unused."
        )
    if study.config.classifier.epochs is not None:
        sentences.append(
            "Arms train for equal epochs, so an arm with more images gets more optimizer updates; "
            "the table lists them. The last batch of an epoch is filled up from the next one."
        )
    if study.config.gan.networks == "paper":
        sentences.append(
            "The discriminator's sigmoid is part of the cross-entropy, which is the same function "
            "without its rounding. Synthetic images are stored without loss; the source study "
            "stored them as JPEG."
        )
    if SCHEDULES[study.config.gan.schedule].with_replacement:
        sentences.append(
            "The generator's update runs the discriminator in training mode, dropout and batch "
            "statistics included. The last generator is used; the source study chose an epoch by "
            "eye for its small classes."
        )
    return sentences


def how_images_were_made(config: ExperimentConfig) -> str:
    """What the synthetic images are, in two sentences."""
    average = (
        f"an exponential moving average (decay {config.gan.ema_decay:g}) of the generator"
        if config.gan.ema_decay
        else "the generator after its last update"
    )
    learned = "per class, on that class's real training images only"
    if config.pool_classes:
        learned = "on the real training images of all classes together"
    if (config.gan.rare_repeats or 1) > 1:
        learned += (
            f" (the quarter of them that lie farthest from their neighbours shown "
            f"{config.gan.rare_repeats} times as often)"
        )
    return (
        f"One {config.gan.networks} generator/discriminator pair was trained {learned}, with the "
        f"{config.gan.loss} loss; {average} then drew {config.synthetic_per_class:,} images "
        f"{'' if config.pool_classes else 'per class '}from standard normal latents, without "
        "any choice among them. They are synthetic: no photograph or scan shows these."
    )


def how_the_control_was_made(config: ExperimentConfig) -> str:
    """What the Gaussian control is and what it is for."""
    return (
        "The control: a normal distribution was fitted, class by class, to the same real training "
        f"images in the space of their first principal components (at most {MOST_COMPONENTS}), and "
        f"{config.synthetic_per_class:,} images per class were drawn from it. What a GAN has "
        "learned beyond means and correlations of pixels shows in what it does better."
    )
