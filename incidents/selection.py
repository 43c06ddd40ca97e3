"""What a link selects of a store, with all that an export says of it: for commands and notebooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

import pandas as pd

from gazetteer.mode import read_only
from incidents.errors import InputError
from incidents.exchange.about import About, attribution, derivation
from incidents.query import FrameIndex, LinkState, from_params, mask, single, to_params
from incidents.store import Dossier, Store


def read_link(link: str) -> tuple[LinkState, bool]:
    """The state in a link or its query part, and whether it shows the samples.

    What a browser would leave out with a note is an error here: a script must not get more than was asked for.

    Raises
    ------
    InputError
        It is no query, or holds what this program does not know.
    """
    query = link.rpartition("?")[2]
    params, repeated = single(parse_qs(query, keep_blank_values=True))
    if query and not params and not repeated:
        raise InputError('this is not the query of a link: write it as "type=battles&gov=homs".')
    shows = params.pop("data", "own")
    state, notes = from_params(params)
    notes = repeated + notes
    if notes or shows not in ("own", "samples"):
        reason = notes[0] if notes else "The link's value for 'data' is not one this program knows."
        raise InputError(f"{reason} Copy the filters from a link of the dashboard.")
    return state, shows == "samples"


def kind_of_store(*, public: bool = False) -> type[Store]:
    """What is read: everything, or what is public; in a public view never more than that."""
    if not (public or read_only()):
        return Store
    from incidents.public.store import PublicStore

    return PublicStore


@dataclass(frozen=True)
class Selection:
    """The incidents that a link selects."""

    store: Store
    state: LinkState
    frame: pd.DataFrame
    """All incidents, as :meth:`incidents.store.Store.frame` gives them."""
    ids: tuple[str, ...]
    """Those selected, in the order of the store."""

    @classmethod
    def of(cls, store: Store, state: LinkState) -> Selection:
        """Look them up."""
        frame = store.frame(as_of=state.as_of, rules=state.rules)
        index = FrameIndex(frame)
        if state.filters.words:
            found = store.search(state.filters.words, state.filters.words_in, state.as_of, state.rules)
            index = index.narrowed(frame["id"].isin(found).to_numpy(dtype=bool))
        return cls(store, state, frame, tuple(frame["id"][mask(index, state.filters)]))

    @property
    def rows(self) -> pd.DataFrame:
        """Those rows of the table."""
        return self.frame[self.frame["id"].isin(self.ids)].reset_index(drop=True)

    def dossiers(self) -> Iterator[Dossier]:
        """Each incident with its claims and reports."""
        return self.store.dossiers(self.ids, as_of=self.state.as_of, rules=self.state.rules)

    def about(self) -> About:
        """What an export of them says of itself; the link pins this moment."""
        state = self.state
        moment = state.as_of or dt.datetime.now(dt.UTC)
        link = "?" + urlencode(to_params(replace(state, as_of=moment)), safe=",:")
        derived = derivation(state.rules, self.store.source_names(state.rules.without))
        about = About(moment, link, derived, attribution(state.filters.box))
        if not self.store.public:
            return about
        from incidents.public.withheld import SAID

        return replace(about, withheld=SAID)
