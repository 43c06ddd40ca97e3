"""One incident: what the records say, who says it, and the report's words with each claim's marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from incidents.claimants import NO_VOICES, Voices, source_of
from incidents.dashboard import markup, state, words
from incidents.dashboard.components import graphic, grouping
from incidents.dashboard.components.accounts import accounts, by_source, left_out
from incidents.dashboard.components.check import check, status
from incidents.dashboard.components.figure_plot import figure_plot
from incidents.dashboard.components.missed import missed
from incidents.dashboard.components.off_map import claim_item
from incidents.dashboard.data import Data, Opened
from incidents.dashboard.highlight import excerpt, segments
from incidents.dashboard.map.palette import event_colours
from incidents.dashboard.public_mode import TEXT_WITHHELD
from incidents.exchange.citation import citation
from incidents.graphic import passages
from incidents.model import (
    PERPETRATOR_ROLES,
    ActorCategory,
    CasualtyEstimate,
    Claim,
    Document,
    Incident,
    Origin,
    Stance,
)
from incidents.query.words import Terms, terms
from incidents.tolls import figures, killed_of, wounded_of

Sources = Mapping[str, Sequence[Mapping[str, Any]]]
NO_SOURCES: Final[Sources] = {}

LONG_REPORT = 20_000
"""Characters above which only the surroundings of the marked words are drawn."""


def incident_panel(data: Data, opened: Opened, *, dark: bool, sources: Sources = NO_SOURCES) -> None:
    """Draw an incident into the current container; `sources` are those of the sample reports' facts, by ``ref``."""
    incident, claims, past = opened.incident, opened.claims, data.as_of is not None
    st.html(headline(incident, claims, dark=dark, voices=opened.voices) + _plots(data, opened))
    if not data.store.public:
        with st.expander("Check this incident"):
            check(data.store, incident, past=past)
    grouping.proposals(data.store, incident, past=past)
    told = by_source(claims, opened.voices)
    told_in_words = {c.document_id for c in claims if c.origin is not Origin.IMPORT}
    st.html(
        f'<h3 class="si-heading">Who says what: {words.plural(len(told), "account")}, '
        f"{words.plural(len(claims), 'claim')}</h3>"
    )
    wanted = terms(state.current().filters.words)
    accounts(claims, opened.voices, wanted)
    if opened.left_out:
        left_out(opened.left_out, opened.voices, data.store.source_names(data.rules.without))
    _totals(opened.summaries)
    grouping.joins(data.store, incident, claims, past=past)
    reports = [d for d in opened.documents.values() if d.id in incident.document_ids]
    _reports(reports, claims, sources, wanted)
    missed(data.store, [d for d in reports if d.id in told_in_words], past=past)
    _unmapped(opened.unmapped)
    _cite(data, opened)


def _cite(data: Data, opened: Opened) -> None:
    """The text of a footnote, to copy; with a link only where others can open it."""
    now = dt.datetime.now(dt.UTC)
    base = state.public_url()
    query = urlencode(state.link_params(state.current(), data.choice, now), safe=",:")
    documents = [d for d in opened.documents.values() if d.id in opened.incident.document_ids]
    told = [account.source.name for account in by_source(opened.claims, opened.voices)]
    link = f"{base}/?{query}" if base else None
    said = citation(opened.incident, documents, data.as_of or now, link, told)
    with st.expander("Cite this incident"):
        st.code(markup.plain(said), language=None, wrap_lines=True)


def _plots(data: Data, opened: Opened) -> str:
    incident = opened.incident
    made = []
    for name, of, estimate in (
        ("Killed", killed_of, incident.killed),
        ("Wounded", wounded_of, incident.wounded),
    ):
        told = figures(opened.claims, of, incident.place, data.rules, opened.voices)
        made.append(figure_plot(name, told, estimate))
    return "".join(made)


def _reports(documents: Sequence[Document], claims: Sequence[Claim], sources: Sources, wanted: Terms) -> None:
    """The reports' texts with the claims' words marked; of several, all but the first are folded away."""
    heading = "The words in the report" if len(documents) == 1 else f"The words in {len(documents)} reports"
    st.html(f'<h3 class="si-heading">{heading}</h3>')
    for number, document in enumerate(documents):
        facts = facts_from(sources.get(document.ref, ()))
        if len(documents) == 1:
            st.html(report_text(document, claims, wanted) + facts)
        else:
            body = report_body(document, claims, wanted) + facts
            st.html(markup.folded(source_line(document), body, unfolded=number == 0))


def _totals(summaries: Sequence[Claim]) -> None:
    """Totals that count this incident among others; they are no incident themselves."""
    if summaries:
        items = "".join(claim_item(claim) for claim in summaries)
        st.html(f'<h3 class="si-heading">Counted in a total</h3><ul class="si-offmap">{items}</ul>')


def _unmapped(claims: Sequence[Claim]) -> None:
    """What else was read in the same reports but is part of no incident, with the reason."""
    if claims:
        with st.expander(f"Also read here, not mapped ({len(claims)})"):
            st.html(f'<ul class="si-offmap">{"".join(map(claim_item, claims))}</ul>')


