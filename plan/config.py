"""What a run is made of: frozen dataclasses whose field texts are the command line's help.

Names of data sets, networks, losses and arms are checked where their tables live, before any work
starts; numbers are checked here, as soon as a config object is made.
"""

from dataclasses import dataclass, field, fields
from typing import Annotated, Any

from tyro.conf import arg

from arms.catalog import ALL_ARMS, ARMS
from augmentation.options import AugmentationConfig
from classifiers.options import ClassifierConfig
from datasets.images.options import FITS, IMAGE_SIZES
from datasets.signals.long_series.options import SeriesOptions
from datasets.signals.options import LOUDNESS, SignalOptions
from datasets.splits import SELECTIONS
from datasets.tables.options import TableOptions
from foundation.checks import check_range, grown
from foundation.errors import UserError, unknown_name
from foundation.rows import in_words
from gan.options import GanConfig
from plan.preset_rows import PRESETS
from plan.stages import STAGES

MOST_REPEATS = 100

CLASS_SHARES = {
    "equal": "as many as the others",
    "real": "its share of the real training examples, which a classifier learns from, too",
}

USUAL_ARMS = ("original", "augmented", "synthetic")
# Zhao et al. 2020 saw a discriminator overfit from about so few training images of a class on.
SMALL_CLASS = 1000
# What is compared beside them there: the usual reason to make data, and what it has to beat.
SMALL_ARMS = ("original+synthetic", "augmented+synthetic", "augmented+gaussian", "interpolated")


def _default_arms_in_words(default: str) -> str:
    """What the help says of the default, given as text: it is not one and the same for all data."""
    if default != " ".join(USUAL_ARMS):  # a file has named others
        return f"(default: {default})"
    return (
        f"(default: {default}; with preset standard and fewer than {SMALL_CLASS:,} training images "
        f"in a class also {' '.join(SMALL_ARMS)})"
    )


def _check_image_size(side: int | None) -> None:
    if side not in (None, *IMAGE_SIZES):
        sizes = ", ".join(map(str, IMAGE_SIZES))
        raise UserError(f"image_size: expected one of {sizes}, found {side}.")


