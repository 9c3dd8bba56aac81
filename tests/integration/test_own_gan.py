"""The family of the document docs/own_gan.md, in a file outside of the checkout."""

import json
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def own_file(tmp_path_factory, repository):
    """The document's code as a file of the user's."""
    text = (repository / "docs" / "own_gan.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    path = tmp_path_factory.mktemp("own") / "my gan.py"
    path.write_text(code, "utf-8")
    return path


@pytest.mark.parametrize("words", [(), ("--gan.conditional",)], ids=["each", "all"])
def test_it_trains_and_the_run_says_whose_code_it_was(own_file, words, study, tmp_path):
    gan = ("--gan", f"{own_file}:build", *words)
    outcome = study(tmp_path, "--classes", "0", "1", *gan, "--arms", "original", "synthetic")
    assert outcome.code == 0, outcome
    assert f"Running code of your own for the GANs: {own_file}" in outcome.stdout
    suffix = "-conditional" if words else ""
    root = tmp_path / "digits" / f"smoke-seed0-classes-0+1-my-gan-build{suffix}"
    settings = json.loads((root / "gan" / "0" / "DONE").read_text("utf-8"))["settings"]
    assert len(settings["gan"]["networks_sha256"]) == 64
    assert (root / "gan" / "+all").exists() == bool(words)


def test_other_code_is_another_gan(own_file, study, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(own_file.read_text("utf-8"), "utf-8")
    words = ("--classes", "0", "1", "--gan", f"{path}:build", "--arms", "original", "synthetic")
    assert study(tmp_path, *words).code == 0
    path.write_text(own_file.read_text("utf-8").replace("0.2", "0.3"), "utf-8")
    again = study(tmp_path, *words)
    assert again.code == 2 and "networks_sha256" in again.complaint


def test_a_layer_of_the_users_is_read_back_elsewhere(own_file, study, repository, tmp_path):
    """By a process that has built no networks."""
    text = own_file.read_text("utf-8").replace("layers.LeakyReLU(0.2)", "Doubled()")
    begin = "import keras\n\n\n@keras.saving.register_keras_serializable(package='mine')\n"
    layer = "class Doubled(keras.layers.Layer):\n    def call(self, x):\n        return 2 * x\n\n\n"
    path = tmp_path / "mine.py"
    path.write_text(text.replace("def build(", f"{begin}{layer}def build("), "utf-8")
    words = ("--classes", "0", "1", "--gan", f"{path}:build", "--arms", "original", "synthetic")
    assert study(tmp_path, *words).code == 0
    root = tmp_path / "digits" / "smoke-seed0-classes-0+1-mine-build"
    drawn = subprocess.run(
        [sys.executable, "run_experiment.py", "generate", root, "--class", "0", "--count", "5"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert drawn.returncode == 0, drawn.stderr
