"""Counts for a public view: no number tells what it withholds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Final

import pandas as pd
from sqlalchemy import Connection

from incidents.errors import StoreError
from incidents.query import Facets, Filters
from incidents.store.counts import Counts

_NO_SOURCE: Final = "withheld"
"""The id of no source: ids hold a hyphen."""
_BLURRED: Final = (
    "This public view holds more incidents than are read at once, and the places of some of them are blurred, which "
    "the database cannot do when it counts: publish a store with fewer incidents, for instance those of some years."
)
_WORDS: Final = (
    "Words cannot be looked for in a public view of so many incidents: take them out of the filters."
)


class PublicCounts(Counts):
    """Counts without private persons among the sources; refused for words, and where places are blurred.

    Parameters
    ----------
    private : callable
        Gives the ids of the sources that are private persons.
    blurs : callable
        Whether the places of any incidents are blurred: a count in a box would tell where they are.
    """

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[Connection]],
        as_of: dt.datetime | None,
        private: Callable[[], frozenset[str]],
        blurs: Callable[[], bool],
    ) -> None:
        super().__init__(reading, as_of)
        self._private = private
        self._blurs = blurs

    def asked(self, filters: Filters) -> Filters:
        """As in :class:`Counts`.

        Raises
        ------
        StoreError
            It looks for words, or the places of some incidents are blurred.
        """
        if self._blurs():
            raise StoreError(_BLURRED)
        if filters.words:
            raise StoreError(_WORDS)
        private = self._private()
        return replace(filters, sources=frozenset(_NO_SOURCE if i in private else i for i in filters.sources))

    def places(self) -> pd.DataFrame:
        self.asked(Filters())
        return super().places()

    def facets(self, filters: Filters) -> Facets:
        found, private = super().facets(filters), self._private()
        return replace(found, sources={i: n for i, n in found.sources.items() if i not in private})
