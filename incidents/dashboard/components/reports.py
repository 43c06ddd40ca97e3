"""The list of reports: take one out and in again, erase one or a person's name for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from incidents.dashboard import markup, state, words
from incidents.dashboard.components.check import PAST, READ_ONLY
from incidents.dashboard.components.decide import (
    Unusable,
    attempt,
    decide,
    last_decision,
    name_field,
    reviewer,
    trouble,
)
from incidents.dashboard.components.notes import empty, note
from incidents.dashboard.data import Data
from incidents.redact import REMOVED, Name
from incidents.review import Decision
from incidents.store import REASON_WORDS, DocumentEntry, Kind, Occurrences, Reason, Store

WORD: Final = "PURGE"
REACH: Final = (
    "This cannot be undone. It does not reach exports made before, backups, other people's copies, or snapshots of the "
    "disk: erase those yourself."
)
_DONE: Final = "purge-done"
_LOOKED: Final = "purge-looked"


def reports(data: Data) -> None:
    """Draw the list and what can be done with a report."""
    store = data.store
    if said := state.kept(_DONE):
        note(str(said), "good")
        state.keep(_DONE, None)
    trouble()
    entries, out = store.documents(), store.withdrawn()
    if not entries:
        empty("There is no report in your store: add one on the page “Add a report”.")
    else:
        _table(entries, out)
    if store.read_only or data.as_of is not None:
        st.caption(READ_ONLY if store.read_only else PAST)
    else:
        last_decision(store)
        with st.container(width=760):
            if entries:
                name_field("reports")
                _one(store, entries, out)
            _name(store)
    _tombstones(store)


def _table(entries: Sequence[DocumentEntry], out: Mapping[str, Decision]) -> None:
    table = pd.DataFrame(
        [
            {
                "Report": markup.plain(_title(entry)),
                "Publisher": markup.plain(entry.publisher or ""),
                "Published": entry.published,
                "Incidents": entry.n_incidents,
                "Added": entry.added_at.date(),
                "Counts": "taken out" if entry.id in out else "yes",
            }
            for entry in entries
        ]
    )
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=min(37 + 35 * len(table), 420),
        column_config={"Report": st.column_config.TextColumn(width="medium")},
        alt="Reports, one row each, with how many incidents rest on each and whether it counts.",
    )


def _title(entry: DocumentEntry) -> str:
    return entry.title or entry.ref or entry.id


def _one(store: Store, entries: Sequence[DocumentEntry], out: Mapping[str, Decision]) -> None:
    by_id = {entry.id: entry for entry in entries}
    chosen = st.selectbox(
        "A report to take out, to take in again, or to purge",
        list(by_id),
        index=None,
        key=state.widget_key("report-chosen"),
        placeholder="Choose a report, or type some of its title",
        format_func=lambda own: _described(by_id[own]),
    )
    if chosen is None:
        return
    entry = by_id[chosen]
    if chosen in out:
        _restore(store, entry, out[chosen])
    else:
        _withdraw(store, entry)
    with st.expander("Purge it for good …"):
        _purge(store, entry)


def _described(entry: DocumentEntry) -> str:
    day = entry.published.isoformat() if entry.published else "no date"
    return markup.plain(", ".join(filter(None, (_title(entry), entry.publisher, day))))


def _withdraw(store: Store, entry: DocumentEntry) -> None:
    st.text_input("Why is it taken out? (kept with it)", key=state.widget_key("out-why"), max_chars=300)
    st.button(
        "Take it out",
        key=state.widget_key("report-out"),
        on_click=decide,
        args=(
            lambda: store.withdraw(entry.id, by=reviewer("reports"), note=_typed("out-why")),
            f"Taken out: {_title(entry)}.",
            entry.id,
        ),
    )
    st.caption(
        "Nothing in it counts from now on: incidents are made anew without it. It stays on record and can be taken in "
        "again; links to an earlier moment still show it."
    )


def _restore(store: Store, entry: DocumentEntry, out: Decision) -> None:
    when = f" on {words.day(out.at.date())}" if out.at else ""
    by = f" by {out.by}" if out.by else ""
    note(f"Taken out{when}{by}{f': {out.note}' if out.note else ''}.")
    st.button(
        "Take it in again",
        key=state.widget_key("report-in"),
        on_click=decide,
        args=(
            lambda: store.undo(out.number, by=reviewer("reports")),
            f"Taken in again: {_title(entry)}.",
            entry.id,
        ),
    )


# --- for good ----------------------------------------------------------------------------------------------------


def _purge(store: Store, entry: DocumentEntry) -> None:
    n = entry.n_incidents
    told = f"{words.plural(n, 'incident')} rest{'s' if n == 1 else ''}"
    st.html(
        f"<p>Erases its text, title, address and quotes, and all that was made of them, from the store's file: "
        f"<strong>{markup.isolated(_title(entry))}</strong>, on which {told}. "
        f"What other reports tell stays. {REACH}</p>"
    )
    _reason("report")
    st.text_input(f"Type {WORD} to confirm", key=state.widget_key("purge-word"), max_chars=20)

    def confirm() -> None:
        if _typed("purge-word") != WORD:
            raise Unusable(f"Nothing was purged: type {WORD} in capitals to confirm.")

    def act() -> None:
        store.purge_report(entry.id, state.widget("purge-reason-report"), by=reviewer("reports"))

    st.button(
        "Purge this report",
        key=state.widget_key("purge-report"),
        on_click=_for_good,
        args=(confirm, act, "The report was purged: nothing of it is left in the store's file."),
    )


def _typed(widget: str) -> str:
    """What a field holds now: what was typed and the button that was pressed may come in one run."""
    return str(state.widget(widget)).strip()


def _reason(what: str) -> None:
    st.selectbox(
        "Reason, kept with the tombstone",
        list(Reason),
        key=state.widget_key(f"purge-reason-{what}"),
        format_func=lambda reason: words.sentence(REASON_WORDS[reason]),
    )


def _for_good(confirm: Callable[[], None], act: Callable[[], None], done: str) -> None:
    if not attempt(confirm):
        return
    if attempt(act):
        state.keep(_DONE, done)
    state.forget()  # the session may hold what was erased
    st.cache_resource.clear()


def _name(store: Store) -> None:
    with st.expander("Remove a person's name from everything …", expanded=bool(state.kept(_LOOKED))):
        st.html(
            f"<p>Puts {markup.text(REMOVED)} in its place in all texts, quotes, titles, notes and names, for good. "
            "Case, accents, spaces and the forms of Arabic letters do not matter; another spelling is another name.</p>"
        )
        written = st.text_input(
            "Name, as written in the reports", key=state.widget_key("purge-name"), max_chars=120
        )
        if st.button("Look where it stands", key=state.widget_key("purge-look")):
            state.keep(_LOOKED, written.strip())
        if not written.strip() or state.kept(_LOOKED) != written.strip():
            return
        try:
            name = Name(written)
            found = store.occurrences(name)
        except ValueError as error:
            note(str(error), "error")
            return
        _found(found)
        if found.any:
            _remove(store, name, written.strip())


def _found(found: Occurrences) -> None:
    if not found.any:
        note("That name stands nowhere in the store: look how it is written there.")
        return
    parts = (
        words.plural(found.reports, "report"),
        words.plural(found.claims, "claim"),
        words.plural(found.decisions, "decision"),
    )
    items = "".join(
        f"<li>{markup.isolated(example.title)}: … {markup.text(example.before)}"
        f"<mark>{markup.text(example.found)}</mark>{markup.text(example.after)} …</li>"
        for example in found.examples
    )
    said = f"It stands in {', '.join(parts[:2])} and {parts[2]}" + (", such as:" if items else ".")
    st.html(
        f'<div class="si-found"><div role="status">{said}</div>{f"<ul>{items}</ul>" if items else ""}</div>'
    )


def _remove(store: Store, name: Name, written: str) -> None:
    st.caption(REACH)
    _reason("name")
    st.text_input("Type the name again to confirm", key=state.widget_key("purge-again"), max_chars=120)

    def confirm() -> None:
        if _typed("purge-again") != written:
            raise Unusable("Nothing was removed: type the name again exactly as above to confirm.")

    def act() -> None:
        store.purge_name(name, state.widget("purge-reason-name"), by=reviewer("reports"))

    st.button(
        "Remove this name",
        key=state.widget_key("purge-name-go"),
        on_click=_for_good,
        args=(confirm, act, "The name was removed: it is nowhere in the store's file."),
    )


def _tombstones(store: Store) -> None:
    stones = store.tombstones()
    if not stones:
        return
    with st.expander(f"What was purged ({len(stones)})"):
        for stone in stones:
            what = "A report" if stone.kind is Kind.REPORT else "A person's name"
            by = f" by {stone.by}" if stone.by else ""
            said = f"{what}, {words.day(stone.at.date())}{by}: {REASON_WORDS[stone.reason]}"
            st.html(f'<div class="si-join">{markup.isolated(said)}</div>')
