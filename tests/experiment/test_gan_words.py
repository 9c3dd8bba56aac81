"""How family and one pair for all classes are asked for: words, a file, and both."""

import pytest

from experiment.command_line import run_parser
from foundation.errors import UserError

FEW = 50


def gan_of(*words, toml=None, directory=None):
    if toml is not None:
        path = directory / "options.toml"
        path.write_text(toml, "utf-8")
        words = ("--config", str(path), *words)
    return run_parser(words)(FEW).run.gan


def test_one_pair_for_all_leaves_out_what_is_for_one_class():
    plain, asked = gan_of(), gan_of("--gan.conditional")
    assert plain.coverage_weight > 0 == asked.coverage_weight and asked.conditional
    assert gan_of("--gan", "cgan") == gan_of("--gan.networks=cgan")


def test_the_command_line_wins_over_family_and_file(tmp_path):
    plain = gan_of()
    asked = gan_of("--gan.no-conditional", toml="[gan]\nconditional = true", directory=tmp_path)
    assert asked == plain
    alone = gan_of("--gan", "cgan", "--gan.no-conditional")
    assert not alone.conditional and alone.coverage_weight == plain.coverage_weight


@pytest.mark.parametrize(
    "toml", ["[gan]\nnetworks = 'wgan-gp'", "gan = 'wgan-gp'", "'gan.networks' = 'wgan-gp'"]
)
def test_a_family_of_a_file_brings_its_options(toml, tmp_path):
    assert gan_of(toml=toml, directory=tmp_path) == gan_of("--gan", "wgan-gp")
    other = gan_of("--gan", "sngan", toml=toml, directory=tmp_path)
    assert (other.networks, other.loss) == ("sngan", "hinge")


def test_what_would_undo_itself_is_refused():
    with pytest.raises(UserError, match="truncation: expected None with mapping layers"):
        gan_of("--truncation", "1")
    assert run_parser(["--truncation", "1", "--gan.mapping-layers", "0"])(FEW).run.truncation == 1
