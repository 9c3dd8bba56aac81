"""Every column of a class: training rows beside synthetic ones, and what the class makes of it."""

from datasets.tables.kind import table_kind
from experiment.inside.looking import Looking
from plots.style import figure_to_png
from plots.table_columns import ShownColumn, plot_columns


def draw(looking: Looking) -> dict[str, bytes]:
    """`columns.png`."""
    schema, real, drawn = (
        table_kind(looking.run.data.kind).schema,
        looking.some_real,
        looking.synthetic,
    )
    columns = [
        ShownColumn(column.name, real[:, place], drawn[:, place], column.categories)
        for place, column in enumerate(schema.columns)
    ]
    title = f"{looking.title}: {len(real):,} real and {len(drawn):,} synthetic rows"
    return {"columns.png": figure_to_png(plot_columns(columns, title))}
