"""What the runs of a study take: which are taken to take the same."""

from dataclasses import replace

from plan.config import ExperimentConfig
from studies.estimate import work_of

USUAL = ExperimentConfig()


def work(**gan):
    return work_of(replace(USUAL, gan=replace(USUAL.gan, **gan)))


def test_runs_that_differ_in_seeds_amounts_and_weights_are_timed_once():
    others = replace(USUAL, seed=3, subset_seed=2, split_seed=4, samples_per_class=50)
    assert work_of(others) == work_of(USUAL)
    assert work(r1_weight=0.01) == work(r1_weight=0.1) == work(r1_weight=1.0)
    assert work(generator_learning_rate=1e-4, beta_1=0.9, coverage_weight=3.0) == work(
        generator_learning_rate=2e-4, beta_1=0.5, coverage_weight=1.0
    )


def test_what_changes_the_work_is_timed_for_itself():
    others = [
        *(work(r1_weight=0.0), work(width=8), work(updates=10), work(networks="cgan")),
        *(work(r1_interval=2), work(feature_matching_weight=1.0), work(accuracy_limit=0.8)),
        *(work_of(replace(USUAL, arms=("original",))), work_of(replace(USUAL, views=False))),
    ]
    assert len({work(r1_weight=1.0), *others}) == 1 + len(others)
    in_epochs = replace(USUAL, gan=replace(USUAL.gan, updates=None, epochs=3))
    assert work_of(replace(in_epochs, samples_per_class=50)) != work_of(in_epochs)