@dataclass(frozen=True, kw_only=True)
class ExperimentConfig:
    """One run: which data, which arms, and how long everything is trained."""

    dataset: str = "mnist"
    """Data set, by a name that --list-datasets prints, kaggle:OWNER/NAME[:INSIDE], tfds:NAME, or
    the path of a folder of images or recordings, an archive of images, or a table (.csv, .tsv,
    .parquet, also .gz)."""
    preset: Annotated[str, arg(help=in_words("Where the defaults come from", PRESETS))] = "standard"
    classes: tuple[str, ...] = ()
    """Names of the classes to use, such as 0 1 2; empty: all. At least two for the classifiers."""
    pool_classes: bool = False
    """Train one GAN on the images of all these classes together; nothing is classified then."""
    arms: Annotated[
        tuple[str, ...],
        arg(
            help=f"{in_words('Training data to compare', ARMS)} {ALL_ARMS}: every one of them.",
            help_behavior_hint=_default_arms_in_words,
        ),
    ] = USUAL_ARMS
    stages: Annotated[
        tuple[str, ...], arg(help=in_words("Parts to run, in this order", STAGES))
    ] = tuple(STAGES)
    views: bool = grown(True, before=True)
    """Draw views of the inside of each GAN's training, 2 to 5 seconds a class; if not, "inspect"
    draws them from the finished run."""
    seed: int = 0
    """Seed of all training. Range: >= 0."""
    split_seed: int = 0
    """Seed of the validation split, and of the test split of data without one. Range: >= 0."""
    subset_seed: int | None = grown(None, before=None)
    """With --samples-per-class: seed of which images these are; test images stay the same. None: by
    --split-seed. Range: >= 0."""
    mix: float = grown(0.5, before=0.5)
    """Share of the first kind in every batch of an arm of two, such as original+synthetic.
    Range: 0.05 to 0.95."""
    longer: float = grown(15.0, before=15.0)
    """How many times the updates of the others an arm named so has, such as augmented-longer.
    Range: 1 to 1000."""
    samples_per_class: int | None = None
    """Real images per class that the run may use, validation included; None: all. Range: >= 2."""
    truncation: float | None = grown(None, before=None)
    """Draw latents from a normal distribution that is cut off here on both sides: fewer odd images,
    less variety; not with mapping layers, which small classes have by their preset
    (--gan.mapping-layers 0). None: not cut. Range: 0.1 to 10."""
    synthetic_per_class: int = 8000
    """Synthetic examples made per class, on average (--class-shares). Range: 1 to 1000000."""
    class_shares: Annotated[
        str, arg(help=in_words("How many of them each class has", CLASS_SHARES))
    ] = grown("equal", before="equal")
    repeats: int | None = None
    """Classifiers per arm, each from other initial weights and batches; None: 3 where there are
    fewer than 1,000 test images, else 1. Range: 1 to 100."""
    selection: Annotated[
        str, arg(help=in_words("What chooses the tested checkpoint", SELECTIONS))
    ] = "validation"
    image_size: int | None = None
    """Side in pixels that images are resized to (Lanczos): 28, 32, 48, 64, 96 or 128; None: native,
    and for folders the native size up to 32 pixels, else 64."""
    rgb: bool = False
    """Repeat grey images to three channels."""
    fit: Annotated[str, arg(help=in_words("How images of a folder become square", FITS))] = "crop"
    strict: bool = False
    """Refuse a folder in which the same pixels stand under two classes."""
    min_images: int | None = None
    """Leave out classes of a folder that have fewer usable images, or too few to split; None: keep
    all. Range: >= 1."""
    target: str | None = grown(None, before=None)
    """Of a table: the column whose classes are to be told from the others; None: guessed from names
    such as class, label, target, species, survived or income."""
    target_bins: int | None = grown(None, before=None)
    """Of a table whose target is a number: so many classes, by quantiles of the rows outside the
    test set. Of a long series, None: 3. Range: 2 to 20."""
    group: str | None = grown(None, before=None)
    """Of a table: a column; rows with the same value in it stay on one side of the split, and
    nothing learns from it. Of recordings: a pattern of file names, such as
    {label}_{group}_{index}; those with the same {group} stay on one side."""
    leave_out: str | None = grown(None, before=None)
    """Of recordings: a group, such as a speaker, that is the test set (--group says what groups
    are; the spoken digits have speakers without it). Of a long series: the number of a quake."""
    signal_column: str | None = grown(None, before=None)
    """Makes a table a long series of one channel, which is in this column; --target is the time to
    failure, which falls within a quake and rises at the next one. Whole quakes are tested."""
    window: int | None = grown(None, before=None)
    """Of a long series: samples of an example; None: 8192. Range: 512 to 262144."""
    sample_rate: int | None = grown(None, before=None)
    """Of recordings: samples per second that all are brought to; None: what most files have. Of a
    long series: how fast it is played; None: 8000. Range: 1000 to 384000."""
    seconds: float | None = grown(None, before=None)
    """Of recordings: length that all are cut or filled up to; None: the shortest power of two of
    samples that holds 99 of 100. Range: 0.05 to 60."""
    loudness: Annotated[
        str | None,
        arg(
            help=(
                f"Of recordings: {in_words('what is done to loudness', LOUDNESS)} None: recording; "
                "of a long series: dataset."
            )
        ),
    ] = grown(None, before=None)
    test: str | None = grown(None, before=None)
    """Of a table: a file with the test rows, with the same columns."""
    ignore: tuple[str, ...] = grown((), before=())
    """Of a table: columns to leave out."""
    schema: str | None = grown(None, before=None)
    """Of a table: a TOML file that overrules what was found of columns; --dry-run prints one to
    start from."""
    augmentation: AugmentationConfig = field(default_factory=AugmentationConfig)
    gan: GanConfig = field(default_factory=GanConfig)
    classifier: ClassifierConfig = field(default_factory=ClassifierConfig)

    def __post_init__(self) -> None:
        self._name_all_arms()
        for name, known in (("arms", ARMS), ("stages", STAGES)):
            chosen = getattr(self, name)
            for value in chosen:
                if value not in known:
                    raise unknown_name(name[:-1], value, known, option=f"--{name}")
            if not chosen:
                raise UserError(f"{name}: expected at least one of {', '.join(known)}, found none.")
            if len(set(chosen)) != len(chosen):
                raise UserError(f"{name}: expected each name once, found {' '.join(chosen)}.")
        if len(set(self.classes)) != len(self.classes):
            raise UserError(f"classes: expected each name once, found {' '.join(self.classes)}.")
        for kind, name, table in (
            ("selection", self.selection, SELECTIONS),
            ("fit", self.fit, FITS),
            ("class-shares", self.class_shares, CLASS_SHARES),
            ("loudness", self.loudness or "recording", LOUDNESS),
        ):
            if name not in table:
                raise unknown_name(kind, name, table, option=f"--{kind}")
        check_range(self, "mix", 0.05, 0.95)
        check_range(self, "longer", 1, 1000)
        check_range(self, "truncation", 0.1, 10)
        self._check_mixtures()
        self._check_gan()
        check_range(self, "seed", 0, 2**31 - 1)
        check_range(self, "split_seed", 0, 2**31 - 1)
        check_range(self, "subset_seed", 0, 2**31 - 1)
        check_range(self, "samples_per_class", 2)
        check_range(self, "synthetic_per_class", 1, 1_000_000)
        check_range(self, "repeats", 1, MOST_REPEATS)
        check_range(self, "min_images", 1)
        _check_image_size(self.image_size)
        _ = self.table, self.signals, self.series  # they check themselves

    @property
    def table(self) -> TableOptions:
        """The options of tables."""
        names = [each.name for each in fields(TableOptions)]
        return TableOptions(**{name: getattr(self, name) for name in names})

    @property
    def signals(self) -> SignalOptions:
        """The options of recordings."""
        return SignalOptions(**self._given(SignalOptions))

    @property
    def series(self) -> SeriesOptions:
        """The options of a long series."""
        return SeriesOptions(**self._given(SeriesOptions))

    def _given(self, options: type) -> dict[str, Any]:
        """The fields of a class of options that are not left to it."""
        values = {each.name: getattr(self, each.name) for each in fields(options)}
        return {name: value for name, value in values.items() if value is not None}

    def classifier_of(self, arm: str) -> ClassifierConfig:
        """How an arm's classifier is trained."""
        return self.classifier.times(self.longer) if ARMS[arm].is_longer else self.classifier

    def _name_all_arms(self) -> None:
        """Put every name in the place of the word for all, so that markers and reports have them.

        Raises:
            UserError: It stands beside names.
        """
        if ALL_ARMS not in self.arms:
            return
        if len(self.arms) > 1:
            raise UserError(
                f"arms: expected {ALL_ARMS} alone or names, found {' '.join(self.arms)}."
            )
        object.__setattr__(self, "arms", tuple(ARMS))

    def _check_gan(self) -> None:
        if self.truncation is not None and self.gan.mapping_layers:
            raise UserError(
                "truncation: expected None with mapping layers, which take the length of latents "
                f"away (--gan.mapping-layers {self.gan.mapping_layers}), found "
                f"{self.truncation:g}."
            )
        if self.pool_classes and self.gan.conditional:
            raise UserError(
                "pool_classes: expected False with one pair for all classes (--gan.conditional), "
                "which is told the classes that pooling takes away, found True."
            )

    def _check_mixtures(self) -> None:
        rows = self.classifier.batch_size
        mixed = [arm for arm in self.arms if len(ARMS[arm].ingredients) > 1]
        if mixed and not 0 < round(rows * self.mix) < rows:
            raise UserError(
                f"mix: expected a share that leaves each part of {mixed[0]} a row of a batch of "
                f"{rows} (--classifier.batch-size), found {self.mix:g}."
            )
