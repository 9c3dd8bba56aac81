"""Draw a class's synthetic examples from its trained generator."""

import keras

from foundation.files import save_arrays
from foundation.seeds import derive_seed
from gan.ensemble import choices
from gan.own_family import know_own_layers
from gan.synthesis import draw_latents, example_maker
from plan.encodings import kept_encoding
from plan.graph import Task
from plan.run import Run
from plan.unit import Unit
from training.saved_models import load_model


def make(run: Run, task: Task) -> None:
    """Write the class's examples."""
    seed = derive_seed(run.config.seed, "synthesis", task.subject)
    know_own_layers(run.config.gan.networks)
    unit = run.plan.gan(task.subject).unit
    generator = load_generator(unit)
    count = run.drawn_count(run.load_split(), task.subject)
    latents = draw_latents(
        count, generator.input_shape[-1], seed, run.config.truncation,
        choices(run.config.gan.ensemble),
    )  # fmt: skip
    encoding = kept_encoding(run.data.kind, unit.directory)
    examples = example_maker(generator, encoding)(latents)
    path = run.run_directory.synthetic_file(task.subject)
    save_arrays(path, {"images": examples})
    task.unit.finish(task.settings, [path])


def load_generator(unit: Unit) -> keras.Model:
    """The averaged generator of a finished class."""
    return load_model(unit.directory / "generator.keras")
