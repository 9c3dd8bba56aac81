"""Numbers as the report, its answer and the terminal write them."""

from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

from report.arm_result import Interval

NOTHING = "–"


def percent(share: float | None, digits: int = 2) -> str:
    """A share as text in %."""
    return NOTHING if share is None or share != share else f"{100 * share:.{digits}f} %"


def percents(interval: Interval, digits: int = 2) -> str:
    """An interval of shares in %, without the unit."""
    low, high = interval
    return f"{100 * low:.{digits}f} to {100 * high:.{digits}f}"


def percent_interval(interval: Interval | None, digits: int = 2) -> str:
    """An interval of shares as text in %."""
    return NOTHING if interval is None else f"{percents(interval, digits)} %"


def points(difference: float | None, digits: int = 2, *, plus: str = "+") -> str:
    """A difference of shares as percentage points, without the unit.

    Args:
        difference: -1..1.
        digits: Digits after the point.
        plus: What stands before a positive one.
    """
    if difference is None:
        return NOTHING
    size = f"{abs(100 * difference):.{digits}f}"
    sign = "−" if difference < 0 else plus
    return f"{sign}{size}" if float(size) else size


def points_interval(interval: Interval | None, digits: int = 2, *, plus: str = "+") -> str:
    """An interval of differences as percentage points, without the unit."""
    if interval is None:
        return NOTHING
    return " to ".join(points(end, digits, plus=plus) for end in interval)


def ratio(value: float | None) -> str:
    """A ratio with two digits after the point."""
    return NOTHING if value is None else f"{value:.2f}"


def shown_as(value: float | None, how: str) -> str:
    """A metric as its row wants it, by `_FORMS`; NaN is nothing."""
    return NOTHING if value is None or value != value else _FORMS[how](value)


def figure(value: float) -> str:
    """A number of no natural scale with three digits."""
    return f"{value:.3g}".replace("-", "−")


_FORMS: dict[str, Callable[[float], str]] = {
    "percent": percent,
    "points": points,
    "ratio": ratio,
    "figure": figure,
}


def bounds_as(bounds: Interval | None, how: str) -> str:
    """Two ends as `shown_as` writes them."""
    if bounds is None:
        return NOTHING
    low, high = (shown_as(end, how) for end in bounds)
    return f"{low.removesuffix(' %')} to {high}"


def number(value: float | None) -> str:
    """A count with thousands separated, at most one digit after the point."""
    if value is None:
        return NOTHING
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def numbers(values: Sequence[float]) -> str:
    """Counts one after the other, as `number` writes them."""
    return "; ".join(map(number, values)) or NOTHING


def unbroken(text: str) -> str:
    """A sentence in which no line ends between a number and its unit."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def breakable(name: str) -> Markup:
    """A name such as original+synthetic, which a narrow column may break after a plus."""
    return Markup("+<wbr>").join(map(escape, name.split("+")))
