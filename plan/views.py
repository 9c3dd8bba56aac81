"""Views of what happened inside a training: pictures drawn from the files of a finished class.

A view is a file of `experiment.inside` and a row here; what it needs is read when first asked for.
"""

import re
from dataclasses import dataclass, replace

from datasets.kinds import PICTURES, TABLES


@dataclass(frozen=True, kw_only=True)
class View:
    """A view in the table.

    The module has `draw(looking) -> Mapping[str, bytes]`, which returns the content of some of
    `files`, or raises `experiment.inside.looking.NothingToSee` with a sentence.
    """

    module: str
    about: str
    """One sentence: what it shows."""
    reading: str
    """How to read it, for those who see such a picture for the first time."""
    files: tuple[str, ...]
    """What it leaves: pictures in the order in which they are shown, and tables."""
    of_class: bool = True
    """Whether each class has its own; else there is one of the run."""
    of_training: bool = False
    """Whether it shows a training as a whole, which the classes of a conditional pair share."""
    needs_synthetic: bool = False
    """Whether it looks at the class's synthetic images, which one whose GAN failed lacks."""
    kinds: frozenset[str] | None = PICTURES
    """Kinds of data whose trainings have it; None: all."""
    needs_judge: bool = False
    """Whether it asks the classifier that judges drawn examples, which a run of one class lacks."""

    def of(self, nouns: tuple[str, str]) -> "View":
        """The view whose texts call examples what they are, in the place of images."""
        about, reading = (
            re.sub(r"\bimage\b", nouns[0], re.sub(r"\bimages\b", nouns[1], text))
            for text in (self.about, self.reading)
        )
        return replace(self, about=about, reading=reading)


