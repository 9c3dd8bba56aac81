"""A drawn set as it leaves the house: what its card and its machine-readable twin say of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from arms.catalog import INGREDIENTS, REFERENCE_ARM
from datasets.kinds import Kind, restored_kind
from report.numbers import percent, percents
from report.texts import about_ingredient, how_pairs_were_trained

SPLIT = "train"
"""The folder that the class folders are in; loaders take its name for that of the split."""
METADATA = f"{SPLIT}/metadata.csv"
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


@dataclass(frozen=True, kw_only=True)
class ExportedSet:
    """A drawn set and the run that it comes from."""

    arm: str
    """Of the classifier that learned from these examples alone."""
    ingredient: str
    record: Mapping[str, Any]
    """The content of the run's run.json."""
    counts: Mapping[str, int]
    """Class name -> number of examples."""
    folders: Mapping[str, str]
    """Class name -> name of its folder."""
    missing: tuple[str, ...]
    """Classes of the run that have no examples."""
    metrics: tuple[Mapping[str, Any], ...]
    """Rows of the run's metrics.jsonl; none where it has no report yet."""

    @property
    def kind(self) -> Kind:
        """What the examples are."""
        return restored_kind(self.record["data"])

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def name(self) -> str:
        return f"{self.record['data']['dataset']}-{self.arm}"

    @property
    def size_category(self) -> str:
        """In the words of the Hugging Face Hub."""
        return next((words for most, words in _SIZES if self.total < most), "1M<n<10M")

    @property
    def how(self) -> str:
        """How the examples were made; sentences."""
        config = self.record["config"]
        if INGREDIENTS[self.ingredient].needs != "gans":
            return about_ingredient(self.ingredient, config["synthetic_per_class"], self.kind.nouns)
        gan = config["gan"]
        length = f"{gan['epochs']} epochs" if gan.get("epochs") else f"{gan['updates']:,} updates"
        of_what = "for each class" if gan.get("conditional") else "each"
        return f"{how_pairs_were_trained(config, self.kind.nouns)}, for {length} {of_what}."

    @property
    def source(self) -> str:
        """What the models learned from; sentences."""
        data = self.record["data"]
        return f"{data['title']}. {data['provenance']}"

    def values(self, split: str, arm: str = "", start: str = "") -> dict[str, float]:
        """Figures over all classes, metric -> value; of several repeats the mean.

        Args:
            split: As in metrics.jsonl.
            arm: Of the figures; empty: of this set.
            start: What the metrics' names begin with.
        """
        found: dict[str, list[float]] = {}
        for row in self.metrics:
            wanted = row.get("split") == split and row.get("class_name") is None
            if wanted and row.get("arm") == (arm or self.arm) and row["value"] is not None:
                found.setdefault(row["metric"], []).append(row["value"])
        return {
            metric: sum(values) / len(values)
            for metric, values in found.items()
            if metric.startswith(start)
        }

    def worth(self) -> str:
        """What a classifier reached that learned from the set; one sentence."""
        several = self.kind.nouns[1]
        own = self.values("test", start="accuracy_mean")
        real = self.values("test", REFERENCE_ARM, "accuracy_mean")
        if "accuracy_mean" not in own:
            return (
                f"Not measured: the run has no classifier that learned from these {several} alone."
            )
        sentence = f"A classifier trained on these {several} alone reached {_reached(own)}"
        if "accuracy_mean" in real:
            sentence += f", one trained on the real training {several} {_reached(real)}"
        return f"{sentence}, on real test {several} that neither had seen."


def _reached(values: Mapping[str, float]) -> str:
    text = percent(values["accuracy_mean"])
    low, high = (values.get(f"accuracy_mean_{end}") for end in ("low", "high"))
    if low is None or high is None:
        return text
    return f"{text} (95 % interval {percents((low, high))})"
