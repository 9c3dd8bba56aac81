"""Draw a class's synthetic examples from its trained generator."""

import keras

from foundation.files import save_arrays
from foundation.seeds import derive_seed
from gan.own_family import know_own_layers
from gan.synthesis import draw_latents, example_maker
from plan.graph import Task
from plan.run import Run
from plan.unit import Unit
from training.saved_models import load_model


def make(run: Run, task: Task) -> None:
    """Write the class's examples."""
    seed = derive_seed(run.config.seed, "synthesis", task.subject)
    know_own_layers(run.config.gan.networks)
    generator = load_generator(run.plan.gan(task.subject).unit)
    count = run.config.synthetic_per_class
    latents = draw_latents(count, generator.input_shape[-1], seed, run.config.truncation)
    examples = example_maker(generator, run.data.kind.encoding())(latents)
    path = run.run_directory.synthetic_file(task.subject)
    save_arrays(path, {"images": examples})
    task.unit.finish(task.settings, [path])


def load_generator(unit: Unit) -> keras.Model:
    """The averaged generator of a finished class."""
    return load_model(unit.directory / "generator.keras")
