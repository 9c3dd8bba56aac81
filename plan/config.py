"""What a study is made of: frozen dataclasses whose field texts are the command line's help.

Names of data sets, networks, losses and arms are checked where their tables live, before any work
starts; numbers are checked here, as soon as a config object is made.
"""

import dataclasses
from dataclasses import dataclass, field
from typing import Annotated, Any

import tyro

from foundation.errors import UserError, unknown_name

STAGES = ("split", "gans", "synthesis", "classifiers", "report")
ARMS = ("original", "augmented", "synthetic", "gaussian")
SELECTIONS = ("validation", "none")
PRECISIONS = ("float32", "bfloat16")
AUGMENTATIONS = ("auto", "paper", "gentle", "no_flip", "none")
FITS = ("crop", "pad", "stretch")
IMAGE_SIZES = (28, 32, 48, 64, 96, 128)
MOST_REPEATS = 100


def _check_range(config: object, name: str, low: float, high: float = float("inf")) -> None:
    value = getattr(config, name)
    if value is not None and not low <= value <= high:
        bound = f"at least {low}" if high == float("inf") else f"from {low} to {high}"
        raise UserError(f"{name}: expected {bound}, found {value}.")


def _check_pair(config: object, name: str, low: float, high: float) -> None:
    pair = getattr(config, name)
    if pair is not None and not low <= pair[0] <= pair[1] <= high:
        raise UserError(
            f"{name}: expected two numbers from {low} to {high}, the smaller one first, "
            f"found {pair[0]} {pair[1]}."
        )


def _check_image_size(side: int | None) -> None:
    if side not in (None, *IMAGE_SIZES):
        sizes = ", ".join(map(str, IMAGE_SIZES))
        raise UserError(f"image_size: expected one of {sizes}, found {side}.")


def _check_budget(kind: str, epochs: int | None, updates: int | None) -> None:
    if (epochs is None) == (updates is None):
        raise UserError(
            f"{kind}.epochs and {kind}.updates: expected exactly one of them to be a number, "
            f"found epochs={epochs} and updates={updates}; set the other one to None."
        )


@dataclass(frozen=True, kw_only=True)
class GanConfig:
    """How each class's generator and discriminator are trained."""

    networks: str = "dcgan"
    """Pair of networks: dcgan (transposed convolutions), or paper (the source study's)."""
    loss: str = "non_saturating"
    """Adversarial loss: non_saturating (Goodfellow et al. 2014, section 3)."""
    schedule: str = "simultaneous"
    """Order of the updates: simultaneous, alternating, or discriminator_first."""
    updates: int | None = 7000
    """Training length in optimizer updates; None: --gan.epochs counts instead. Range: >= 1."""
    epochs: int | None = None
    """Training length in passes over the class's images; None: in updates. Range: >= 1."""
    batch_size: int = 16
    """Images per update, at most the images of the class. Range: >= 2."""
    latent_dim: int = 64
    """Length of the latent vector, standard normal. Range: >= 1."""
    mapping_layers: int = 0
    """Dense layers between the dcgan generator's latents and its first images. Range: 0 to 8."""
    width: int = 24
    """Filters of the dcgan pair's widest images; doubles as they shrink. Range: 4 to 512."""
    working_size: int | None = None
    """Side in pixels at which the dcgan pair works on larger images, averaged down before the
    discriminator and enlarged after the generator; None: their own size. Range: 8 to 256."""
    dropout: float = 0.0
    """Dropout rate in the dcgan discriminator. Range: 0 to 0.9."""
    r1_weight: float = 0.1
    """Weight of the R1 penalty, in the simultaneous schedule. Range: 0 to 1000 (0: none)."""
    r1_interval: int = 8
    """The penalty is taken every so many updates, multiplied by as much. Range: 1 to 1000."""
    coverage_weight: float = 0.0
    """Weight of the pull towards every training image, in the simultaneous schedule.
    Range: 0 to 1000 (0: none)."""
    coverage_interval: int = 40
    """Updates between two choices of the latents that are pulled. Range: 1 to 10000."""
    rare_repeats: int | None = None
    """How often an epoch shows the quarter of a class's images that lie farthest from their
    neighbours; 1: as often as the others; None: 5 where the classes hardly overlap (the nearest
    other image is of the same class for 90 % of the training images), else 1. Range: 1 to 100."""
    differentiable_augmentation: tuple[str, ...] = ()
    """What real and fake images go through before the discriminator: color, translation, cutout."""
    generator_learning_rate: float = 1e-3
    """Adam step size of the generator. Range: 0 to 1."""
    discriminator_learning_rate: float = 1e-3
    """Adam step size of the discriminator. Range: 0 to 1."""
    final_learning_rate_fraction: float = 0.05
    """Part of both step sizes that is left after a linear decay. Range: 0 to 1 (1: no decay)."""
    beta_1: float = 0.5
    """Adam's first-moment decay (Radford et al. 2016, section 4). Range: 0 to 0.999."""
    ema_decay: float = 0.999
    """Decay per update of the generator average that is exported. Range: 0 (none) to 0.99999."""
    precision: str = "float32"
    """What the GAN's layers compute in: float32, or bfloat16, with weights and losses in float32;
    the latter is for wide networks on a GPU."""
    threads: int = 1
    """Threads of one class's training; results can differ in the last bit between thread counts.
    Range: 1 to 256."""

    def __post_init__(self) -> None:
        _check_budget("gan", self.epochs, self.updates)
        _check_range(self, "updates", 1)
        _check_range(self, "epochs", 1)
        _check_range(self, "batch_size", 2)
        _check_range(self, "latent_dim", 1)
        _check_range(self, "mapping_layers", 0, 8)
        _check_range(self, "width", 4, 512)
        _check_range(self, "working_size", 8, 256)
        _check_range(self, "dropout", 0, 0.9)
        _check_range(self, "r1_weight", 0, 1000)
        _check_range(self, "r1_interval", 1, 1000)
        _check_range(self, "coverage_weight", 0, 1000)
        _check_range(self, "coverage_interval", 1, 10000)
        _check_range(self, "rare_repeats", 1, 100)
        _check_range(self, "generator_learning_rate", 0, 1)
        _check_range(self, "discriminator_learning_rate", 0, 1)
        _check_range(self, "final_learning_rate_fraction", 0, 1)
        _check_range(self, "beta_1", 0, 0.999)
        _check_range(self, "ema_decay", 0, 0.99999)
        _check_range(self, "threads", 1, 256)
        if self.precision not in PRECISIONS:
            raise unknown_name("precision", self.precision, PRECISIONS)