def headline(incident: Incident, claims: Sequence[Claim], *, dark: bool, voices: Voices = NO_VOICES) -> str:
    """HTML of the facts that lead the panel; `voices` say with whose voice each report speaks."""
    colour = event_colours(dark=dark)[incident.event_type]
    badges = [markup.badge(f"Corroboration: {words.CORROBORATION_WORDS[incident.corroboration]}")]
    badges.append(markup.badge(words.read_by(incident.confidence, [claim.origin for claim in claims])))
    badges.append(status(incident))
    if incident.contested:
        badges.insert(0, markup.badge("Contested", "contested"))
    facts = [
        ("Where", markup.text(words.place_precision(incident.place))),
        ("Blamed", _blame(claims, voices)),
    ]
    involved = words.parties(incident.actors)
    if involved:
        facts.append(("Involved", markup.isolated(involved)))
    if incident.contested:
        facts.append(("Contested", _said(incident.contested_reason or "the sources disagree")))
    sure = words.confidence_by_slot(incident.slots)
    if sure:
        facts.append(("Machine's confidence", _said(sure)))
    return (
        f'<article class="si-incident"><div class="si-kind">{markup.dot(colour)}{markup.text(incident.event_type)}'
        f" · {markup.text(incident.sub_event_type)}</div>"
        f"<h2>{markup.isolated(words.place_name(incident.place))}</h2>"
        f'<div class="si-sub">{markup.text(words.date_range(incident.dates))}</div>'
        f'<div class="si-figures">{_figure("Killed", incident.killed)}{_figure("Wounded", incident.wounded)}</div>'
        f"<div>{''.join(badges)}</div>{markup.rows(facts)}</article>"
    )


def _said(words_of_a_rule: str) -> str:
    return markup.isolated(words.sentence(words_of_a_rule))


def _figure(label: str, value: CasualtyEstimate) -> str:
    quiet = " si-quiet" if value.low is None else ""
    best = (
        value.best is not None
        and value.low is not None
        and value.low != value.high
        and value.best != value.low
    )
    detail = f"best figure {value.best:,}" if best else ""
    return (
        f'<div><div class="si-sub">{label}</div>'
        f'<div class="si-number{quiet}">{markup.text(words.count(value.low, value.high))}</div>'
        f'<div class="si-sub">{markup.text(detail)}</div></div>'
    )


def _blame(claims: Sequence[Claim], voices: Voices) -> str:
    """Say who is blamed by whom, one line for each side blamed, and who denies it."""
    blamed: dict[str, dict[str, None]] = {}
    denying: dict[str, None] = {}
    for claim in claims:
        source = source_of(claim, voices)
        who = source.name if source.named else words.claimant(None, claim.claimant_side)
        if claim.stance is Stance.DENIES:
            denying[who] = None
            continue
        for actor in claim.actors:
            if actor.role in PERPETRATOR_ROLES:
                known = actor.category is not ActorCategory.UNKNOWN
                name = words.actor_name(actor.category) if known else words.blamed((actor,))
                blamed.setdefault(name, {})[who] = None
    lines = [f"{markup.isolated(name)}, according to {_all(who)}" for name, who in blamed.items()]
    if denying:
        lines.append(f"Denied by {_all(denying)}")
    return "<br>".join(lines) or "Nobody named in the claims"


def _all(names: Iterable[str]) -> str:
    """HTML of names in a row, an ordinary sentence's way."""
    marked = [markup.isolated(name) for name in names]
    return marked[0] if len(marked) == 1 else f"{', '.join(marked[:-1])} and {marked[-1]}"


def source_line(document: Document) -> str:
    """HTML that names a report: title, publisher, publication day."""
    published = (
        f"published {words.day(document.published)}" if document.published else "publication date not known"
    )
    parts = [markup.isolated(part) for part in (document.title, document.publisher) if part]
    original = markup.link(document.url, "original") if document.url else ""
    return ", ".join([*parts, markup.text(published), *filter(None, [original])])


def report_text(document: Document, claims: Sequence[Claim], wanted: Terms = ()) -> str:
    """HTML of a report's text with the words of these claims marked and numbered."""
    return (
        f'<div class="si-source si-sub">{source_line(document)}</div>{report_body(document, claims, wanted)}'
    )


def report_body(document: Document, claims: Sequence[Claim], wanted: Terms = ()) -> str:
    """HTML of a report's text alone; words looked for are marked too."""
    own = [_span(claim) if claim.document_id == document.id else None for claim in claims]
    parts = segments(document.text, own, passages(document.text) if graphic.hides() else ())
    if len(document.text) > LONG_REPORT:
        parts = excerpt(parts)
    if not document.text:
        return f'<div class="si-sub">{markup.text(TEXT_WITHHELD)}</div>'
    name = document.title or document.publisher or "report"
    return markup.report(parts, label=f"Text of: {name}", wanted=wanted, fold=graphic.folded)


def facts_from(sources: Sequence[Mapping[str, Any]]) -> str:
    """HTML of the public sources behind a sample report's facts; nothing when there are none."""
    keys = ("organisation", "title", "reference", "date")
    lines = [", ".join(str(source[key]) for key in keys if source.get(key)) for source in sources]
    items = "".join(f"<li>{markup.isolated(line)}</li>" for line in lines)
    return f'<div class="si-sub">Our own words; the facts are from:<ul>{items}</ul></div>' if items else ""


def _span(claim: Claim) -> tuple[int, int] | None:
    return None if claim.start is None or claim.end is None else (claim.start, claim.end)
