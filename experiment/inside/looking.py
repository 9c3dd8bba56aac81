"""What the views of a class, or of a run, look at; each thing is read when first asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from arms.drawn import load_examples
from classifiers.features import Seen, feature_reader
from datasets.kinds import Encoding
from foundation.files import known_digest
from foundation.seeds import derive_seed
from gan.own_family import know_own_layers
from plan.encodings import kept_encoding
from plan.run import Run
from training.saved_models import load_model

COLUMNS = 10
"""Images in a row of a picture."""
MOST_LOOKED_AT = 1000
"""Synthetic images of a class, and real ones where there is a choice."""


class NothingToSee(Exception):
    """A view has nothing to show; the text is a sentence that says why."""


@dataclass(frozen=True)
class Looking:
    """A class of a run, or the whole run.

    Args:
        run: With what the views need finished.
        class_name: The class; empty for the whole run.
        columns: Images in a row of a picture.
    """

    run: Run
    class_name: str = ""
    columns: int = COLUMNS

    @property
    def title(self) -> str:
        """What pictures say that they are about."""
        named = f", class {self.class_name}" if self.class_name else ""
        return f"{self.run.data.title}{named}"

    @property
    def training_title(self) -> str:
        """The same, of pictures of the training, which classes may have in common."""
        return f"{self.run.data.title}, {self.run.trained_for(self.class_name)}"

    @property
    def directory(self) -> Path:
        """Of the class's GAN."""
        return self.run.plan.gan(self.class_name).unit.directory

    @property
    def several(self) -> str:
        """What examples are called."""
        return self.run.data.kind.nouns[1]

    def seed(self, view: str) -> int:
        """Of what a view draws by chance."""
        return derive_seed(self.run.config.seed, "inside", view, self.class_name)

    @cached_property
    def real(self) -> np.ndarray:
        """The class's training images, stored, [n, *kind.shape]."""
        return self.run.class_examples(self.run.load_split(), self.class_name)

    @cached_property
    def some_real(self) -> np.ndarray:
        """At most a thousand of them, taken at random."""
        rng = np.random.default_rng(self.seed("real"))
        return self.real[rng.permutation(len(self.real))[:MOST_LOOKED_AT]]

    @property
    def has_synthetic(self) -> bool:
        """Whether there are synthetic images of the class: none are drawn where its GAN failed."""
        unit = self.run.run_directory.synthesis_unit(self.class_name)
        return unit.record() is not None

    @cached_property
    def synthetic(self) -> np.ndarray:
        """The first thousand synthetic images of the class, stored, [n, *kind.shape]."""
        return load_examples(self.run.run_directory.synthetic_file(self.class_name))[
            :MOST_LOOKED_AT
        ]

    @cached_property
    def generator(self) -> keras.Model:
        """The class's averaged generator."""
        return self._network("generator")

    @cached_property
    def critic(self) -> keras.Model:
        """The class's discriminator as it ended.

        Raises:
            NothingToSee: It was not kept.
        """
        return self._network("discriminator")

    @property
    def encoding(self) -> Encoding:
        """Of the images, as the class's GAN sees them."""
        return kept_encoding(self.run.data.kind, self.directory)

    @property
    def judge_file(self) -> Path:
        """Where the judge is, if there is one."""
        return self.run.plan.judge().unit.directory / "model.keras"

    @property
    def has_judge(self) -> bool:
        """Whether there is one."""
        return self.judge_file.is_file()

    @property
    def judge(self) -> keras.Model:
        """The classifier that judges drawn images, float32 [n, h, w, c] in 0..255 to [n, k]."""
        return _judge(self.judge_file, known_digest(self.judge_file))[0]

    @property
    def see(self) -> Callable[[np.ndarray], Seen]:
        """What the judge makes of stored images [n, *kind.shape], n >= 1."""
        return _judge(self.judge_file, known_digest(self.judge_file))[1]

    @cached_property
    def seen(self) -> Seen:
        """What it makes of the synthetic images."""
        return self.see(self.synthetic)

    def pictured(self, images: np.ndarray) -> npt.NDArray[np.uint8]:
        """Stored images as pictures, uint8 [n, h, w, c]."""
        return self.run.data.kind.pictured(images)

    def compared(self, images: np.ndarray) -> npt.NDArray[np.floating]:
        """Images as vectors whose distances tell how alike they are: as the judge sees them, or in
        the stored values of what a run of one class has."""
        return self.see(images).features if self.has_judge else self.run.data.kind.compared(images)

    def _network(self, name: str) -> keras.Model:
        path = self.directory / f"{name}.keras"
        if not path.is_file():
            raise NothingToSee(f"The {name} of class {self.class_name} was not kept in this run.")
        know_own_layers(self.run.config.gan.networks)
        return load_model(path)


@lru_cache(maxsize=1)
def _judge(path: Path, digest: str) -> tuple[keras.Model, Callable[[np.ndarray], Seen]]:
    """Kept for the next class of this process: to load and to compile it takes a second."""
    model = load_model(path)
    return model, feature_reader(model)
