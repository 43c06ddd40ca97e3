"""The pages and their addresses. Each is a module with a ``page`` function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Final

import streamlit as st

from incidents.dashboard.public_mode import NOT_HERE, is_public

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_IMPORTING: Final = Lock()
"""Two sessions that open two pages at once would each import half of the map and see the other's half."""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page of the navigation."""

    module: str
    title: str
    path: str
    default: bool = False
    writes: bool = False
    """Whether it is for adding or deciding: a public view does not list it, and answers its address with one line."""

    def as_page(self) -> StreamlitPage:
        """Build what ``st.navigation`` and ``st.switch_page`` take."""
        shut = self.writes and is_public()
        run = _shut if shut else self._run()
        return st.Page(
            run,
            title=self.title,
            url_path=self.path,
            default=self.default,
            visibility="hidden" if shut else "visible",
        )

    def _run(self) -> Callable[[], None]:
        def run() -> None:
            from incidents.dashboard.state import enter

            enter(self.path)
            with _IMPORTING:
                module = import_module(f"incidents.dashboard.pages.{self.module}")
            module.page()

        return run


def _shut() -> None:
    from incidents.dashboard.components.notes import note

    st.title("Not in a public view", anchor=False)
    note(NOT_HERE)
    st.page_link(MAP.as_page(), label="Open the map")


MAP: Final = PageEntry("map", "Map", "map", default=True)
ADD: Final = PageEntry("add", "Add a report", "add", writes=True)
OVERVIEW: Final = PageEntry("overview", "Overview", "overview")
SOURCES: Final = PageEntry("sources", "Sources", "sources")
REVIEW: Final = PageEntry("review", "Review", "review", writes=True)
PLACES: Final = PageEntry("places", "Places", "places")
ABOUT: Final = PageEntry("about", "About and method", "about")


def listed() -> tuple[PageEntry, ...]:
    """All pages, in the order of the navigation."""
    return (MAP, OVERVIEW, SOURCES, REVIEW, ADD, PLACES, ABOUT)