VIEWS: dict[str, View] = {
    "judged": View(
        module="experiment.inside.judged",
        about="How good the images of the class were while its generator learned.",
        reading=(
            "At each epoch that was kept, the judge (a classifier of real images) named the "
            "images that the same latents gave. Above: which share it names as the intended "
            "class, and how sure it is of that class; the band is the 95 % interval of so few "
            "images. Below: how far the images are from each other, as a part of how far as many "
            "real ones are: far below 1 the generator repeats itself. All are of the averaged "
            "generator; the dotted line is where the exported one was taken, the star what the "
            "judge says of its synthetic images, where there are any. A share that has been level "
            "for long says that a longer training gains nothing here; one that falls at the end, "
            "that it went on for too long."
        ),
        files=("judged.png", "judged.csv"),
        needs_judge=True,
    ),
    "logits": View(
        module="experiment.inside.logits",
        about="What the discriminator said of real and fake examples along the training.",
        reading=(
            "Above: its logits for the same real ones, and for fakes from the same latents; "
            "lines are medians, bands hold the middle half and nine tenths. Below: in how many "
            "pairs the real one has the larger logit, whatever the loss. Near 100 % the "
            "discriminator wins and the generator learns little; at 50 % with logits that are all "
            "alike it has given up. Bands that draw near each other while what is drawn gets "
            "better are what one hopes for."
        ),
        kinds=None,
        files=("logits.png",),
        of_training=True,
    ),
    "layers": View(
        module="experiment.inside.layers",
        about="Gradients and weights of every layer along the training.",
        reading=(
            "A line for each layer, numbered from the input on, on a logarithmic axis. A "
            "generator whose gradients fall by orders of magnitude has stopped learning; ones "
            "that explode, or differ by orders between layers, ask for smaller step sizes or a "
            "penalty. Weights that grow without an end do so, too."
        ),
        kinds=None,
        files=("gradients.png", "weights.png"),
        of_training=True,
    ),
    "activations": View(
        module="experiment.inside.activations",
        about="What came out of every activation along the training.",
        reading=(
            "How far the outputs of a layer are spread, and the share of its units that say the "
            "same of every example: such units are dead. The histograms show all values of a layer "
            "over the updates, the darker the more; their axis is stretched around 0. A layer "
            "that shrinks to a line has nothing to say; one at both ends is saturated."
        ),
        kinds=None,
        files=("activations.png", "histograms.png", "histograms.gif"),
        of_training=True,
    ),
    "columns": View(
        module="experiment.inside.columns",
        about="Every column of the class, training rows beside synthetic ones.",
        reading=(
            "Numbers as shares of the same bins, categories as shares, the commonest real one "
            "first. Where the colours lie on each other the generator has learned the column. What "
            "one class has and another lacks is what classifiers go by: it should be seen in both "
            "colours."
        ),
        files=("columns.png",),
        kinds=TABLES,
        needs_synthetic=True,
    ),
    "judged_rows": View(
        module="experiment.inside.judged_rows",
        about="What gradient boosting goes by that learned from real and from synthetic rows.",
        reading=(
            "Bars: the accuracy on real test rows that is lost where a column is shuffled among "
            "them. Bars of one length say that both go by the same columns; a column that matters "
            "to one alone is where synthetic rows say something else. The planes show classifiers "
            "that have learned two columns alone, and some of the rows that they learned from."
        ),
        files=("importances.png", "boundaries.png"),
        of_class=False,
        kinds=TABLES,
    ),
    "interpolation": View(
        module="experiment.inside.interpolation",
        about="What the generator draws on the way from one latent to another.",
        reading=(
            "Each row goes from one latent to the next along a great circle, in equal steps. In a "
            "generator that has learned what images of the class have in common, every step is a "
            "whole image and neighbours differ a little. Jumps between a few images, or blurred "
            "ones in the middle, say that it has learned single images by heart. The animation "
            "walks through several such ways at once and ends where it began."
        ),
        files=("interpolation.png", "interpolation.gif"),
    ),
    "nearest": View(
        module="experiment.inside.nearest",
        about="Synthetic images beside the nearest real ones, and the reverse.",
        reading=(
            "Above: the first synthetic images and below each the training image that is most "
            "like it. Twins would be copies. Below: the first training images and what is most "
            "like them among the synthetic ones: a real image without anything like it shows what "
            "the generator has not learned. None of them was picked. The number is the distance, "
            "in the features of the judge where there is one, else in grey levels; the heading "
            "has the distance that real images usually have from their own nearest."
        ),
        files=("nearest.png",),
        needs_synthetic=True,
    ),
    "convincing": View(
        module="experiment.inside.convincing",
        about="The most and the least convincing images, by the discriminator's logit.",
        reading=(
            "The discriminator at the end of the training was asked about synthetic and real "
            "images; above 0 it rather takes one for real. Its least convincing fakes show what "
            "it has learned to look for, and its least convincing real images what the generator "
            "is pushed away from. Where fakes and real images have the same range of logits, it "
            "cannot tell them apart. (Of a Wasserstein or relativistic loss, only differences "
            "mean anything.)"
        ),
        files=("convincing.png",),
        needs_synthetic=True,
    ),
    "mistakes": View(
        module="experiment.inside.mistakes",
        about="Synthetic images that the judge takes for another class than the intended one.",
        reading=(
            "Below each stands the class that the judge saw instead and how sure it was, the "
            "surest first. What you would name like the judge is a fault of the generator; what "
            "you would name as intended is a fault of the judge."
        ),
        files=("mistakes.png",),
        needs_synthetic=True,
        needs_judge=True,
    ),
    "grad_cam": View(
        module="experiment.inside.grad_cam",
        about="Where discriminator and judge look: Grad-CAM on real and synthetic images.",
        reading=(
            "Red places spoke most for what the network said, yellow ones less, grey ones not at "
            "all; each image is scaled by itself, so heat tells where, not how much, and an image "
            "without any has nothing that spoke for it. The last convolution's places are coarse: "
            "a spot may be a few pixels off. Heat beside the object says that a network goes by "
            "the background or by artefacts."
        ),
        files=("grad_cam.png",),
        needs_synthetic=True,
    ),
    "confusion": View(
        module="experiment.inside.confusion",
        about="Intended class of the synthetic images against the class that the judge sees.",
        reading=(
            "A row for each intended class. On the diagonal the judge agrees; a full column away "
            "from it names a class that others' generators slip into."
        ),
        files=("confusion.png", "confusion.csv"),
        of_class=False,
        needs_judge=True,
    ),
    "real_mistakes": View(
        module="experiment.inside.real_mistakes",
        about="Real test images that the classifier of real images gets wrong.",
        reading=(
            "Below each stands the true class, then the one that was seen, the surest first. They "
            "show how hard the data itself is: no arm is to be blamed for images that nobody "
            "could name."
        ),
        files=("real_mistakes.png",),
        of_class=False,
    ),
    "networks": View(
        module="experiment.inside.networks",
        about="The layers of generator, discriminator and judge, with shapes and parameters.",
        reading=(
            "From top to bottom; each box has the shape of what leaves it and, on the right, how "
            "many numbers it holds. What stands side by side works on the same input."
        ),
        files=("generator.svg", "discriminator.svg", "classifier.svg"),
        of_class=False,
    ),
}


def views_of(of_class: bool, judge: bool, kind: str = "images") -> list[str]:
    """Names of the views of a class, or of the run, that a run with or without a judge has, of a
    kind of data by its name."""
    return [
        name
        for name, view in VIEWS.items()
        if view.of_class == of_class
        and (judge or not view.needs_judge)
        and (view.kinds is None or kind in view.kinds)
    ]
