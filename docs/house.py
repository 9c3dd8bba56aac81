"""The house as its imports show it: packages, floors, arrows; drawn by `python docs/house.py`.

Draws docs/images/architecture.png and prints the figures that docs/architecture.md names. A test
(tests/test_house.py) holds the rules: imports point down, nothing runs in a circle, no package and
no file outgrows its bounds.
"""

import ast
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
PICTURE = HOUSE / "docs" / "images" / "architecture.png"

# From the roof to the ground: a package imports from floors below its own, and from its own floor.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("run_experiment",),
    ("studies",),
    ("experiment",),
    ("report",),
    ("plan",),
    ("gan", "classifiers", "arms"),
    ("augmentation", "datasets", "training"),
    ("metrics", "plots"),
    ("foundation",),
)
APART = frozenset({"gan", "classifiers", "arms"})
"""They never import each other: they meet in files and in the types of `training`."""


@dataclass(frozen=True)
class Module:
    """A file of the house."""

    name: str
    """Dotted, such as `gan.families.dcgan`."""
    lines: int
    imports: frozenset[str]
    """Dotted names of modules of the house that it imports, anywhere in it."""
    functions: tuple[int, ...]
    """Lines of each function, its signature and text included."""

    @property
    def package(self) -> str:
        """The package at the top."""
        return self.name.partition(".")[0]


def read_modules(house: Path = HOUSE) -> dict[str, Module]:
    """Every module of the packages on the floors, by name; packages without code are left out."""
    names = {package for floor in FLOORS for package in floor}
    paths = [path for package in names for path in (house / package).rglob("*.py")]
    paths += [house / f"{name}.py" for name in names if (house / f"{name}.py").is_file()]
    dotted = {_dotted(path, house): path for path in paths}
    return {name: _read(name, path, set(dotted)) for name, path in sorted(dotted.items())}


def _dotted(path: Path, house: Path) -> str:
    parts = path.relative_to(house).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _read(name: str, path: Path, known: set[str]) -> Module:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    functions = [
        node.end_lineno - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None
    ]
    imports = frozenset(_imports(tree, known)) - {name}
    return Module(name, len(text.splitlines()), imports, tuple(functions))


def _imports(tree: ast.AST, known: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in known:
                    yield inner
                elif node.module in known:
                    yield node.module


def floor_of(package: str) -> int:
    """The floor of a package, 0 at the top."""
    return next(index for index, floor in enumerate(FLOORS) if package in floor)


def arrows(modules: dict[str, Module]) -> dict[tuple[str, str], int]:
    """(package, package that it imports from) -> how many imports."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for module in modules.values():
        for imported in module.imports:
            other = modules[imported].package
            if other != module.package:
                counts[module.package, other] += 1
    return dict(counts)


def upward_arrows(modules: dict[str, Module]) -> list[str]:
    """Imports that do not point down, or join packages that are to stay apart."""
    wrong = []
    for module in modules.values():
        for imported in module.imports:
            one, other = module.package, modules[imported].package
            joined = one != other and {one, other} <= APART
            if floor_of(other) < floor_of(one) or joined:
                wrong.append(f"{module.name} imports {imported}")
    return wrong


def circles(modules: dict[str, Module]) -> list[list[str]]:
    """Sets of modules that import each other, by way of others or not (Tarjan 1972)."""
    graph = {name: sorted(module.imports) for name, module in modules.items()}
    return [found for found in _components(graph) if len(found) > 1]


def _components(graph: dict[str, list[str]]) -> Iterator[list[str]]:
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []

    def visit(node: str) -> Iterator[list[str]]:
        order[node] = low[node] = len(order)
        stack.append(node)
        for other in graph[node]:
            if other not in order:
                yield from visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == order[node]:
            place = stack.index(node)
            found = sorted(stack[place:])
            del stack[place:]
            yield found

    for node in graph:
        if node not in order:
            yield from visit(node)


def shares(modules: dict[str, Module]) -> dict[str, float]:
    """Package -> its part of all lines, 0 to 1."""
    lines: dict[str, int] = defaultdict(int)
    for module in modules.values():
        lines[module.package] += module.lines
    total = sum(lines.values())
    return {package: count / total for package, count in lines.items()}


def describe(modules: dict[str, Module]) -> str:
    """The figures in words."""
    functions = [length for module in modules.values() for length in module.functions]
    biggest = max(shares(modules).items(), key=lambda item: item[1])
    longest = max(modules.values(), key=lambda module: module.lines)
    return (
        f"{len(modules)} modules, {sum(m.lines for m in modules.values()):,} lines; "
        f"{len(arrows(modules))} arrows between {len(shares(modules))} packages, "
        f"{len(upward_arrows(modules))} up, {len(circles(modules))} circles. "
        f"Largest package: {biggest[0]}, {100 * biggest[1]:.0f} % of the lines. "
        f"Longest file: {longest.name}, {longest.lines} lines. "
        f"Functions: median {statistics.median(functions):.0f} lines, longest {max(functions)}."
    )


def draw(modules: dict[str, Module]) -> bytes:
    """The picture: floors from top to bottom, rooms as wide as their lines, arrows downwards.

    Arrows to the ground are left out: every room stands on it.
    """
    from matplotlib.patches import FancyBboxPatch

    from plots.style import MUTED, figure_to_png, new_figure

    size = shares(modules)
    floors = [[room for room in floor if room in size] for floor in FLOORS]
    floors = [floor for floor in floors if floor]
    figure = new_figure(height=7.0, width=9.0)
    axes = figure.subplots()
    places = {}
    for level, floor in enumerate(floors):
        for index, room in enumerate(floor):
            places[room] = ((index + 1) / (len(floor) + 1), len(floors) - level)
    for (one, other), count in arrows(modules).items():
        if other in FLOORS[-1]:
            continue
        (x0, y0), (x1, y1) = places[one], places[other]
        curve = 0.0 if y0 - y1 == 1 else 0.12 * (1 if x0 >= x1 else -1)
        axes.annotate(
            "", (x1, y1 + 0.17), (x0, y0 - 0.17),
            arrowprops={
                "arrowstyle": "-|>", "color": MUTED, "alpha": 0.45,
                "linewidth": 0.4 + count / 12, "connectionstyle": f"arc3,rad={curve}",
            },
        )  # fmt: skip
    for room, (x, y) in places.items():
        width = 0.9 if room in FLOORS[-1] else 0.12 + 0.35 * size[room]
        corner = (x - width / 2, y - 0.17)
        axes.add_patch(
            FancyBboxPatch(
                corner, width, 0.34, boxstyle="round,pad=0.01", fc="#eef4f8", ec="#0072B2"
            )
        )
        axes.text(x, y, f"{room}\n{100 * size[room]:.0f} %", ha="center", va="center", fontsize=9)
    axes.set_xlim(0, 1)
    axes.set_ylim(0.4, len(floors) + 0.6)
    axes.set_axis_off()
    return figure_to_png(figure)


if __name__ == "__main__":
    sys.path.insert(0, str(HOUSE))
    found = read_modules()
    PICTURE.write_bytes(draw(found))
    print(describe(found))
