"""From a report to its claims: what holds for any text, and one report with all the hard cases in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer.places import Context, Place, PlaceKind, PlaceMention, Resolution
from incidents.extract.claims import distinct
from incidents.extract.extractor import Extractor
from incidents.model import Casualties, Claim, ClaimantSide, Document, Flag
from tests.extract.conftest import Reader
from tests.factories import make_claim, make_document

MONDAY = dt.date(2012, 3, 12)

FRAGMENTS = st.sampled_from(
    [
        "Troops killed 10 people in Homs on Sunday, activists said.",
        "A car bomb wounded dozens in Aleppo/Idlib.",
        "There, 5 died.",
        "<table><tr><td>Homs</td><td>12 killed</td></tr></table>",
        "<script>alert('Homs')</script>",
        "| town | killed |\n|---|---|\n| Homs | 12 |",
        "\u202eHoms ni dellik 01\u202c",
        "قصف حمص",
        "💣 Homs 💀 10",
        "\x00\x07\x1b[31m",
        "\r\n\t",
        "killed killed killed killed",
        "between 9 and 3 people of of of the the",
        "“", "”", '"', "—", "...", "http://x.y/z?Homs=1",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(FRAGMENTS, st.text(max_size=40)), max_size=8).map(" ".join)


def check(claims: list[Claim], document: Document) -> None:
    for claim in claims:
        assert claim.start is not None
        assert claim.end is not None
        assert document.text[claim.start : claim.end] == claim.quote
        assert claim.document_id == document.id
        assert bool(claim.flags) == bool(claim.flag_reason)
        assert claim.flags or (claim.place is not None and claim.place.located)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TEXTS, st.one_of(st.none(), st.dates()))
def test_any_text_gives_claims_tied_to_its_words(
    extractor: Extractor, text: str, published: dt.date | None
) -> None:
    document = Document.create(text, published=published)
    check(extractor.extract(document), document)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "\ufeff", "﷽" * 50])
def test_nothing_said_is_no_claim(text: str, read: Reader) -> None:
    assert read(text) == []


def test_one_sentence_of_50_000_words_is_read(extractor: Extractor) -> None:
    words = "and people went on and on " * 8300 + "until troops shelled Homs and killed 10 people"
    document = Document.create(words, published=MONDAY)
    claims = extractor.extract(document)
    check(claims, document)
    assert claims


def test_the_same_text_gives_the_same_claims(extractor: Extractor) -> None:
    document = Document.create("Troops killed 10 people in Homs on Sunday, activists said.", published=MONDAY)
    assert extractor.extract(document) == extractor.extract(document)


def test_claims_of_one_report_have_ids_of_their_own(read: Reader) -> None:
    claims = read("Shelling killed 10 people in Homs and five in Hama. Shelling killed 10 people in Homs.")
    assert len({c.id for c in claims}) == len(claims) == 3


class OneTown:
    """A hand-made gazetteer of one town, as a notebook may bring."""

    version = "one town"
    town = Place("user:1", "Tell Abyad", PlaceKind.SETTLEMENT, 36.697, 38.956, 2.0, "Raqqa")

    def find(self, text: str) -> list[PlaceMention]:
        start = text.find(self.town.name)
        kinds = frozenset({PlaceKind.SETTLEMENT})
        return [PlaceMention(start, start + 10, self.town.name, kinds)] if start >= 0 else []

    def resolve(self, name: str, context: Context | None = None) -> Resolution:
        if name != self.town.name:
            return Resolution(name, None, None, None, None, None, 0.0, "not known")
        return Resolution(name, self.town, 36.697, 38.956, 2.0, "settlement", 0.9, "by name")


def test_any_gazetteer_of_that_shape_will_do(extractor: Extractor) -> None:
    own = Extractor(OneTown(), extractor.nlp)
    (claim,) = own.extract(Document.create("A car bomb killed three people in Tell Abyad.", published=MONDAY))
    assert claim.place is not None
    assert (claim.place.place_id, claim.place.lat) == ("user:1", 36.697)


def test_the_scheme_decides_what_vague_numbers_stand_for(extractor: Extractor) -> None:
    literal = Extractor(extractor.places, extractor.nlp, scheme="literal")
    document = Document.create("Shelling killed dozens of people in Homs.", published=MONDAY)
    assert extractor.extract(document)[0].killed.low == 12
    assert literal.extract(document)[0].killed.low == 24


REPORT = """\
BEIRUT, March 12 - Gunmen butchered at least 40 women and children in the Homs district of Karm al-Zeitoun, opposition \
activists said on Monday.

The state news agency SANA said terrorist groups had kidnapped the residents and killed them. Activists blamed \
shabbiha militiamen loyal to the president.

Shelling of the city's Jobar district killed five people on Sunday, residents said.

A car bomb in the southern town of Deraa killed one girl and wounded 20 other people, SANA said.

Diplomats from Qatar met in Doha on Monday to discuss the killings. In Moscow the foreign minister urged rebels to \
halt their attacks. Damascus denied any part in them.

