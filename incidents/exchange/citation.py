"""How to cite an incident or a selection: what it is, what it rests on, the moment it stood, where it is seen. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from incidents.exchange.geojson import generator
from incidents.model import DateRange, Document, Incident, ReviewStatus


def citation(
    incident: Incident,
    documents: Iterable[Document],
    moment: dt.datetime,
    link: str | None = None,
    sources: Iterable[str] = (),
) -> str:
    """One paragraph for a footnote.

    Parameters
    ----------
    incident : Incident
    documents : iterable of Document
        The reports it rests on, in the order to name them.
    moment : datetime
        When the data stood so (aware).
    link : str, optional
        Address under which others can see it; without one the id has to do.
    sources : iterable of str
        Who says so in the reports.

    Returns
    -------
    str
        Says that the incident was extracted by a machine, and whether a person has checked it; or that one read it.
    """
    place = incident.place.name or incident.place.mention
    what = f"{incident.sub_event_type.value}, {place}, {_days(incident.dates)} ({incident.id})"
    checked = "" if incident.review is ReviewStatus.UNREVIEWED else f", {incident.review.value} by a reviewer"
    by_hand = incident.review_note.startswith("added")  # see incidents.review: people alone tell of it
    how = "read by a reviewer" if by_hand else f"extracted by machine{checked or ', unreviewed'}"
    reports = "; ".join(_report(document) for document in documents) or "no report named"
    named = ", ".join(dict.fromkeys(sources))
    told = f", according to {named}" if named else ""
    stood = f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
    where = f" {link}" if link else ""
    return f"{what}. {generator()}, {how}, from: {reports}{told}. As of {stood}.{where}"


def citation_of_selection(
    count: int,
    checked: int,
    chosen: str,
    moment: dt.datetime,
    link: str | None = None,
    *,
    sample: bool = False,
) -> str:
    """One paragraph for a footnote on several incidents.

    Parameters
    ----------
    count : int
    checked : int
        How many of them a person has accepted or corrected.
    chosen : str
        What they were chosen by, in words; empty for all.
    moment : datetime
        When the data stood so (aware).
    link : str, optional
        Address or query that shows the same.
    sample : bool
        Whether they are the sample data.
    """
    what = (
        f"{count:,} {'incident' if count == 1 else 'incidents'} of the war in Syria ({chosen or 'no filter'})"
    )
    whose = ", sample data" if sample else ""
    how = f"extracted by machine from news reports, {checked:,} of them checked by a reviewer"
    stood = f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
    return f"{what}{whose}. {generator()}, {how}. As of {stood}.{f' {link}' if link else ''}"


def _days(dates: DateRange | None) -> str:
    if dates is None:
        return "date not known"
    first, last = dates.start.isoformat(), dates.end.isoformat()
    return first if first == last else f"{first} to {last}"


def _report(document: Document) -> str:
    published = document.published.isoformat() if document.published else None
    title = f"“{document.title}”" if document.title else None
    named = [part for part in (title, document.publisher, published, document.url) if part]
    return ", ".join(named) or document.ref or document.id
