"""Results of an arm of which several classifiers learn: one by one, and the means over them."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from classifiers.tables.catalog import TABLE_CLASSIFIERS
from report.found import find
from report.results import metrics_rows
from report.sections import arms, classes
from tests.report.examples import finish_split
from tests.report.table_runs import finish_panel, right_in, table_run

SHARES = {
    "original": {"logistic": 0.9, "forest": 0.8, "boosting": 1.0, "mlp": 0.7},
    "synthetic": {"logistic": 0.5, "forest": 0.6, "boosting": 0.7, "mlp": 0.8},
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run with two repeats of two arms; in the second one each classifier is worse by 10 %."""
    run = table_run(tmp_path_factory.mktemp("run"), arms=tuple(SHARES), repeats=2)
    finish_split(run)
    for arm, shares in SHARES.items():
        for repeat in range(2):
            less = {name: share - 0.1 * repeat for name, share in shares.items()}
            finish_panel(run, arm, repeat, right_in(run, less))
    return run


@pytest.fixture(scope="module")
def found(run):
    return find(run)


def test_each_classifier_has_the_mean_of_its_repeats_and_the_arm_that_of_all(found):
    original, synthetic = found.arms
    assert {name: row["accuracy"] for name, row in original.panel.items()} == pytest.approx(
        {name: share - 0.05 for name, share in SHARES["original"].items()}
    )
    assert list(original.panel) == list(TABLE_CLASSIFIERS)
    assert original.figures["accuracy"] == pytest.approx(original.accuracy) == pytest.approx(0.8)
    # Sure probabilities: Brier's score is twice the share of wrong ones.
    assert synthetic.figures["brier"] == pytest.approx(2 * (1 - synthetic.accuracy))
    assert original.trainings == found.trainings == "4 classifiers x 2 repeats"
    assert (original.updates, original.epochs, original.selected_updates) == (None, None, [])


def test_figures_are_those_of_each_classifiers_probabilities(tmp_path):
    run = table_run(tmp_path, arms=("original",), repeats=1)
    finish_split(run)
    rng = np.random.default_rng(3)
    said = {name: rng.dirichlet((1, 1), 20) for name in TABLE_CLASSIFIERS}
    finish_panel(run, "original", 0, said)
    (arm,) = find(run).arms
    truth = run.data.labels[run.load_split().test[:20]]
    areas = {
        name: roc_auc_score(truth, each[:, 1].astype(np.float32)) for name, each in said.items()
    }
    assert {name: row["auc"] for name, row in arm.panel.items()} == pytest.approx(areas)
    assert arm.figures["auc"] == pytest.approx(np.mean(list(areas.values())))
    assert arm.trainings == "4 classifiers"


def test_the_page_has_a_table_of_them_and_no_columns_of_updates(found):
    html = arms.build(found).html
    for row in TABLE_CLASSIFIERS.values():
        assert row.heading in html and row.about in html
    for text in (
        "lowest and highest of 4 classifiers x 2 repeats", "4 classifiers learn from each arm, 2 "
        "times each", "Mean AUC", "Mean Brier score", "85.00 %", "<strong>80.00 %</strong>",
        "the same 20 real rows", "Training rows", "0.40",
    ):  # fmt: skip
        assert text in html, text
    for text in ("settled?", "Updates", "Epochs", "Tested update", "0; 0", "image"):
        assert text not in html, text
    assert "summed over 4 classifiers x 2 repeats" in classes.build(found).html


def test_they_are_a_file_as_well(found):
    text = arms.build(found).files["tables/classifiers.csv"]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["arm"], row["classifier"]) for row in rows] == [
        (arm, name) for arm in SHARES for name in (*TABLE_CLASSIFIERS, "mean")
    ]
    assert float(rows[1]["accuracy"]) == pytest.approx(0.75)
    assert float(rows[4]["accuracy"]) == pytest.approx(0.8)
    assert 0 < float(rows[4]["macro_f1"]) < 1


def test_metrics_name_the_classifier_and_its_repeat(run, found):
    rows = metrics_rows(run, list(found.arms), dict(found.finished))
    single = [row for row in rows if row["metric"] == "accuracy" and row["class_name"] is None]
    assert len(single) == 2 * 2 * 4
    assert {(row["repeat"], row["classifier"]) for row in single} == {
        (repeat, name) for repeat in range(2) for name in TABLE_CLASSIFIERS
    }
    (of_one,) = [row["value"] for row in single if row["arm"] == "original"
                 and row["repeat"] == 1 and row["classifier"] == "boosting"]  # fmt: skip
    assert of_one == pytest.approx(0.9)
    # Over all of an arm no classifier is named; what has no meaning has no row.
    means = pd.DataFrame([row for row in rows if row["repeat"] is None])
    assert {"accuracy_mean", "macro_f1_mean", "auc_mean", "brier_mean"} <= set(means["metric"])
    assert means["classifier"].isna().all() if "classifier" in means else True
    assert not any(row["metric"] == "updates" for row in rows)
    paired = [row["value"] for row in rows if row["arm"] == "synthetic" and row["repeat"] == 0
              and row.get("classifier") == "mlp"
              and row["metric"] == "accuracy_difference_to_original"]  # fmt: skip
    assert paired == [pytest.approx(0.1)]


def test_the_answer_says_what_the_mean_is_of(found):
    assert "(mean of 4 classifiers x 2 repeats, " in found.answer