@dataclass(frozen=True, kw_only=True)
class ClassifierConfig:
    """How each arm's classifier is trained; the same for all arms."""

    updates: int | None = 6000
    """Training length in optimizer updates, equal for all arms; None: in epochs. Range: >= 1."""
    epochs: int | None = None
    """Training length in passes over the arm's own images; None: in updates. Range: >= 1."""
    batch_size: int = 16
    """Images per update. Range: >= 1."""
    learning_rate: float = 1e-3
    """Adam step size at the start. Range: 0 to 1."""
    final_learning_rate_fraction: float = 0.05
    """Part of the step size that is left at the end of a linear decay. Range: 0 to 1 (1: none)."""
    evaluations: int = 15
    """Points on the curves (in epochs: one per epoch). Range: 1 to 1000."""
    threads: int = 1
    """Threads of one arm's training; results can differ in the last bit between thread counts.
    Range: 1 to 256."""

    def __post_init__(self) -> None:
        _check_budget("classifier", self.epochs, self.updates)
        _check_range(self, "updates", 1)
        _check_range(self, "epochs", 1)
        _check_range(self, "batch_size", 1)
        _check_range(self, "learning_rate", 0, 1)
        _check_range(self, "final_learning_rate_fraction", 0, 1)
        _check_range(self, "evaluations", 1, 1000)
        _check_range(self, "threads", 1, 256)


