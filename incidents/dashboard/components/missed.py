"""Adding an incident that the machine missed: mark its sentence in the report, then say what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from gazetteer.errors import GazetteerError
from incidents.dashboard import data as pages_data
from incidents.dashboard import markup, state, words
from incidents.dashboard.components import decide as deciding
from incidents.dashboard.components.check import PAST, READ_ONLY, count_fields, day_fields, days
from incidents.dashboard.components.decide import NAME, Unusable, attempt, remember, reviewer
from incidents.dashboard.components.notes import note
from incidents.dashboard.components.place_pick import Spot, place_fields, resolve, set_spot, spot
from incidents.errors import IncidentsError, InputError
from incidents.extract.locating import as_resolved
from incidents.extract.mentions import PlacePhrase
from incidents.missed import Facts, Marked, marked, marked_words, missed_claim, proposal, sentences
from incidents.model import (
    PERPETRATOR_ROLES,
    ActorCategory,
    Casualties,
    CasualtyEstimate,
    Claim,
    ClaimantSide,
    Document,
    PlaceCandidate,
    Role,
    SubEventType,
)
from incidents.store import Store

SHOWN: Final = 110
"""Characters of a sentence in the list."""
MOST: Final = 8
"""Sentences that one statement may run over."""
_ADDED: Final = "missed-added"
_READ: Final = "missed-read"


def missed(store: Store, documents: Sequence[Document], *, past: bool, undo: bool = True) -> None:
    """Draw it for some reports, folded away; with a way to take back what was just added, where the page has none."""
    if not documents:
        return
    if said := state.kept(_ADDED):
        note(str(said), "good")
        state.keep(_ADDED, None)
        if undo:
            deciding.last_decision(store)
    with st.expander("Add an incident that was missed"):
        if store.read_only or past:
            st.caption(READ_ONLY if store.read_only else PAST)
            return
        document = documents[0]
        if len(documents) > 1:
            document = st.selectbox(
                "In which report?",
                documents,
                key=state.widget_key("missed-report"),
                format_func=lambda d: markup.plain(d.title or d.publisher or d.ref or d.id),
            )
        found = _mark(document)
        if found is not None:
            _form(store, document, found)


def _mark(document: Document) -> Marked | None:
    """Choose the words: a numbered sentence, with those after it, or words copied from the report."""
    listed = sentences(document.text)
    first = st.selectbox(
        "Which sentence tells of it?",
        range(len(listed)),
        index=None,
        key=state.widget_key(f"missed-first-{document.id}"),
        placeholder=f"Choose one of {len(listed)}, or type some of its words",
        format_func=lambda number: f"{number + 1} · {_short(listed[number].text)}",
    )
    pasted = ""
    if first is None:
        pasted = st.text_input(
            "Or words copied from the report",
            key=state.widget_key(f"missed-words-{document.id}"),
            max_chars=2000,
            placeholder="select them in the text, copy, and paste them here",
        )
    try:
        if first is not None:
            more = min(MOST, len(listed) - first)
            number = 1
            if more > 1:
                number = st.number_input(
                    "Sentences in a row", 1, more, 1, key=state.widget_key(f"missed-n-{document.id}-{first}")
                )
            found = marked(document.text, first, first + number - 1, listed)
        elif pasted.strip():
            found = marked_words(document.text, pasted)
        else:
            return None
    except InputError as error:
        note(str(error), "error")
        return None
    st.html(f'<blockquote class="si-marked" dir="auto">{markup.text(found.text)}</blockquote>')
    return found


def _short(text: str) -> str:
    plain = markup.plain(" ".join(text.split()))
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"


# --- what the machine proposes -----------------------------------------------------------------------------------


def _proposed(
    store: Store, document: Document, words_marked: Marked
) -> tuple[Claim | None, Sequence[PlaceCandidate]]:
    """What the machine makes of the words, once for each; nothing where the language model is missing."""
    asked = (document.id, words_marked.start, words_marked.end)
    kept = state.kept(_READ)
    if isinstance(kept, tuple) and kept[0] == asked:
        return kept[1], kept[2]
    unmapped = {claim.id for claim in store.not_mapped(documents=[document.id])}
    stored = [c for c in store.claims_of_document(document.id) if c.id in unmapped]
    claim = proposal(stored, words_marked) or _read(document, words_marked)
    where = f"{document.id}-{words_marked.start}-{words_marked.end}"
    candidates: tuple[PlaceCandidate, ...] = ()
    place = claim.place if claim is not None and claim.place is not None else _named(words_marked.text)
    if place is not None:
        candidates = place.candidates
        if place.place_id in {c.place_id for c in candidates} and not spot(where):
            set_spot(where, Spot("", place.place_id))
        elif place.located and not spot(where):
            set_spot(where, Spot(place.mention))
    state.keep(_READ, (asked, claim, candidates))
    return claim, candidates


def _read(document: Document, words_marked: Marked) -> Claim | None:
    alone = Document.create(words_marked.text, published=document.published)
    try:
        claims = pages_data.pipeline().process(alone).claims
    except (IncidentsError, GazetteerError):
        return None  # the form opens empty
    return proposal(claims, Marked(0, len(alone.text), alone.text))


def _named(text: str) -> Any:
    """The first place that the words name."""
    try:
        places = pages_data.gazetteer()
        named = next((m for m in places.find(text) if m.foreign is None and not m.ambiguous_word), None)
        if named is None:
            return None
        return as_resolved(PlacePhrase(named.start, named.end, named.text), places.resolve(named.text))
    except GazetteerError:
        return None


# --- the form ----------------------------------------------------------------------------------------------------


def _form(store: Store, document: Document, words_marked: Marked) -> None:
    claim, candidates = _proposed(store, document, words_marked)
    where = f"{document.id}-{words_marked.start}-{words_marked.end}"
    if claim is not None:
        st.caption("Filled in with what the machine reads in these words: mend what is wrong.")
    deciding.trouble()
    place_fields(where, None, candidates, name="Where")
    with st.form(state.widget_key(f"missed-{where}"), border=False):
        values = _fields(claim)
        if st.form_submit_button("Add this incident", type="primary"):
            _save(store, document, words_marked, spot(where), values)
            st.rerun()


def _fields(claim: Claim | None) -> dict[str, Any]:
    kinds, sides = list(SubEventType), list(ClaimantSide)
    kind = kinds.index(claim.sub_event_type) if claim else None
    values: dict[str, Any] = {
        "kind": st.selectbox("Kind", kinds, index=kind, placeholder="Choose what happened")
    }
    values["start"], values["end"] = day_fields(claim.dates if claim else None)
    for name in ("killed", "wounded"):
        now = getattr(claim, name) if claim else Casualties()
        values[name] = count_fields(name, CasualtyEstimate(now.low, now.low, now.high))
    actors = claim.actors if claim else ()
    for name, label, roles in (
        ("did_it", "Who did it, or is blamed", PERPETRATOR_ROLES),
        ("suffered", "To whom it was done", {Role.TARGET}),
    ):
        values[name] = st.multiselect(
            label,
            list(ActorCategory),
            default=list(dict.fromkeys(a.category for a in actors if a.role in roles)),
            format_func=lambda category: words.actor_name(category.value),
        )
    who, side = st.columns([1.4, 1])
    values["claimant"] = who.text_input(
        "Who says so, as written",
        value=(claim.claimant or "") if claim else "",
        max_chars=120,
        placeholder="empty: the report itself",
    )
    values["side"] = side.selectbox(
        "On whose side",
        sides,
        index=sides.index(claim.claimant_side if claim else ClaimantSide.JOURNALIST),
        format_func=lambda s: words.sentence(words.SIDE_WORDS[s]),
    )
    values["note"] = st.text_input("Note (kept with it)", max_chars=300)
    values["by"] = st.text_input(NAME, value=reviewer(), max_chars=60, placeholder="optional")
    return values


def _save(store: Store, document: Document, words_marked: Marked, held: Spot, values: dict[str, Any]) -> None:
    remember(values["by"])

    def add() -> int:
        claim = missed_claim(document, words_marked, facts_of(held, values))
        return store.add_missed(claim, by=reviewer(), note=str(values["note"]).strip())

    told = f"Added: {values['kind'].value if values['kind'] else ''}."
    if attempt(add, told):
        set_spot(f"{document.id}-{words_marked.start}-{words_marked.end}", Spot())
        state.keep(_ADDED, "The incident was added: it is on the map and in every export from now on.")


def facts_of(held: Spot, values: dict[str, Any]) -> Facts:
    """What the form says.

    Raises
    ------
    Unusable
        The place or the kind is missing, or what was filled in contradicts itself.
    """
    if values["kind"] is None:
        raise Unusable("The kind is missing: choose what happened.")
    if not held:
        raise Unusable("The place is missing: give a name the lists know, or set a point on the map.")
    return Facts(
        kind=values["kind"],
        place=resolve(held),
        dates=days(values["start"], values["end"]),
        killed=_count(values["killed"]),
        wounded=_count(values["wounded"]),
        did_it=tuple(values["did_it"]),
        suffered=tuple(values["suffered"]),
        claimant=str(values["claimant"]),
        side=values["side"],
    )


def _count(told: tuple[int | None, int | None]) -> Casualties:
    low, high = told
    if low is None and high is not None:
        low = 0
    if low is not None and high is not None and high < low:
        raise Unusable("“At most” is less than “at least”: mend the counts, then save again.")
    return Casualties(low, high)
