"""The stages of a run, in their order: what `--stages` chooses from."""

STAGES: dict[str, str] = {
    "split": "draw training, validation and test examples",
    "gans": "train the GANs",
    "synthesis": "draw synthetic examples, and those of the controls",
    "classifiers": "train the arms' classifiers, judge what was drawn, look inside the GANs",
    "report": "metrics, pictures and the page",
}
