"""The count above a map: how many of how many, what is filtered, the legend, a chip for each filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from incidents.dashboard import markup, words
from incidents.dashboard.components.choices import describe as describe_choices
from incidents.dashboard.components.filters import chip_row
from incidents.dashboard.components.legend import legend
from incidents.dashboard.data import Data, names, rejected
from incidents.dashboard.filter_words import describe
from incidents.query import Filters


def count_head(
    data: Data, types: Mapping[str, int], filters: Filters, said: Sequence[str] = (), *, dark: bool
) -> None:
    """Draw it.

    Parameters
    ----------
    data : Data
    types : mapping of str to int
        How many are shown of each event type.
    filters : Filters
    said : sequence of str
        What else to say under the count.
    dark : bool
        Draw on a dark ground.
    """
    filtered = describe(filters, names(data))
    # The chips below say it to the eye, this to those who hear the page.
    heard = f'<span class="si-unseen">Filtered: {markup.text(filtered)}. </span>' if filtered else ""
    small = [] if filtered else ["No filter is set"]
    chosen = describe_choices(data.rules, data.hidden)
    if chosen:
        small.append(markup.text(words.sentence(chosen)))
    if out := rejected(data, filters):
        small.append(f"{words.plural(out, 'incident')} that a person rejected left out")
    small += said
    st.html(
        '<div class="si-count" role="status" aria-live="polite">'
        f"{sum(types.values()):,} of {data.total:,} incidents shown"
        f"<small>{heard}{''.join(f'{part}. ' for part in small)}</small></div>{legend(types, dark=dark)}"
    )
    chip_row(filters, names(data))
