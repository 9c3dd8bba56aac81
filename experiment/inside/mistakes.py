"""Synthetic images that the judge takes for another class."""

from experiment.inside.looking import Looking, NothingToSee
from experiment.inside.wrong import wrong_sheets
from plots.image_sheets import plot_sheets
from plots.style import figure_to_png


def draw(looking: Looking) -> dict[str, bytes]:
    """`mistakes.png`: the surest first, with the class that was seen and its probability."""
    names, index = looking.run.data.class_names, looking.run.class_index(looking.class_name)
    probabilities = looking.seen.probabilities
    count, wrong = len(probabilities), int((looking.seen.named != index).sum())
    if not wrong:
        raise NothingToSee(
            f"The judge names all of the {count:,} synthetic {looking.several} of class "
            f"{looking.class_name} that were looked at as intended."
        )
    sheets = wrong_sheets(
        looking.pictured(looking.synthetic), probabilities, [index] * count, names,
        looking.columns, with_truth=False,
    )  # fmt: skip
    title = (
        f"{looking.title}: {wrong:,} of {count:,} synthetic {looking.several} are another class "
        "to the judge"
    )
    return {"mistakes.png": figure_to_png(plot_sheets(sheets, title))}
