"""What a footnote says of an incident."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from incidents.exchange.citation import citation, citation_of_selection
from incidents.exchange.geojson import generator
from incidents.model import ReviewStatus
from tests.factories import make_document, make_result

MOMENT = dt.datetime(2026, 3, 1, 14, 5, tzinfo=dt.timezone(dt.timedelta(hours=2)))


def test_a_citation_says_what_from_where_and_as_of_when() -> None:
    incident = make_result().incidents[0]
    assert citation(
        incident, [make_document(url="https://example.org/a")], MOMENT, "https://x.example/?v=1"
    ) == (
        f"Attack, Karm al-Zeitoun, Homs, 2012-03-11 to 2012-03-12 ({incident.id}). {generator()}, extracted by "
        "machine, unreviewed, from: “Massacre in Homs”, Wire, 2012-03-12, https://example.org/a. As of 2026-03-01 "
        "12:05 UTC. https://x.example/?v=1"
    )


def test_a_citation_names_who_says_so_once() -> None:
    incident = make_result().incidents[0]
    said = citation(incident, [make_document()], MOMENT, sources=["activists", "State media", "activists"])
    assert "2012-03-12, according to activists, State media. As of" in said


def test_a_selection_is_cited_with_what_it_was_chosen_by() -> None:
    said = citation_of_selection(1200, 3, "Battles · from 1 March 2012", MOMENT, "https://x.example/?v=1")
    assert said == (
        f"1,200 incidents of the war in Syria (Battles · from 1 March 2012). {generator()}, extracted by machine from "
        "news reports, 3 of them checked by a reviewer. As of 2026-03-01 12:05 UTC. https://x.example/?v=1"
    )
    assert "(no filter), sample data." in citation_of_selection(1, 0, "", MOMENT, sample=True)


def test_a_citation_of_little_is_still_one() -> None:
    incident = replace(make_result().incidents[0], dates=None, review=ReviewStatus.ACCEPTED)
    bare = make_document(title=None, publisher=None, published=None, ref="")
    said = citation(incident, [bare], MOMENT)
    assert "date not known" in said
    assert "accepted by a reviewer" in said
    assert bare.id in said
    assert said.endswith("UTC.")
