"""The accounts of one incident side by side: each source once, with all it says, and a way to leave it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from incidents.claimants import Source, Voices, source_of
from incidents.dashboard import markup, state, words
from incidents.dashboard.components import graphic
from incidents.model import Claim, Origin, Stance
from incidents.public.people import WITHHELD
from incidents.query.words import Terms

FIRST: Final = 2
"""Statements of a source that are shown at once."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one source says of an incident."""

    source: Source
    claims: tuple[tuple[int, Claim], ...]
    """Each with its number in the report's text."""


def by_source(claims: Sequence[Claim], voices: Voices) -> list[Account]:
    """The accounts of some claims, in the order of their first."""
    found: dict[str, list[tuple[int, Claim]]] = {}
    sources: dict[str, Source] = {}
    for number, claim in enumerate(claims, 1):
        source = source_of(claim, voices)
        sources.setdefault(source.id, source)
        found.setdefault(source.id, []).append((number, claim))
    return [Account(sources[key], tuple(numbered)) for key, numbered in found.items()]


def accounts(claims: Sequence[Claim], voices: Voices, wanted: Terms = ()) -> None:
    """Draw the accounts, two beside each other where there is room; words looked for are marked in the quotes."""
    told = by_source(claims, voices)
    for first in range(0, len(told), 2):
        columns = st.columns(2 if len(told) > 1 else 1, gap="small")
        for column, account in zip(columns, told[first : first + 2], strict=False):
            with column, st.container(border=True):
                st.html(account_html(account, wanted))
                if any(WITHHELD in (claim.claimant or "") for _, claim in account.claims):
                    continue  # nobody can be told apart by a name that is not shown
                st.button(
                    "Leave this source out",
                    key=state.widget_key(f"without-{account.source.id}"),
                    on_click=state.leave_out,
                    args=(account.source.id,),
                    type="tertiary",
                    help="Map, table, timeline, counts and exports are made anew without anything it says.",
                )


def account_cards(claims: Sequence[Claim], voices: Voices) -> str:
    """HTML of the accounts side by side, for reading only."""
    cards = "".join(account_html(account) for account in by_source(claims, voices))
    return f'<div class="si-claims">{cards}</div>'


def account_html(account: Account, wanted: Terms = ()) -> str:
    """HTML of one account: who, from which side, and each statement with its words."""
    first = account.claims[0][1]
    stances = dict.fromkeys(claim.stance for _, claim in account.claims)
    badges = markup.badge(words.SIDE_WORDS[first.claimant_side]) + "".join(
        markup.badge(words.STANCE_WORDS[s], "denies" if s is Stance.DENIES else "plain") for s in stances
    )
    written = dict.fromkeys(
        claim.claimant
        for _, claim in account.claims
        if claim.claimant and claim.claimant != account.source.name
    )
    also = f'<div class="si-sub">as written: {markup.isolated("; ".join(written))}</div>' if written else ""
    statements = [_statement(number, claim, wanted) for number, claim in account.claims]
    more = len(statements) - FIRST
    told = "".join(statements[:FIRST]) + markup.folded(
        f"{words.plural(more, 'more statement')}", "".join(statements[FIRST:])
    )
    return (
        f'<div class="si-account"><h3>{markup.isolated(_heading(account.source, first))}</h3>'
        f"{also}<div>{badges}</div>{told}</div>"
    )


def _heading(source: Source, first: Claim) -> str:
    if source.named:
        return source.name
    return f"{source.name}, {words.claimant(None, first.claimant_side).lower()}"


def _statement(number: int, claim: Claim, wanted: Terms) -> str:
    quote = graphic.quote(claim.quote, wanted) if claim.quote else imported(claim)
    told = " · ".join(markup.isolated(part) for part in _told(claim))
    sure = words.confidence_by_slot(claim.slots)
    machine = f'<div class="si-sub">Machine\'s confidence: {markup.text(sure)}</div>' if sure else ""
    return f'<div class="si-statement"><sup>{number}</sup>{quote}<div class="si-told">{told}</div>{machine}</div>'


def imported(claim: Claim) -> str:
    """HTML that says of a row of another dataset that it is one, with what the row says; nothing of other claims."""
    if claim.origin is not Origin.IMPORT:
        return ""
    said = f": {markup.isolated(claim.note)}" if claim.note else ""
    return f'<div class="si-imported">Imported row{said}</div>'


def _told(claim: Claim) -> list[str]:
    """What a claim says, part by part, as short as can be."""
    blamed, involved = words.blamed(claim.actors), words.parties(claim.actors)
    parts = [claim.sub_event_type.value]
    parts += [
        f"{name} {words.casualties(count)}"
        for name, count in (("killed", claim.killed), ("wounded", claim.wounded))
        if count.reported
    ]
    if claim.origin is Origin.IMPORT and claim.killed.phrase and not claim.killed.reported:
        parts.append(f"killed {claim.killed.phrase}")
    if blamed != words.NOBODY:
        parts.append(f"denies that it was {blamed}" if claim.stance is Stance.DENIES else f"blames {blamed}")
    if involved:
        parts.append(f"involved: {involved}")
    if claim.weapon:
        parts.append(f"with: {claim.weapon}")
    if claim.place and claim.place.mention:
        parts.append(f"in {claim.place.mention}")
    if claim.dates:
        parts.append(words.date_range(claim.dates))
    return parts


def left_out(claims: Sequence[Claim], voices: Voices, names: Mapping[str, str]) -> None:
    """Say whose accounts were left out, with a way to take each in again."""
    for account in by_source(claims, voices):
        document = account.claims[0][1].document_id
        key = account.source.id if account.source.id in state.current().rules.without else document
        with st.container(horizontal=True, vertical_alignment="center"):
            said = words.plural(len(account.claims), "claim")
            why = "" if key == account.source.id else f", in “{names.get(document, 'a report left out')}”"
            st.html(
                f'<span class="si-sub">Left out: {markup.isolated(account.source.name + why)} ({said})</span>'
            )
            st.button(
                "Include again",
                key=state.widget_key(f"within-{account.source.id}"),
                on_click=state.take_in,
                args=(key,),
                type="tertiary",
            )
