"""Each source's figure beside the others, as a small plot: the range of an incident is made of these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from incidents.dashboard import markup, words
from incidents.model import Casualties, CasualtyEstimate
from incidents.tolls import Figure

OPEN_SHARE: Final = 0.12
"""How far, in parts of the axis, a bar without an upper bound fades out."""


def figure_plot(name: str, figures: Sequence[Figure], estimate: CasualtyEstimate) -> str:
    """HTML of one row for each figure, on a common axis from nought; nothing when fewer than two are told.

    Parameters
    ----------
    name
        What is counted: "Killed".
    figures
        As :func:`incidents.tolls.figures` gives them.
    estimate
        What was made of them; its range is shaded behind the rows.
    """
    figures = _distinct(figures)
    if len(figures) < 2:
        return ""
    top = max(max(f.count.high or 0, f.count.low or 0) for f in figures) * (1 + OPEN_SHARE) or 1
    ordered = sorted(figures, key=lambda f: (f.count.low or 0, f.source.name))
    used = [_row(figure, top, estimate) for figure in ordered if figure.used]
    others = [_row(figure, top, estimate) for figure in ordered if not figure.used]
    return (
        f'<div class="si-plot"><div class="si-sub">{markup.text(name)}, by source '
        f"({markup.text(estimate.rule)})</div>"
        f"<ul>{''.join(used)}</ul>{markup.folded(f'Figures not used ({len(others)})', _list(others))}</div>"
    )


def _list(rows: Sequence[str]) -> str:
    return f"<ul>{''.join(rows)}</ul>" if rows else ""


def _distinct(figures: Sequence[Figure]) -> list[Figure]:
    """The figures, each source's once: those used, then others that differ from them."""
    kept: dict[tuple[str, int | None, int | None], Figure] = {}
    for figure in sorted(figures, key=lambda f: not f.used):
        kept.setdefault((figure.source.id, figure.count.low, figure.count.high), figure)
    return list(kept.values())


def _row(figure: Figure, top: float, estimate: CasualtyEstimate) -> str:
    used = "" if figure.used else " si-unused"
    why = f' <span class="si-sub">{markup.text(figure.why)}</span>' if figure.why else ""
    return (
        f'<li class="{used.strip()}"><span class="si-who">{markup.isolated(_name(figure))}</span>'
        f'<span class="si-track" aria-hidden="true">{_shade(estimate, top)}{_bar(figure.count, top)}</span>'
        f'<span class="si-value">{markup.text(words.count(figure.count.low, figure.count.high))}{why}</span></li>'
    )


def _name(figure: Figure) -> str:
    return figure.source.name if figure.source.named else f"{figure.source.name} (own voice)"


def _shade(estimate: CasualtyEstimate, top: float) -> str:
    if estimate.low is None:
        return ""
    end = top if estimate.high is None else max(estimate.high, estimate.low)
    return f'<i class="si-range" style="{_place(estimate.low, end, top)}"></i>'


def _bar(count: Casualties, top: float) -> str:
    low = count.low or 0
    if count.high == low:
        return f'<i class="si-point" style="left:{100 * low / top:.1f}%"></i>'
    if count.high is None:
        return f'<i class="si-bar si-open" style="{_place(low, low + top * OPEN_SHARE, top)}"></i>'
    return f'<i class="si-bar" style="{_place(low, count.high, top)}"></i>'


def _place(start: float, end: float, top: float) -> str:
    left, width = 100 * start / top, 100 * (min(end, top) - start) / top
    return f"left:{left:.1f}%;width:{max(width, 0.8):.1f}%"
