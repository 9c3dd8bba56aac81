"""The table of symptoms; a row needs no TensorFlow."""

from collections.abc import Callable
from dataclasses import dataclass

from gan.row import Row


@dataclass(frozen=True, kw_only=True)
class Symptom(Row):
    """An illness of a training; the module has `find(evidence)`.

    It takes a `gan.doctor.evidence.Evidence` and returns a sentence with figures, or None where the
    training does not have it or where there is too little to tell.
    """

    title: str
    advice: tuple[str, ...]
    """What a user may try, each for itself; what a training refuses by its loss or schedule is not
    said (`gan.doctor.advice`)."""

    def load(self) -> Callable[..., str | None]:
        """The function `find`."""
        return self.found("find")


SYMPTOMS: dict[str, Symptom] = {
    "non_finite": Symptom(
        module="gan.doctor.non_finite",
        title="A value is not finite",
        about="A loss or a weight is no number any more; the training ended there.",
        source="ours",
        advice=(
            "smaller step sizes (--gan.generator-learning-rate, --gan.discriminator-learning-rate)",
            "an R1 penalty (--gan.r1-weight)",
            "--gan.spectral-normalization",
        ),
    ),
    "mode_collapse": Symptom(
        module="gan.doctor.mode_collapse",
        title="Mode collapse",
        about="The examples are too much alike, or leave out whole groups of real ones.",
        source="Goodfellow 2016 (arXiv 1701.00160), section 5.1.1; groups of real examples that "
        "are missed as in Richardson, Weiss 2018 (arXiv 1805.12462), section 2",
        advice=(
            "--gan.minibatch-deviation",
            "--gan.minibatch-discrimination",
            "--gan.loss wasserstein with --gan.gradient-penalty-weight",
            "for few examples --gan.coverage-weight",
        ),
    ),
    "vanishing_gradient": Symptom(
        module="gan.doctor.vanishing_gradient",
        title="Vanishing generator gradient",
        about="The generator is hardly told any more where to go.",
        source="Arjovsky, Bottou 2017 (arXiv 1701.04862), section 2.1",
        advice=(
            "--gan.loss non_saturating",
            "--gan.loss wasserstein",
            "--gan.instance-noise",
            "--gan.accuracy-limit",
            "a smaller --gan.discriminator-learning-rate",
        ),
    ),
    "discriminator_wins": Symptom(
        module="gan.doctor.discriminator_wins",
        title="The discriminator wins",
        about="It tells every real example from every fake one.",
        source="Goodfellow 2016 (arXiv 1701.00160); the area under the ROC curve ours",
        advice=(
            "--gan.r1-weight",
            "--gan.accuracy-limit",
            "--gan.generator-steps",
            "--gan.label-smoothing",
            "for few examples --gan.differentiable-augmentation, which hides them from it",
        ),
    ),
    "discriminator_gives_up": Symptom(
        module="gan.doctor.discriminator_gives_up",
        title="The discriminator gives up",
        about="It says nearly the same of all examples, so that nothing is learned from it.",
        source="ours",
        advice=(
            "a larger --gan.discriminator-learning-rate",
            "more --gan.critic-steps",
            "a smaller --gan.r1-weight",
            "less --gan.dropout or --gan.instance-noise",
        ),
    ),
    "oscillation": Symptom(
        module="gan.doctor.oscillation",
        title="Oscillation",
        about="Both networks go round in circles instead of coming to rest.",
        source="Mescheder, Geiger, Nowozin 2018 (arXiv 1801.04406), section 2",
        advice=(
            "--gan.r1-weight",
            "smaller step sizes",
            "a smaller --gan.beta-1",
            "a longer average (--gan.ema-decay)",
        ),
    ),
    "memorisation": Symptom(
        module="gan.doctor.memorisation",
        title="Memorisation",
        about="The examples lie nearer to training examples than those lie to each other, and "
        "protect nobody's privacy.",
        source="nearest neighbours as in Meehan, Chaudhuri, Dasgupta 2020 (arXiv 2004.05675), "
        "section 2; the limit ours",
        advice=(
            "more training examples",
            "fewer updates",
            "--gan.differentiable-augmentation",
            "a smaller --gan.coverage-weight",
        ),
    ),
    "dead_units": Symptom(
        module="gan.doctor.dead_units",
        title="Dead units",
        about="Many units of a layer give the same for every example.",
        source="ours; of rectifiers Lu, Shin, Su, Karniadakis 2020 (arXiv 1903.06733)",
        advice=(
            "smaller step sizes",
            "a narrower network (--gan.width)",
            "leaky activations in a family of your own",
        ),
    ),
    "too_short": Symptom(
        module="gan.doctor.too_short",
        title="Too short a training",
        about="The examples were still coming nearer to real ones when it ended.",
        source="ours",
        advice=("more --gan.updates",),
    ),
}
