"""Why some claims are one incident, each join with a way to undo it; and which other incidents may be the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from incidents.dashboard import markup, state, words
from incidents.dashboard.components.check import PAST, READ_ONLY
from incidents.dashboard.components.decide import decide, name_field, reviewer
from incidents.group import Group
from incidents.model import Basis, Claim, Incident, Join
from incidents.review import Act, Decision, parting, standing
from incidents.store import Proposal, Store

BASIS_WORDS: Final = {
    Basis.REPORT: "within a report",
    Basis.REPORTS: "across reports",
    Basis.PERSON: "by a person",
}
ACT_WORDS: Final = {
    Act.PART: "Parted",
    Act.JOIN: "Joined",
    Act.ACCEPT: "Accepted",
    Act.REJECT: "Rejected",
    Act.CORRECT: "Corrected",
    Act.ADD: "Added",
    Act.WITHDRAW: "Taken out",
    Act.PROTECT: "Place marked as sensitive",
    Act.UNDO: "Taken back",
}


def joins(store: Store, incident: Incident, claims: Sequence[Claim], *, past: bool) -> None:
    """List the joins of an incident with their reasons; in a store of one's own, each can be undone."""
    numbers = {claim.id: number for number, claim in enumerate(claims, 1)}
    listed = [j for j in incident.joins if j.left in numbers and j.right in numbers]
    decisions = [] if store.read_only else store.decisions(incident.id)
    if not (listed or incident.notes or decisions):
        return
    title = f"Why these are one incident, and what was decided ({len(listed) + len(decisions)})"
    with st.expander(title, expanded=bool(decisions)):
        for said in incident.notes:
            st.html(f'<div class="si-join">{markup.isolated(words.sentence(said))}</div>')
        if listed and (store.read_only or past) and not store.public:
            st.caption(READ_ONLY if store.read_only else PAST)
        elif listed:
            name_field("joins")
        group = Group(tuple(claims), tuple(listed))
        for join in listed:
            _join(store, group, join, numbers, past=past)
        _decided(store, decisions, past=past)


def _join(store: Store, group: Group, join: Join, numbers: dict[str, int], *, past: bool) -> None:
    body = (
        f'<div class="si-join"><strong>{numbers[join.left]} and {numbers[join.right]}</strong>: '
        f"{markup.isolated(join.reason)} {markup.badge(BASIS_WORDS[join.basis])}</div>"
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(body)
        if not (store.read_only or past):
            one, other = parting(group, join)
            st.button(
                "Undo",
                key=state.widget_key(f"part-{join.left}-{join.right}"),
                on_click=decide,
                args=(lambda: store.part(one, other, by=reviewer("joins")),),
                type="tertiary",
                help=f"Make two incidents: {_told(one, numbers)}, and {_told(other, numbers)}.",
            )


def _told(ids: Sequence[str], numbers: dict[str, int]) -> str:
    said = ", ".join(str(numbers[i]) for i in ids if i in numbers)
    return f"claim {said}" if len(ids) == 1 else f"claims {said}"


def _decided(store: Store, decisions: Sequence[Decision], *, past: bool) -> None:
    valid = {decision.number for decision in standing(decisions)}
    for decision in decisions:
        if decision.number not in valid:
            continue
        when = f"{words.day(decision.at.date())}" if decision.at else ""
        by = f" by {decision.by}" if decision.by else ""
        with st.container(horizontal=True, vertical_alignment="center"):
            why = f": {decision.note}" if decision.note else ""
            said = f"{ACT_WORDS[decision.act]}{by}, {when}{why}"
            st.html(f'<div class="si-join">{markup.isolated(said)}</div>')
            if not past:
                st.button(
                    "Take back",
                    key=state.widget_key(f"undo-{decision.number}"),
                    on_click=decide,
                    args=(lambda number=decision.number: store.undo(number, by=reviewer("joins")),),
                    type="tertiary",
                )


def proposals(store: Store, incident: Incident, *, past: bool) -> None:
    """Offer the incidents that may be the same occurrence, with what speaks for it."""
    found = [] if past else store.proposals(incident.id)
    if not found:
        return
    with st.expander(f"Perhaps the same occurrence ({len(found)})"):
        st.caption("Place, days and kind would allow it; the machine is not sure. Open one to compare.")
        for proposal in found:
            _proposal(store, proposal)


def _proposal(store: Store, proposal: Proposal) -> None:
    other = store.incident(proposal.right)
    if other is None:
        return
    killed = words.estimate(other.killed)
    said = (
        f"<strong>{markup.isolated(words.place_name(other.place))}</strong>, "
        f"{markup.text(words.date_range(other.dates))}: {markup.text(other.sub_event_type)}, "
        f'killed {markup.text(killed)}<div class="si-sub">{markup.isolated(proposal.reason)}</div>'
    )
    st.html(f'<div class="si-join">{said}</div>')
    with st.container(horizontal=True):
        st.button(
            "Open it",
            key=state.widget_key(f"open-{proposal.right}"),
            on_click=state.select,
            args=(proposal.right,),
            type="tertiary",
        )
        if store.read_only:
            return
        pair = (proposal.left_claim,), (proposal.right_claim,)
        st.button(
            "Join them",
            key=state.widget_key(f"join-{proposal.right}"),
            on_click=decide,
            args=(lambda: store.join(*pair, by=reviewer()),),
            type="tertiary",
        )
        st.button(
            "Keep apart",
            key=state.widget_key(f"apart-{proposal.right}"),
            on_click=decide,
            args=(lambda: store.part(*pair, by=reviewer()),),
            type="tertiary",
            help="Not asked again.",
        )
