"""Draw a class's examples of a control, fitted to its real training examples."""

import importlib

from arms.catalog import INGREDIENTS
from foundation.files import save_arrays
from foundation.seeds import derive_seed
from plan.graph import Task
from plan.run import Run


def make(run: Run, task: Task) -> None:
    """Write the class's examples."""
    module = INGREDIENTS[task.ingredient].module_for(run.data.kind.name)
    draw = importlib.import_module(module).draw
    split = run.load_split()
    examples = draw(
        run.data.kind,
        run.class_examples(split, task.subject),
        run.drawn_count(split, task.subject),
        derive_seed(run.config.seed, task.ingredient, task.subject),
    )
    path = run.run_directory.drawn_file(task.ingredient, task.subject)
    save_arrays(path, {"images": examples})
    task.unit.finish(task.settings, [path])
