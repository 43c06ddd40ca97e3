"""Sentences and reports in Arabic, and what must be read from them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Gazetteer
from incidents.extract.arabic import NOTE, ArabicReader
from incidents.extract.nlp import sentence_spans
from incidents.model import Band, Claim, ClaimantSide, Document, Flag, Stance, SubEventType
from tests.extract.arabic.cases import CASES, Case
from tests.extract.arabic.conftest import MONDAY, ReadArabic
from tests.extract.arabic.reports import REPORTS, Report, Told


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case.text.split()[:5]))
def test_a_sentence_gives_what_it_says(case: Case, read_arabic: ReadArabic) -> None:
    claims = read_arabic(case.text)
    if case.sub is None:
        assert claims == []
        return
    claim = claims[0]
    assert claim.sub_event_type.value == case.sub
    place = claim.place.name if claim.place is not None and claim.place.located else None
    assert place == case.place
    assert claim.dates is not None
    assert f"{claim.dates.start}..{claim.dates.end}" == case.days
    assert (claim.killed.low, claim.killed.high) == case.killed
    assert (claim.wounded.low, claim.wounded.high) == case.wounded
    assert {(a.category.value, a.role.value) for a in claim.actors} >= case.actors
    assert claim.claimant == case.claimant
    assert claim.stance.value == case.stance
    flags = {flag.value for flag in claim.flags}
    assert (case.flag in flags) if case.flag else not flags
    assert bool(claim.flag_reason) == bool(claim.flags)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_a_report_gives_its_claims(report: Report, read_arabic: ReadArabic) -> None:
    claims = read_arabic(report.text, report.published)
    for told in report.told:
        assert any(_matches(claim, told) for claim in claims), told
    for words in report.kept_off:
        assert all(c.flags for c in claims if words in (c.quote or "")), words


def _matches(claim: Claim, told: Told) -> bool:
    place = claim.place.name if claim.place is not None else None
    return (
        claim.sub_event_type.value == told.sub
        and place == told.place
        and claim.dates is not None
        and claim.dates.start.isoformat() == told.start
        and claim.killed.low == told.killed
        and (told.actor is None or told.actor in {(a.category.value, a.role.value) for a in claim.actors})
        and (told.claimant is None or claim.claimant == told.claimant)
        and not claim.flags
    )


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40
    assert len(REPORTS) >= 6


# --- what goes from sentence to sentence -----------------------------------------------------------------------------


def test_a_place_is_carried_over_as_implied_with_low_confidence(read_arabic: ReadArabic) -> None:
    first, second = read_arabic("قصف الطيران الحربي مدينة دوما. وقتل خمسة مدنيين وأصيب عشرون.")
    assert first.place is not None
    assert not first.place.implied
    assert second.place is not None
    assert second.place.implied
    assert second.place.place_id == first.place.place_id
    assert second.confidence is Band.LOW
    assert second.sub_event_type is SubEventType.AIR_STRIKE
    assert (second.killed.low, second.wounded.low) == (5, 20)


def test_a_weak_statement_without_a_place_is_not_mapped(read_arabic: ReadArabic) -> None:
    claims = read_arabic("قصف الطيران الحربي مدينة دوما. واستمرت الاشتباكات طوال الليل.")
    assert Flag.NO_PLACE in claims[1].flags


def test_the_town_points_back(read_arabic: ReadArabic) -> None:
    claims = read_arabic("دخل الجيش مدينة الرستن. وانفجرت سيارة مفخخة وسط المدينة.")
    assert claims[-1].place is not None
    assert claims[-1].place.name == "Rastan"
    assert not claims[-1].place.implied


def test_an_accusation_points_back_to_the_act(read_arabic: ReadArabic) -> None:
    act, blame = read_arabic("قتل 12 شخصا ذبحا في حي كرم الزيتون بحمص. واتهم ناشطون الشبيحة بذلك.")
    assert blame.stance is Stance.REPORTS_BLAME
    assert blame.sub_event_type is act.sub_event_type
    assert [(a.category.value, a.role.value) for a in blame.actors] == [
        ("pro-government militia", "alleged_perpetrator")
    ]
    assert not blame.killed.reported


def test_without_a_day_of_the_report_nothing_is_dated(read_arabic: ReadArabic) -> None:
    (claim,) = read_arabic("قتل ثلاثة أشخاص في قصف على مدينة دوما أمس.", None)
    assert claim.dates is None


def test_a_full_date_needs_no_day_of_the_report(read_arabic: ReadArabic) -> None:
    (claim,) = read_arabic("قتل ثلاثة أشخاص في قصف على مدينة دوما في 5 آب 2013.", None)
    assert claim.dates is not None
    assert claim.dates.start == dt.date(2013, 8, 5)


def test_claimants_have_sides(read_arabic: ReadArabic) -> None:
    sides = {
        "قال المرصد السوري لحقوق الإنسان": ClaimantSide.MONITOR,
        "أفادت وكالة سانا": ClaimantSide.GOVERNMENT,
        "ذكرت لجان التنسيق المحلية": ClaimantSide.OPPOSITION,
        "أعلن الدفاع المدني": ClaimantSide.RESCUE,
        "قال شهود عيان": ClaimantSide.RESIDENT,
        "أعلنت وزارة الدفاع الروسية": ClaimantSide.FOREIGN_STATE,
        "ذكرت الأمم المتحدة": ClaimantSide.UN,
        "قال أبو محمد": ClaimantSide.UNKNOWN,
    }
    for said, side in sides.items():
        (claim,) = read_arabic(f"{said} إن خمسة أشخاص قتلوا في قصف على مدينة دوما.")
        assert claim.claimant_side is side, said
        assert claim.claimant in said


def test_the_scheme_of_vague_numbers_is_followed(gazetteer: Gazetteer) -> None:
    text = "قتل عشرات المدنيين في قصف على مدينة دوما."
    document, spans = Document.create(text, published=MONDAY), [(0, len(text))]
    acled = ArabicReader(gazetteer).read(document, spans)
    literal = ArabicReader(gazetteer, "literal").read(document, spans)
    assert (acled[0].killed.low, literal[0].killed.low) == (12, 24)
    assert acled[0].killed.phrase == "عشرات المدنيين"


def test_what_is_not_read_is_counted(reader: ArabicReader) -> None:
    text = "بث ناشطون صورا لجثث في منزل. وقال الطبيب إن الطقس جميل."
    reading = reader.reading(Document.create(text, published=MONDAY), [(0, 28), (29, len(text))])
    assert reading.claims == ()
    assert reading.unread == 1
    assert "not read" in NOTE.lower()


def test_ids_are_stable_and_the_name_of_the_extractor_is_given(gazetteer: Gazetteer) -> None:
    text = "قتل خمسة في قصف على مدينة دوما."
    document = Document.create(text, published=MONDAY)
    one = ArabicReader(gazetteer, extractor="arabic/1").read(document, [(0, len(text))])
    two = ArabicReader(gazetteer, extractor="arabic/1").read(document, [(0, len(text))])
    assert one == two
    assert one[0].extractor == "arabic/1"
    assert one[0].id.startswith("clm-")


# --- any text at all --------------------------------------------------------------------------------------------------

_WORDS = sorted({word for case in CASES for word in case.text.split()})
_ANY = st.one_of(
    st.text(alphabet=st.characters(min_codepoint=0x600, max_codepoint=0x6FF), max_size=60),
    st.text(max_size=40),
    st.lists(
        st.one_of(st.sampled_from(_WORDS), st.text(alphabet="ابتلمون و،.٠١٢٣4567ًُِّـ/-:", max_size=8)),
        max_size=30,
    ).map(" ".join),
)


@settings(deadline=None, max_examples=300)
@given(text=_ANY, published=st.one_of(st.none(), st.dates()))
def test_any_text_is_read_without_error_and_quoted_exactly(
    reader: ArabicReader, text: str, published: dt.date | None
) -> None:
    document = Document.create(text, published=published)
    claims = reader.read(document, [(start, end) for _, start, end in sentence_spans(text)])
    for claim in claims:
        assert claim.quote == text[claim.start : claim.end]
        for phrase in (claim.killed.phrase, claim.weapon, *(a.as_written for a in claim.actors)):
            assert phrase is None or " و" in phrase or phrase in text or claim.killed.high == 0
    assert len({claim.id for claim in claims}) == len(claims)
