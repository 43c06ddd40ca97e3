"""What a session remembers: filters, view, selection, which store. The only module that touches session and URL.

Values live under one key of our own, not under the widgets' keys, which Streamlit forgets when the page changes;
:func:`bind` copies a value to its widget before it is drawn and a callback copies it back. The URL is read when a
session starts, and when the browser goes back or forward to another page (:func:`enter`); otherwise the browser keeps
the address up to date by itself (see :mod:`.components.share`).
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, cast
from urllib.parse import urlsplit

import streamlit as st

from incidents.query import Filters, LinkState, View, from_params, single, to_params
from incidents.rules import Rules

DataChoice = Literal["own", "samples"]

PUBLIC_URL: Final = "INCIDENTS_PUBLIC_URL"
DATA_PARAM: Final = "data"
_KEY: Final = "incidents.state"
_WIDGET: Final = "incidents.w."
_PAGE: Final = "incidents.page-now"


@dataclass(frozen=True, slots=True)
class SessionState:
    """All that a session remembers between runs."""

    link: LinkState = field(default_factory=LinkState)
    data: DataChoice = "own"
    """Which store the user wants to see; the samples are shown as well while their own store is empty."""
    notes: tuple[str, ...] = ()
    """What the opened link held that could not be used; shown until dismissed."""

    @property
    def filters(self) -> Filters:
        return self.link.filters

    @property
    def rules(self) -> Rules:
        return self.link.rules

    @property
    def selected(self) -> str | None:
        return self.link.selected


def current() -> SessionState:
    """The session's state; on the first run of a session, what its link says."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = from_link(_address())
    return cast(SessionState, st.session_state[_KEY])


def _address() -> dict[str, list[str]]:
    """The parameters in the page's address as the browser told it."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def from_link(params: Mapping[str, str | Sequence[str]]) -> SessionState:
    """Read a link; anything it should not hold is dropped with a note."""
    rest, repeated = single(params)
    wanted = rest.pop(DATA_PARAM, "own")
    link, notes = from_params(rest)
    notes = repeated + notes
    if wanted not in ("own", "samples"):
        notes.append(f"The link's value for '{DATA_PARAM}' is not one this program knows: it was left out.")
    return SessionState(link, "samples" if wanted == "samples" else "own", tuple(notes))


def _save(state: SessionState) -> None:
    st.session_state[_KEY] = state


def set_filters(**changes: Any) -> None:
    """Change some of the filters."""
    state = current()
    _save(replace(state, link=replace(state.link, filters=replace(state.filters, **changes))))


def reset_filters() -> None:
    """Show everything again; the selection stays."""
    state = current()
    _save(replace(state, link=replace(state.link, filters=Filters())))


def set_rules(**changes: Any) -> None:
    """Change how counts are derived, or whose claims are left out."""
    state = current()
    _save(replace(state, link=replace(state.link, rules=replace(state.rules, **changes))))


def set_map(**changes: Any) -> None:
    """Show incidents or areas on the map (``map_mode``), or colour areas by something else (``measure``)."""
    state = current()
    _save(replace(state, link=replace(state.link, **changes)))


def leave_out(source_id: str) -> None:
    """Leave out the claims of a source or report, by its id."""
    set_rules(without=current().rules.without | {source_id})


def take_in(source_id: str) -> None:
    """Include the claims of a source or report again."""
    set_rules(without=current().rules.without - {source_id})


def select(incident_id: str | None) -> None:
    """Open an incident's panel, or close it with None."""
    state = current()
    _save(replace(state, link=replace(state.link, selected=incident_id)))


def look_at(incident_id: str, view: View | None, data: DataChoice) -> None:
    """Open the map on one incident, with all filters off so that it is sure to be seen."""
    _save(replace(current(), link=LinkState(view=view, selected=incident_id), data=data))


def choose_data(data: DataChoice) -> None:
    """Look at the user's own store or at the samples; filters and selection start afresh."""
    state = current()
    if data != state.data:
        _save(SessionState(data=data))


def show_latest() -> None:
    """Follow the store again, after a link showed it as of an earlier moment."""
    state = current()
    _save(replace(state, link=replace(state.link, as_of=None)))


def dismiss_notes() -> None:
    _save(replace(current(), notes=()))


def enter(page: str) -> None:
    """Note which page is drawn. A widget that two pages have is a new one on each: its old value would not be shown.

    Links and buttons to another page bring no parameters, so the state goes along. Back and Forward bring the address
    of the page as it was left: that is what the person expects to see again.
    """
    before = st.session_state.get(_PAGE)
    if before == page:
        return
    st.session_state[_PAGE] = page
    for key in [str(key) for key in st.session_state if str(key).startswith(_WIDGET)]:
        del st.session_state[key]
    if before is not None and "v" in st.query_params:
        _save(from_link(_address()))


def bind(name: str, value: Any) -> str:
    """Put `value` into the widget called `name`, before it is drawn.

    Returns
    -------
    str
        The widget's key.
    """
    key = widget_key(name)
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return key


def widget_key(name: str) -> str:
    """Key of a widget whose value only its callback reads."""
    return _WIDGET + name


def widget(name: str) -> Any:
    """What the user set in the widget called `name`; for its callback."""
    return st.session_state[widget_key(name)]


def keep(name: str, value: Any) -> None:
    """Remember something of one page, such as the last report's result."""
    st.session_state[f"incidents.page.{name}"] = value


def kept(name: str) -> Any:
    return st.session_state.get(f"incidents.page.{name}")


def forget() -> None:
    """Forget what the pages remember, such as a report that was read: it was erased. The filters stay."""
    kept = ("incidents.page.decided-by", "incidents.page.check-trouble", "incidents.page.purge-done", _PAGE)
    for key in [str(key) for key in st.session_state]:
        if key.startswith((_WIDGET, "incidents.page.")) and key not in kept:
            del st.session_state[key]


def is_default(state: SessionState) -> bool:
    """Whether the page's own address need not say anything."""
    return replace(state.link, view=None) == LinkState() and state.data == "own"


def link_params(state: SessionState, data: DataChoice, now: dt.datetime) -> dict[str, str]:
    """Every value of the link, written out; `now` stands for "latest". The view is added in the browser.

    The samples do not change, so a link to them names no moment.
    """
    moment = None if data == "samples" else state.link.as_of or now
    return {**to_params(replace(state.link, as_of=moment)), DATA_PARAM: data}


def address_params(state: SessionState) -> dict[str, str]:
    """What the page's own address holds. Unlike a link to copy it lets a reload follow the user's store as it grows.

    So it names a moment only if an opened link has pinned one, and the samples only if they were asked for. The
    default is short, but not empty: Back tells an address it has left from a new page by it.
    """
    params = {**to_params(state.link), DATA_PARAM: state.data}
    return {"v": params["v"]} if is_default(state) else params


def public_url() -> str | None:
    """Address under which others reach this server, from the environment; None when it is not set or no web address."""
    url = os.environ.get(PUBLIC_URL, "").strip().rstrip("/")
    parts = urlsplit(url)
    return url if parts.scheme in ("http", "https") and parts.netloc else None
