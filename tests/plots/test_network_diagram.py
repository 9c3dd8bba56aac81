import xml.etree.ElementTree as ET

import pytest

from plots.network_diagram import FILLS, Box, network_svg, svg_size

SVG = "{http://www.w3.org/2000/svg}"
CHAIN = [
    Box("Input", (28, 28, 1), 0, "input"),
    Box("Conv2D 3×3", (28, 28, 16), 160, "weights", (0,)),
    Box("ReLU", (28, 28, 16), 0, "activation", (1,)),
]
# A skip connection past two boxes, and a branch of its own.
RESIDUAL = [*CHAIN, Box("Conv2D 1×1", (28, 28, 16), 32, "weights", (0,)),
            Box("Add", (28, 28, 16), 0, "merge", (3, 2, 0))]  # fmt: skip


def _read(boxes, title="Generator"):
    return ET.fromstring(network_svg(boxes, title))


def _rectangles(tree):
    """The boxes as (left, top), in the order of the list."""
    found = tree.findall(f"{SVG}rect")[1:]
    return [(float(each.get("x")), float(each.get("y"))) for each in found]


def test_layers_stand_one_below_the_other_with_shape_and_parameters():
    tree = _read(CHAIN)
    places = _rectangles(tree)
    assert len({left for left, _ in places}) == 1
    assert [top for _, top in places] == sorted({top for _, top in places})
    texts = [each.text for each in tree.iter(f"{SVG}text")]
    assert {"Generator", "160 parameters", "28 × 28 × 16", "Conv2D 3×3", "160"} <= set(texts)
    assert len(tree.findall(f"{SVG}path")) == 2


def test_branches_stand_side_by_side_and_every_input_has_its_line():
    tree = _read(RESIDUAL)
    (_, first, second, branch, add) = places = _rectangles(tree)
    assert branch[1] == first[1] and branch[0] > first[0]
    assert add[0] == second[0] and add[1] > second[1]
    lines = [each.get("d") for each in tree.findall(f"{SVG}path")]
    assert len(lines) == sum(len(box.inputs) for box in RESIDUAL)
    assert len(set(places)) == len(RESIDUAL)
    assert sum(" C" in line for line in lines) == 1  # past the boxes between


def test_a_line_that_passes_others_runs_beside_them():
    tree = _read(RESIDUAL)
    (past,) = [p.get("d") for p in tree.findall(f"{SVG}path") if " C" in p.get("d")]
    lane = float(past.split(" C")[1].split()[0])
    assert 0 < lane < min(left for left, _ in _rectangles(tree))


def test_text_is_escaped_and_the_size_is_that_of_the_drawing():
    boxes = [Box('<script>alert("1")</script> & more', (None, 3), 0, "input")]
    text = network_svg(boxes, "A & <B>")
    assert "<script>" not in text
    tree = ET.fromstring(text)
    assert tree.find(f"{SVG}title").text == "A & <B>, 0 parameters"
    assert "? × 3" in [each.text for each in tree.iter(f"{SVG}text")]
    assert svg_size(text) == (int(tree.get("width")), int(tree.get("height")))
    with pytest.raises(ValueError, match="expected a diagram"):
        svg_size("<svg></svg>")


@pytest.mark.parametrize("kind", FILLS)
def test_every_kind_has_its_colour(kind):
    tree = _read([Box("Layer", (1,), 0, kind)])
    assert tree.findall(f"{SVG}rect")[1].get("fill") == FILLS[kind]
