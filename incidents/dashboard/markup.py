"""Safe HTML for words that come from reports.

Every word of a report reaches the page through :func:`text` and ``st.html``: never through Markdown, where an image
link would make a request, nor through folium, which compiles templates. Escaped text inside ``st.html`` is inert, and
DOMPurify stands behind it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final

from incidents.dashboard.highlight import Segment
from incidents.query.words import Terms, spans

# Embeddings, overrides and isolates can make words read in another order than they are stored; a researcher must
# see that they are there. The plain marks U+200E, U+200F and U+061C only help mixed text and stay.
_DIRECTION: Final = "\u202a-\u202e\u2066-\u2069"
_INVISIBLE: Final = re.compile(
    f"[{_DIRECTION}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u200b\u2028\u2029\u2060]"
)


def _code(match: re.Match[str]) -> str:
    return f"[U+{ord(match.group()):04X}]"


def _code_tag(match: re.Match[str]) -> str:
    code = ord(match.group())
    name = unicodedata.name(match.group(), "control character").lower()
    return f'<span class="si-code" title="{html.escape(name)}">U+{code:04X}</span>'


def plain(value: str) -> str:
    """Make invisible and reordering characters visible, for table cells, option labels and file names."""
    return _INVISIBLE.sub(_code, value)


def label(value: str) -> str:
    """Neutralise words for the label of a Streamlit widget, which is read as Markdown."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(plain(value).split()))


def text(value: str) -> str:
    """Escape a report's words for ``st.html``, with invisible and reordering characters made visible."""
    return _INVISIBLE.sub(_code_tag, html.escape(value, quote=True))


def isolated(value: str) -> str:
    """Escape words and keep their writing direction to themselves: for names and quotes between our own words."""
    return f"<bdi>{text(value)}</bdi>"


def hits(value: str, wanted: Terms = ()) -> str:
    """Escape words with those that were looked for marked; the mark differs from that of a claim."""
    made, done = [], 0
    for start, end in spans(value, wanted):
        made += [text(value[done:start]), f'<mark class="si-hit">{text(value[start:end])}</mark>']
        done = end
    return "".join([*made, text(value[done:])])


def link(url: str, words: str) -> str:
    """A link to a web page, which opens beside ours and is not told where it was opened; other addresses as text."""
    if not url.lower().startswith(("http://", "https://")):
        return isolated(url)
    target = html.escape(plain(url), quote=True)
    return f'<a href="{target}" target="_blank" rel="noopener noreferrer nofollow">{text(words)}</a>'


def rows(pairs: Iterable[tuple[str, str]]) -> str:
    """Build a definition list; names are ours, values are HTML already."""
    body = "".join(f"<dt>{html.escape(name)}</dt><dd>{value}</dd>" for name, value in pairs)
    return f'<dl class="si-facts">{body}</dl>'


def badge(words: str, kind: str = "plain") -> str:
    """Build a small label; `kind` is one of our own style names."""
    return f'<span class="si-badge si-{kind}">{text(words)}</span>'


def folded(title: str, body: str, *, unfolded: bool = False) -> str:
    """HTML that opens when asked for, `title` being HTML already; nothing when there is nothing in it."""
    state = " open" if unfolded else ""
    return f'<details class="si-more"{state}><summary>{title}</summary>{body}</details>' if body else ""


def dot(color: str) -> str:
    """Build the coloured dot of an event type; decoration, so hidden from screen readers."""
    return f'<span class="si-dot" style="background:{html.escape(color)}" aria-hidden="true"></span>'


def report(
    parts: Sequence[Segment], *, label: str, wanted: Terms = (), fold: Callable[[str], str] = str
) -> str:
    """Draw a report's text with the words of its claims marked and numbered, and what is graphic within `fold`.

    Returns
    -------
    str
        HTML; the scrolling box takes keyboard focus and carries `label` for screen readers. Words that were looked for
        are marked too.
    """
    runs = (
        (hard, "".join(_segment(part, wanted) for part in run))
        for hard, run in groupby(parts, lambda part: part.graphic)
    )
    body = "".join(fold(run) if hard else run for hard, run in runs)
    name = html.escape(plain(label), quote=True)
    return f'<div class="si-report" tabindex="0" role="region" aria-label="{name}" dir="auto">{body}</div>'


def _segment(part: Segment, wanted: Terms) -> str:
    if part.omitted:
        return f'<span class="si-omitted">{part.omitted:,} characters not shown</span>'
    if not part.claims:
        return hits(part.text, wanted)
    numbers = ", ".join(str(i + 1) for i in part.claims)
    # The number is drawn by the style sheet, so that copying the words does not copy it.
    return f'<mark title="Claim {numbers}" data-claims="{numbers}">{hits(part.text, wanted)}</mark>'
