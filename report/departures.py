"""Where the published protocol departs from a fair comparison, and we from it."""

from gan.catalog import SCHEDULES
from plan.run import Run


def departures(run: Run) -> list[str]:
    """Sentences; none for a run of the fair protocol."""
    config = run.config
    if config.selection != "none":
        return []
    sentences = [
        "The curve images and the test images are the same: the last epoch is the result, and the "
        "best epoch, chosen by looking at the test images, is optimistic.",
    ]
    if run.data.published_pool is not None:
        sentences.append(
            f"The test images are a fifth of {run.data.published_pool:,} images drawn from the "
            "official training split; the official test split stays unused."
        )
    if config.classifier.epochs is not None:
        sentences.append(
            "Arms train for equal epochs, so an arm with more images gets more optimizer updates; "
            "the table lists them. The last batch of an epoch is filled up from the next one."
        )
    if config.gan.networks == "paper":
        sentences.append(
            "The discriminator's sigmoid is part of the cross-entropy, which is the same function "
            "without its rounding. Synthetic images are stored without loss; the source study "
            "stored them as JPEG."
        )
    if SCHEDULES[config.gan.schedule].with_replacement:
        sentences.append(
            "The generator's update runs the discriminator in training mode, dropout and batch "
            "statistics included. The last generator is used; the source study chose an epoch by "
            "eye for its small classes."
        )
    return sentences
