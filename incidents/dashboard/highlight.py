"""Cut a report's text at the words claims rest on; pure, for :mod:`incidents.dashboard.markup` to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text and which claims rest on it, by their position in the list given."""

    text: str
    claims: tuple[int, ...] = ()
    graphic: bool = False
    """Whether it stands in a passage to be folded away."""
    omitted: int = 0
    """Characters left out here; ``text`` is then empty."""


def segments(text: str, spans: Sequence[Span | None], graphic: Sequence[Span] = ()) -> list[Segment]:
    """Split `text` where highlighted spans begin and end; joined, the segments give the text back.

    Parameters
    ----------
    spans
        One ``(start, end)`` in characters for each claim, or None when it has no words. Spans may overlap; what
        reaches beyond the text is cut off.
    graphic
        Passages to be folded away.
    """
    clean = [_clip(span, len(text)) for span in spans]
    cuts = sorted({0, len(text), *(edge for span in [*clean, *graphic] if span for edge in span)})
    found = []
    for start, end in pairwise(cuts):
        inside = tuple(i for i, span in enumerate(clean) if span and span[0] <= start and end <= span[1])
        hard = any(first <= start and end <= last for first, last in graphic)
        found.append(Segment(text[start:end], inside, hard))
    return found


def _clip(span: Span | None, length: int) -> Span | None:
    if span is None:
        return None
    start, end = max(0, span[0]), min(length, span[1])
    return (start, end) if start < end else None


def excerpt(parts: Sequence[Segment], around: int = 1500) -> list[Segment]:
    """Keep the highlighted segments and about `around` characters on either side of each.

    What is left out is replaced by one segment with ``omitted`` set, so that it can be drawn as no part of the text.
    """
    kept: list[Segment] = []
    for i, part in enumerate(parts):
        if part.claims or part.graphic:
            kept.append(part)
        else:
            kept.extend(_shorten(part.text, around if i > 0 else 0, around if i + 1 < len(parts) else 0))
    return kept


def _shorten(text: str, head: int, tail: int) -> list[Segment]:
    if len(text) <= head + tail + 100:
        return [Segment(text)]
    middle = len(text) - head - tail
    ends = [
        Segment(text[:head]),
        Segment("", omitted=middle),
        Segment(text[len(text) - tail :] if tail else ""),
    ]
    return [end for end in ends if end.text or end.omitted]
