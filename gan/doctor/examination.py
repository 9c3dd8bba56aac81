"""All symptoms looked for in one training."""

from pathlib import Path

import keras
import numpy as np
import pandas as pd

from datasets.kinds import Encoding
from foundation.seeds import derive_seed
from gan.catalog import OBJECTIVES
from gan.comparison import vectors
from gan.doctor.catalog import SYMPTOMS
from gan.doctor.evidence import Evidence
from gan.doctor.findings import Finding, save_findings
from gan.instruments import load_instruments
from gan.options import GanConfig
from gan.synthesis import draw_latents, example_maker

_MOST_KNOWN, _MOST_REAL, _DRAWN = 10_000, 1000, 500
_COMPARED_SIDE = 28


def examine(evidence: Evidence) -> list[Finding]:
    """The symptoms of a training, in the order of the table."""
    found = {name: row.load()(evidence) for name, row in SYMPTOMS.items()}
    return [Finding(name, sentence) for name, sentence in found.items() if sentence]


def examine_unit(
    directory: Path,
    encoding: Encoding,
    examples: np.ndarray,
    *,
    config: GanConfig,
    generator: keras.Model | None,
    divergence: str,
    seed: int,
) -> Path:
    """Examine the training of a class and write what is found beside what it has left.

    Args:
        directory: Of the unit, with history.csv.
        encoding: Of the examples.
        examples: [n, ...], stored, the training examples of the class.
        config: How it was trained.
        generator: From latents to encoded examples; None: it has diverged.
        divergence: One sentence; empty: it has not.
        seed: Of the class.

    Returns:
        The path of the file.

    Raises:
        UserError: It cannot be written.
    """
    rows = np.random.default_rng(derive_seed(seed, "doctor")).permutation(len(examples))
    known = vectors(encoding.encode(examples[rows[:_MOST_KNOWN]]), _COMPARED_SIDE)
    drawn = None
    if generator is not None:
        latents_seed = derive_seed(seed, "doctor", "latents")
        latents = draw_latents(_DRAWN, generator.input_shape[-1], latents_seed)
        stored = example_maker(generator, encoding)(latents)
        drawn = vectors(encoding.encode(stored), _COMPARED_SIDE)
    evidence = Evidence(
        history=pd.read_csv(directory / "history.csv"),
        seen=load_instruments(directory) or {},
        real=known[:_MOST_REAL],
        known=known,
        drawn=drawn,
        logits_have_scale=OBJECTIVES[config.loss].has_scale,
        divergence=divergence,
    )
    return save_findings(directory, examine(evidence))
