"""Real test images that the classifier of real images gets wrong."""

from arms.catalog import REFERENCE_ARM
from experiment.inside.looking import Looking, NothingToSee
from experiment.inside.wrong import wrong_sheets
from foundation.files import load_arrays
from plots.image_sheets import plot_sheets
from plots.style import figure_to_png


def draw(looking: Looking) -> dict[str, bytes]:
    """`real_mistakes.png`: the surest first, with the true class and the one that was seen."""
    path = looking.run.plan.classifier(REFERENCE_ARM).unit.directory / "predictions.npz"
    if not path.is_file():
        raise NothingToSee(f"No classifier of the arm {REFERENCE_ARM} is trained in this run.")
    tested = load_arrays(path)
    labels, probabilities = tested["labels"], tested["probabilities"]
    wrong = int((probabilities.argmax(axis=1) != labels).sum())
    if not wrong:
        raise NothingToSee(
            f"The classifier of the arm {REFERENCE_ARM} gets none of the {len(labels):,} test "
            f"{looking.several} wrong."
        )
    data = looking.run.data
    sheets = wrong_sheets(
        looking.pictured(data.examples[tested["index"]]),
        probabilities,
        labels,
        data.class_names,
        looking.columns,
        with_truth=True,
    )
    count = f"{wrong:,} of {len(labels):,} real test {looking.several}"
    title = f"{looking.title}: {count} are named wrongly"
    return {"real_mistakes.png": figure_to_png(plot_sheets(sheets, title))}
