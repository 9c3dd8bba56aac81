"""Ask whether the examples that an arm draws repeat what they were learned from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from arms.catalog import ARMS, INGREDIENTS
from arms.training import load_ingredient
from datasets.splits import Split
from experiment.judge import Judge, load_judge
from experiment.privacy_pairs import find_pairs
from experiment.privacy_roles import Roles, assign_roles, without_twins
from foundation.files import save_arrays
from foundation.seeds import derive_seed
from gan.criticism import company_size, logits_of
from gan.own_family import know_own_layers
from metrics.copying.exact_copies import are_copies
from metrics.privacy import WORST, PrivacyEvidence, measure
from metrics.tables.columns import Table
from metrics.tables.disclosure import RowsByRole
from plan.encodings import kept_encoding
from plan.graph import Task
from plan.run import Run
from report.privacy_table import load_table, pairs_path, rows_path, save_table, table_path
from training.saved_models import load_model

DRAWN_EXAMPLES = 2000
"""Of a class: the more are looked at, the more of what a generator repeats is seen."""


def make(run: Run, task: Task) -> None:
    """Write the table of one arm, its closest pairs, and who had which role."""
    split = run.load_split()
    drawn = _drawn(run, split, task.subject)
    measuring = _Measuring(run, split, load_judge(run), ARMS[task.subject].ingredients[0])
    roles = {name: measuring.roles(name) for name in run.data.class_names}
    evidence = {name: measuring.evidence(name, drawn[name], roles[name]) for name in roles}
    save_table(table_path(task), measure(evidence, derive_seed(run.config.seed, "privacy")))
    seed = derive_seed(run.config.split_seed, "privacy", "shown")
    save_arrays(pairs_path(task), find_pairs(run.data.examples, drawn, roles, evidence, seed))
    rows = {
        part: np.concatenate([getattr(each, part) for each in roles.values()])
        for part in Roles._fields
    }
    save_arrays(rows_path(task), rows)
    files = [table_path(task), pairs_path(task), rows_path(task)]
    counts = {part: len(each) for part, each in rows.items()}
    task.unit.finish(task.settings, files, examples_of_each_role=counts)


def ended(run: Run, task: Task) -> str:
    """How well the worst attack by the drawn examples does, which is a figure on test examples."""
    if not run.says_test_figures:
        return ""
    table, several = load_table(table_path(task)), run.data.kind.nouns[1]
    if not table.has(f"{WORST}_auc"):
        return (
            f"  Too few {several} to tell whether the {task.subject} ones repeat training {several}"
        )
    found = table.get(f"{WORST}_auc")
    return (
        f"  The worst attack on the {task.subject} {several} tells training {several} from others "
        f"with an area of {found.value:.3f} ({found.low:.3f} to {found.high:.3f}; guessing: 0.5)"
    )


def _drawn(run: Run, split: Split, arm: str) -> dict[str, np.ndarray]:
    """Class name -> the first examples that were drawn for it, stored."""
    (ingredient,) = ARMS[arm].ingredients
    found = load_ingredient(ingredient, run.arm_sources(split), 0)
    return {
        name: found.examples[found.labels == index][:DRAWN_EXAMPLES]
        for index, name in enumerate(run.data.class_names)
    }


def _rows_by_role(kind: Any, parts: Mapping[str, np.ndarray]) -> RowsByRole:
    tables = {part: Table(examples, kind.columns) for part, examples in parts.items()}
    return RowsByRole(
        drawn=tables["drawn"],
        training=tables["training"],
        held_out=tables["held_out"],
        fresh=tables["fresh"],
    )


# Of what stored examples something is guessed, by the kind of data.
_GUESSED: dict[str, Callable[[Any, Mapping[str, np.ndarray]], RowsByRole | None]] = {
    "images": lambda kind, parts: None,
    "table": _rows_by_role,
    "signal": lambda kind, parts: None,
}


@dataclass(frozen=True)
class _Measuring:
    """What is known of the real examples, and how a class's evidence is put together."""

    run: Run
    split: Split
    judge: Judge
    ingredient: str

    def roles(self, name: str) -> Roles:
        """Of one class; they belong to the split, so that runs of one split compare the same."""
        data, train = self.run.data, self.split.train
        of_class = {
            part: rows[data.labels[rows] == self.run.class_index(name)]
            for part, rows in {
                "compared": self.judge.compared,
                "learned": self.judge.learned,
                "validation": self.split.validation,
                "test": self.judge.held_out,
            }.items()
        }
        # Where rows are equal by chance, those that are show how often: they are the floor.
        for part in ("validation", "test") if data.kind.equal_is_copied else ():
            of_class[part] = without_twins(of_class[part], train, data.equal_groups)
        return assign_roles(
            **of_class, seed=derive_seed(self.run.config.split_seed, "privacy", name)
        )

    def evidence(self, name: str, drawn: np.ndarray, roles: Roles) -> PrivacyEvidence:
        """Of one class, from its drawn examples, stored."""
        examples, trained_on = self.run.data.examples, self.run.class_examples(self.split, name)
        parts = {part: examples[rows] for part, rows in roles._asdict().items()}
        parts["drawn"] = drawn
        asked = [roles.training, roles.held_out]
        validation = np.intersect1d(roles.fresh, self.split.validation)
        wanted = examples[np.concatenate([*asked, validation])]
        logits = self._logits(name, wanted, drawn, trained_on)
        ends = sum(map(len, asked))
        return PrivacyEvidence(
            **self._features(parts),
            rows=_GUESSED[self.run.data.kind.name](self.run.data.kind, parts),
            is_copy=are_copies(drawn, trained_on),
            fresh_is_copy=are_copies(examples[roles.fresh], trained_on),
            logits=None if logits is None else logits[:ends],
            validation_logits=None if logits is None else logits[ends:],
        )

    def _features(self, parts: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """What the judge sees in each part, all looked at in one go."""
        features = self.judge.see(np.concatenate(list(parts.values()))).features
        ends = np.cumsum([len(each) for each in parts.values()])[:-1]
        return dict(zip(parts, np.split(features, ends)))

    def _logits(self, name: str, asked: np.ndarray, drawn: np.ndarray, trained_on: np.ndarray):
        """What the class's discriminator says; None: it says nothing, as of a control, or was not
        kept.

        One that compares the examples of a batch is asked about each beside the same drawn ones.
        """
        path = self.run.plan.gan(name).unit.directory / "discriminator.keras"
        if INGREDIENTS[self.ingredient].needs != "gans" or not path.is_file():
            return None
        know_own_layers(self.run.config.gan.networks)
        encoding = kept_encoding(self.run.data.kind, path.parent)
        beside = drawn[: company_size(self.run.config.gan, len(trained_on))]
        return logits_of(load_model(path), encoding, asked, beside)
