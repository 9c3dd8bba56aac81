"""How each class's GAN is trained: the options that the command line shows under `gan`."""

from dataclasses import dataclass, replace
from typing import Annotated

from tyro.conf import arg

from datasets.signals.encodings import ENCODINGS as SIGNAL_ENCODINGS
from datasets.tables.encoding import ENCODINGS as TABLE_ENCODINGS
from foundation.checks import check_budget, check_range, grown
from foundation.errors import unknown_name
from foundation.rows import in_words
from gan.catalog import FAMILIES, OBJECTIVES, SCHEDULES

ENCODINGS = TABLE_ENCODINGS | SIGNAL_ENCODINGS
PRECISIONS = ("float32", "bfloat16")
_USUAL_R1_WEIGHT = 0.1


@dataclass(frozen=True, kw_only=True)
class GanConfig:
    """How each class's generator and discriminator are trained."""

    networks: Annotated[
        str,
        arg(
            aliases=("--gan",),
            help=f"{in_words('Family of GANs', FAMILIES)} Or FILE.py:FUNCTION, code of your own "
            "(docs/own_gan.md), which is run.",
        ),
    ] = "dcgan"
    loss: Annotated[str, arg(help=in_words("Adversarial loss", OBJECTIVES))] = "non_saturating"
    schedule: Annotated[str, arg(help=in_words("Order of the updates", SCHEDULES))] = "simultaneous"
    updates: int | None = 7000
    """Training length in optimizer updates for each class (one pair for all takes as many for each
    of them); None: --gan.epochs counts instead. Presets set fewer for small classes (--dry-run
    --verbose shows how many). Range: >= 1."""
    epochs: int | None = None
    """Training length in passes over what is shown: every training image once, rare ones as often
    as they repeat (--gan.rare-repeats); None: in updates. Range: >= 1."""
    batch_size: int = 16
    """Images per update, at most the images of the class. Range: >= 2."""
    encoding: Annotated[
        str,
        arg(
            aliases=("--representation",),
            help=f"{in_words('How numbers of a table are seen', TABLE_ENCODINGS)} "
            f"{in_words('How recordings are', SIGNAL_ENCODINGS)} Nothing: as the preset has it, of "
            "images nothing.",
        ),
    ] = grown("", before="")
    latent_dim: int = 64
    """Length of the latent vector, standard normal. Range: >= 1."""
    mapping_layers: int = 0
    """Dense layers between the dcgan generator's latents and its first images. Range: 0 to 8."""
    width: int = 24
    """Filters of the dcgan pair's widest images; doubles as they shrink. Range: 4 to 512."""
    working_size: int | None = None
    """Side in pixels at which the dcgan pair works on larger images, averaged down before the
    discriminator and enlarged after the generator; None: their own size. Range: 8 to 256."""
    warm_up_updates: int = grown(0, before=0)
    """Updates at the beginning in which the discriminator learns alone. Range: 0 to 1000000."""
    label_smoothing: float = grown(0.0, before=0.0)
    """How unsure the discriminator is to be of real images, as the label 1 - this that it has for
    them; the loss non_saturating has labels. Range: 0 (none) to 0.5."""
    instance_noise: float = grown(0.0, before=0.0)
    """Standard deviation of the noise on what the discriminator sees at the beginning, in grey
    levels of -1..1; it falls linearly to 0 at the end. Range: 0 (none) to 2."""
    feature_matching_weight: float = grown(0.0, before=0.0)
    """Weight of the distance between mean features of real and fake images in the discriminator,
    in the simultaneous schedule. Range: 0 to 1000 (0: none)."""
    minibatch_deviation: bool = grown(False, before=False)
    """Tell the discriminator how much the images of a batch differ from each other."""
    minibatch_discrimination: bool = grown(False, before=False)
    """Tell the discriminator how near to each image of a batch the others are."""
    pack: int = grown(1, before=1)
    """Let the discriminator judge so many rows of a batch together, real or fake all of them; its
    source has 2 to 4, CTGAN 10. The batch size is to be a multiple. Range: 1 to 100."""
    dropout: float = 0.0
    """Dropout rate in the discriminator. Range: 0 to 0.9."""
    conditional: bool = grown(False, before=False)
    """One pair for all classes, which is told the class, in the place of one for each."""
    ensemble: int = grown(1, before=1)
    """So many GANs are trained in the place of each, from seeds of their own, and each draws as
    much as the others. Range: 1 to 20."""
    spectral_normalization: bool = grown(False, before=False)
    """Divide the discriminator's kernels by their largest singular values."""
    self_attention: bool = grown(False, before=False)
    """Let places of an image look at all others, at a middle resolution of both networks."""
    r1_weight: float | None = None
    """Weight of the R1 penalty, in the simultaneous schedule; None: 0.1 there, else 0.
    Range: 0 to 1000 (0: none)."""
    r1_interval: int = 8
    """The R1 and R2 penalties are taken every so many updates, multiplied by as much.
    Range: 1 to 1000."""
    r2_weight: float = grown(0.0, before=0.0)
    """Weight of the R2 penalty, in the simultaneous schedule. Range: 0 to 1000 (0: none)."""
    gradient_penalty_weight: float = grown(0.0, before=0.0)
    """Weight of the penalty on slopes that are not 1 between real and fake examples, in the
    simultaneous schedule; its source has 10. Range: 0 to 1000 (0: none)."""
    gradient_penalty_interval: int = grown(1, before=1)
    """That penalty is taken every so many updates, multiplied by as much. Range: 1 to 1000."""
    critic_steps: int = grown(1, before=1)
    """Steps of the discriminator for each of the generator, in the simultaneous schedule; those
    before the last one take real examples drawn with replacement. Range: 1 to 20."""
    generator_steps: int = grown(1, before=1)
    """Steps of the generator for each of the discriminator, in the simultaneous schedule; those
    after the first are by the adversarial loss alone. Range: 1 to 20."""
    accuracy_limit: float = grown(1.0, before=1.0)
    """The discriminator waits while its accuracy over about ten updates is above this, with a loss
    whose logits part at 0. Range: 0.5 to 1 (1: it never waits)."""
    lecam_weight: float = grown(0.0, before=0.0)
    """Weight of the pull of the discriminator's logits towards those of the other side; its source
    has 0.3. Range: 0 (none) to 1000."""
    coverage_weight: float = 0.0
    """Weight of the pull towards every training image, in the simultaneous schedule.
    Range: 0 to 1000 (0: none)."""
    coverage_interval: int = 40
    """Updates between two choices of the latents that are pulled. Range: 1 to 10000."""
    rare_repeats: int = 1
    """How often an epoch shows the quarter of a class's images that lie farthest from their
    neighbours, which makes it so much longer; 1: as often as the others. Range: 1 to 100."""
    differentiable_augmentation: tuple[str, ...] = ()
    """What real and fake images go through before the discriminator: color, translation, cutout;
    nothing after it: they stay as they are."""
    adaptive_augmentation: float = grown(0.0, before=0.0)
    """Mean sign of the discriminator at real images that the probability of those changes is to
    hold; its source has 0.6; 0: every image is changed. With a loss whose logits part at 0.
    Range: 0 to 0.95."""
    generator_learning_rate: float = 1e-3
    """Adam step size of the generator. Range: 0 to 1."""
    discriminator_learning_rate: float = 1e-3
    """Adam step size of the discriminator. Range: 0 to 1."""
    final_learning_rate_fraction: float = 0.05
    """Part of both step sizes that is left after a linear decay. Range: 0 to 1 (1: no decay)."""
    beta_1: float = 0.5
    """Adam's first-moment decay (Radford et al. 2016, section 4). Range: 0 to 0.999."""
    beta_2: float = grown(0.999, before=0.999)
    """Adam's second-moment decay (Kingma, Ba 2015). Range: 0 to 0.99999."""
    ema_decay: float = 0.999
    """Decay per update of the generator average that is exported. Range: 0 (none) to 0.99999."""
    precision: str = "float32"
    """What the GAN's layers compute in: float32, or bfloat16, with weights and losses in float32;
    the latter is for wide networks on a GPU."""
    threads: int = 1
    """Threads of one class's training; results can differ in the last bit between thread counts.
    Range: 1 to 256."""

    def __post_init__(self) -> None:
        check_budget("gan", self.epochs, self.updates)
        check_range(self, "updates", 1)
        check_range(self, "epochs", 1)
        check_range(self, "batch_size", 2)
        check_range(self, "ensemble", 1, 20)
        check_range(self, "latent_dim", 1)
        check_range(self, "mapping_layers", 0, 8)
        check_range(self, "width", 4, 512)
        check_range(self, "working_size", 8, 256)
        check_range(self, "pack", 1, 100)
        check_range(self, "dropout", 0, 0.9)
        check_range(self, "r1_weight", 0, 1000)
        check_range(self, "r1_interval", 1, 1000)
        check_range(self, "r2_weight", 0, 1000)
        check_range(self, "gradient_penalty_weight", 0, 1000)
        check_range(self, "gradient_penalty_interval", 1, 1000)
        check_range(self, "critic_steps", 1, 20)
        check_range(self, "generator_steps", 1, 20)
        check_range(self, "accuracy_limit", 0.5, 1)
        check_range(self, "warm_up_updates", 0, 1_000_000)
        check_range(self, "label_smoothing", 0, 0.5)
        check_range(self, "instance_noise", 0, 2)
        check_range(self, "feature_matching_weight", 0, 1000)
        check_range(self, "lecam_weight", 0, 1000)
        check_range(self, "coverage_weight", 0, 1000)
        check_range(self, "coverage_interval", 1, 10000)
        check_range(self, "rare_repeats", 1, 100)
        check_range(self, "adaptive_augmentation", 0, 0.95)
        check_range(self, "generator_learning_rate", 0, 1)
        check_range(self, "discriminator_learning_rate", 0, 1)
        check_range(self, "final_learning_rate_fraction", 0, 1)
        check_range(self, "beta_1", 0, 0.999)
        check_range(self, "beta_2", 0, 0.99999)
        check_range(self, "ema_decay", 0, 0.99999)
        check_range(self, "threads", 1, 256)
        if self.encoding and self.encoding not in ENCODINGS:
            raise unknown_name("encoding", self.encoding, ENCODINGS, option="--gan.encoding")
        if self.precision not in PRECISIONS:
            raise unknown_name("precision", self.precision, PRECISIONS, option="--gan.precision")


def settled(config: GanConfig) -> GanConfig:
    """A config with a number in the place of what depends on its other fields.

    Args:
        config: Any; one that is settled already is returned as it is.
    """
    if config.r1_weight is not None:
        return config
    schedule = SCHEDULES.get(config.schedule)
    takes_it = schedule is not None and schedule.takes_penalties
    return replace(config, r1_weight=_USUAL_R1_WEIGHT if takes_it else 0.0)