The uprising has cost more than 7,500 lives, the United Nations says. The authorities say 2,000 soldiers and policemen \
have been killed since it began.
"""


@pytest.fixture(scope="module")
def report(extractor: Extractor) -> list[Claim]:
    return extractor.extract(Document.create(REPORT, published=MONDAY))


def on_the_map(claims: list[Claim]) -> set[str | None]:
    return {c.place.place_id for c in claims if c.place is not None and not c.flags}


def test_a_report_is_read_at_the_finest_places_it_names(report: list[Claim]) -> None:
    assert {"sy:homs/karm-al-zeitoun", "sy:homs/jobar"} <= on_the_map(report)


def test_the_citys_district_is_the_one_in_the_city_spoken_of(report: list[Claim]) -> None:
    assert "sy:damascus/jobar" not in on_the_map(report)


def test_capitals_of_talks_are_no_place_of_an_event(report: list[Claim]) -> None:
    names = {c.place.name for c in report if c.place is not None and not c.flags}
    assert not names & {"Damascus", "Doha", "Moscow"}


def test_totals_stay_off_the_map(report: list[Claim]) -> None:
    totals = [c for c in report if c.killed.low in {7500, 2000}]
    assert totals
    assert all(c.flags for c in totals)


def test_rival_accounts_of_one_massacre_keep_their_sources(report: list[Claim]) -> None:
    accounts = [c for c in report if c.place is not None and c.place.place_id == "sy:homs/karm-al-zeitoun"]
    assert {ClaimantSide.OPPOSITION, ClaimantSide.GOVERNMENT} <= {c.claimant_side for c in accounts}
    assert len({a.category for c in accounts for a in c.actors}) >= 2


def test_numbers_stand_with_their_place(report: list[Claim]) -> None:
    told = {
        (c.place.name, c.killed.low, c.wounded.low) for c in report if c.place is not None and not c.flags
    }
    assert ("Karm al-Zeitoun", 40, None) in told
    assert ("Jobar", 5, None) in told
    assert ("Daraa", 1, 20) in told


def test_everything_flagged_says_why(report: list[Claim]) -> None:
    flagged = [c for c in report if c.flags]
    assert flagged
    assert all(c.flag_reason for c in flagged)
    assert all(c.flags != {Flag.NO_PLACE} or "place" in c.flag_reason for c in flagged)


def test_a_dateline_is_no_place_of_an_event(extractor: Extractor) -> None:
    text = (
        "HAMA, May 8, 2014 (AP) - A car bomb killed six people in Salamiyah on Wednesday, state media said."
    )
    claims = extractor.extract(Document.create(text, published=MONDAY))
    assert [(c.place.name if c.place else None, c.killed.low) for c in claims] == [("Salamiyah", 6)]


def test_a_name_of_two_places_is_not_put_where_the_report_was_before(read: Reader) -> None:
    (claim,) = read("Aleppo was calm. Shells killed three people in Jobar.")
    assert claim.flags == {Flag.NO_PLACE}
    assert claim.flag_reason.startswith("“Jobar”: 2 places are called so and nothing tells them apart")
    assert claim.place is not None
    assert {c.place_id for c in claim.place.candidates} == {"sy:damascus/jobar", "sy:homs/jobar"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A massacre committed by militiamen in Taldou shocked the region.", "Taldou"),
        ("Rockets fired by a jet at Latamneh set houses on fire.", "Latamneh"),
        ("Cluster bombs that were dropped on Haritan failed to explode.", "Haritan"),
        ("Rebels ambushed soldiers between Sarmin and Saraqib.", "between Sarmin and Saraqib"),
        ("A mine killed three soldiers on the Damascus-Homs highway.", "the Damascus-Homs highway"),
        ("Missiles struck the T-4 air base, east of Homs.", "T4 air base"),
        (
            "Eighty evacuees from Fuaa were killed by a car bomb in Rashidin, on the edge of Aleppo.",
            "Rashidin",
        ),
    ],
)
def test_where_it_happened_is_told_in_many_ways(text: str, place: str, read: Reader) -> None:
    told = [c for c in read(text) if not c.flags and c.place is not None]
    assert {(c.place.name or c.place.mention).partition(",")[0] for c in told if c.place} == {place}


def test_a_bare_toll_is_that_of_the_blast_before(read: Reader) -> None:
    claims = read(
        "A car bomb went off in Rastan on Sunday. Ten people died there. Two soldiers were among the hurt."
    )
    assert {c.sub_event_type.value for c in claims} == {"Remote explosive/landmine/IED"}


def test_two_towns_side_by_side_are_two_places(read: Reader) -> None:
    claims = read("There were marches in Talbiseh, in Nawa and on the coast.")
    assert [c.place.name for c in claims if c.place] == ["Talbiseh", "Nawa"]


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Shelling hit Aleppo. Rebels killed ten soldiers in the village of Umm Zarqa.", "Umm Zarqa"),
        ("Aleppo was calm. Troops shot 20 prisoners in Jdeidet al-Nakhl on Sunday.", "Jdeidet al-Nakhl"),
        ("Aleppo was calm. Shells killed six people in Xuzbaqiya village.", "Xuzbaqiya"),
        ("Shelling hit Aleppo on Sunday. Ten people were killed in Operation Thunder.", None),
        ("Shelling hit Aleppo on Sunday. Ten people were killed in the attack.", None),
    ],
)
def test_a_village_that_no_list_knows_is_not_put_where_the_report_was_before(
    text: str, unknown: str | None, read: Reader
) -> None:
    claim = read(text)[-1]
    assert claim.place is not None
    if unknown is None:
        assert claim.place.name == "Aleppo"
    else:
        assert claim.flag_reason == f"“{unknown}”: no list of places has this name"
        assert not claim.place.located


def test_a_claim_comes_once_and_those_that_differ_have_ids_of_their_own() -> None:
    document = make_document()
    claim = make_claim(document)
    other, third = replace(claim, killed=Casualties(3, 3, "three")), replace(claim, dates=None)
    found = distinct([claim, other, claim, other, third])
    assert [replace(c, id=claim.id) for c in found] == [claim, other, third]
    assert len({c.id for c in found}) == 3
    assert distinct([claim, other, third]) == found, "the same again under the same ids"