@dataclass(frozen=True, kw_only=True)
class AugmentationConfig:
    """What the augmented arm does to its images: a policy, and ranges to change in it."""

    policy: Annotated[str, tyro.conf.arg(aliases=("--augmentation",))] = "auto"
    """Policy of the augmented arm: paper (the source study's ranges), no_flip (the same without its
    flip), auto (no_flip where a mirror image lies, else paper), gentle (small ranges, a flip where
    it keeps the label), or none (images as they are: the arm repeats original)."""
    horizontal_flip: bool | None = None
    """Mirror half of the images left to right; None: as the policy says."""
    zoom: tuple[float, float] | None = None
    """Least and largest part of height and width that fills the image, below 1 enlarges; None: as
    the policy says. Range: 0.1 to 2."""
    rotation_degrees: float | None = None
    """Largest turn to either side in degrees; None: as the policy says. Range: 0 to 180."""
    brightness: tuple[float, float] | None = None
    """Least and largest factor on the grey levels, clipped at white; None: as the policy says.
    Range: 0 to 5."""

    def __post_init__(self) -> None:
        if self.policy not in AUGMENTATIONS:
            raise unknown_name("augmentation policy", self.policy, AUGMENTATIONS)
        _check_pair(self, "zoom", 0.1, 2)
        _check_range(self, "rotation_degrees", 0, 180)
        _check_pair(self, "brightness", 0, 5)

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that are given instead of the policy's own."""
        fields = dataclasses.asdict(self)
        del fields["policy"]
        return {name: value for name, value in fields.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class ExperimentConfig:
    """One study: which data, which arms, and how long everything is trained."""

    dataset: str = "mnist"
    """Data set, by a name that --list-datasets prints, kaggle:OWNER/NAME[:SUBFOLDER], tfds:NAME, or
    the path of a folder of images or an archive of one."""
    preset: str = "standard"
    """Where the defaults come from: smoke (about a minute), standard, or paper (as published)."""
    classes: tuple[str, ...] = ()
    """Names of the classes to use, such as 0 1 2; empty: all. At least two for the classifiers."""
    pool_classes: bool = False
    """Train one GAN on the images of all these classes together; nothing is classified then."""
    arms: tuple[str, ...] = ("original", "augmented", "synthetic")
    """Kinds of training data to compare: original, augmented, synthetic, and gaussian (the control:
    images drawn from a Gaussian in the PCA space of each class)."""
    stages: tuple[str, ...] = STAGES
    """Parts to run, in this order: split, gans, synthesis, classifiers, report."""
    seed: int = 0
    """Seed of all training. Range: >= 0."""
    split_seed: int = 0
    """Seed of the validation split, and of the test split of data without one. Range: >= 0."""
    samples_per_class: int | None = None
    """Real images per class that the run may use, validation included; None: all. Range: >= 2."""
    synthetic_per_class: int = 8000
    """Synthetic images made per class. Range: 1 to 1000000."""
    repeats: int | None = None
    """Classifiers per arm, each from other initial weights and batches; None: 3 where there are
    fewer than 1,000 test images, else 1. Range: 1 to 100."""
    selection: str = "validation"
    """What chooses the tested checkpoint: validation, or none. With none, the published protocol,
    the last is tested, the test images draw the curves, and MNIST is 42,000 of its training images,
    split 80/20."""
    image_size: int | None = None
    """Side in pixels that images are resized to (Lanczos): 28, 32, 48, 64, 96 or 128; None: native,
    and for folders the native size up to 32 pixels, else 64."""
    rgb: bool = False
    """Repeat grey images to three channels."""
    fit: str = "crop"
    """How images of a folder become square: crop (the centre), pad (by their edge) or stretch."""
    strict: bool = False
    """Refuse a folder in which the same pixels stand under two classes."""
    min_images: int | None = None
    """Leave out classes of a folder that have fewer usable images, or too few to split; None: keep
    all. Range: >= 1."""
    augmentation: AugmentationConfig = field(default_factory=AugmentationConfig)
    gan: GanConfig = field(default_factory=GanConfig)
    classifier: ClassifierConfig = field(default_factory=ClassifierConfig)

    def __post_init__(self) -> None:
        for name, known in (("arms", ARMS), ("stages", STAGES)):
            chosen = getattr(self, name)
            for value in chosen:
                if value not in known:
                    raise unknown_name(name[:-1], value, known)
            if not chosen:
                raise UserError(f"{name}: expected at least one of {', '.join(known)}, found none.")
            if len(set(chosen)) != len(chosen):
                raise UserError(f"{name}: expected each name once, found {' '.join(chosen)}.")
        if len(set(self.classes)) != len(self.classes):
            raise UserError(f"classes: expected each name once, found {' '.join(self.classes)}.")
        for kind, name, table in (
            ("selection", self.selection, SELECTIONS),
            ("fit", self.fit, FITS),
        ):
            if name not in table:
                raise unknown_name(kind, name, table)
        _check_range(self, "seed", 0, 2**31 - 1)
        _check_range(self, "split_seed", 0, 2**31 - 1)
        _check_range(self, "samples_per_class", 2)
        _check_range(self, "synthetic_per_class", 1, 1_000_000)
        _check_range(self, "repeats", 1, MOST_REPEATS)
        _check_range(self, "min_images", 1)
        _check_image_size(self.image_size)


def to_dict(config: Any) -> dict[str, Any]:
    """The config as plain JSON types, tuples as lists."""
    return plain(dataclasses.asdict(config))


def plain(value: Any) -> Any:
    """A value of a config as it comes back from JSON: tuples as lists."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, (tuple, list)) else value
