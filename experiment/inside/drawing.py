"""Views drawn one after the other, with what there is to say of those that show nothing."""

import importlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from experiment.inside.looking import Looking, NothingToSee
from plan.views import VIEWS


@dataclass(frozen=True)
class Drawn:
    """What some views have come to."""

    files: dict[str, bytes] = field(default_factory=dict)
    """File name -> content."""
    notes: dict[str, str] = field(default_factory=dict)
    """View -> a sentence that says why it shows nothing."""


def draw_views(looking: Looking, names: Iterable[str]) -> Drawn:
    """Draw views of a class, or of the run.

    Args:
        looking: At the class, or at the whole run.
        names: Keys of `plan.views.VIEWS`.
    """
    drawn = Drawn()
    for name in names:
        view = VIEWS[name]
        try:
            if view.needs_judge and not looking.has_judge:
                raise NothingToSee("It asks the judge of drawn examples, which this run has not.")
            if view.needs_synthetic and not looking.has_synthetic:
                several = looking.run.data.kind.nouns[1]
                raise NothingToSee(
                    f"Class {looking.class_name} has no synthetic {several}, because its GAN "
                    "failed."
                )
            drawn.files.update(importlib.import_module(view.module).draw(looking))
        except NothingToSee as nothing:
            drawn.notes[name] = str(nothing)
        except Exception as error:  # a picture must not end a run that has trained for hours
            drawn.notes[name] = f"It could not be drawn ({type(error).__name__}: {error})."
    return drawn
