"""One report all the way."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from incidents.errors import PlacesUnreadable
from incidents.extract.claims import EXTRACTOR
from incidents.model import Document, Flag, ReportResult, Role, Stance, SubEventType
from incidents.pipeline import RULES, Pipeline

MONDAY = dt.date(2012, 3, 12)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.create()


def process(pipeline: Pipeline, text: str, published: dt.date | None = MONDAY) -> ReportResult:
    return pipeline.process(Document.create(text, published=published))


def test_every_claim_is_part_of_an_incident_or_says_why_not(pipeline: Pipeline) -> None:
    result = process(
        pipeline,
        "Gunmen killed 10 people in Homs on Sunday. Activists blamed shabbiha militiamen. SANA blamed terrorists. "
        "More than 7,500 people have been killed since the uprising began. An explosion was heard.",
    )
    used = {claim_id for incident in result.incidents for claim_id in incident.claim_ids}
    assert used <= {c.id for c in result.claims}
    for claim in result.claims:
        assert bool(claim.flags) == (claim.id not in used)
        assert bool(claim.flag_reason) == bool(claim.flags)
    assert {c.id for c in result.not_mapped} == {c.id for c in result.claims} - used
    assert any(Flag.CUMULATIVE in c.flags for c in result.not_mapped)


def test_rival_accounts_make_one_contested_incident(pipeline: Pipeline) -> None:
    result = process(
        pipeline,
        "Gunmen killed 10 people in Homs on Sunday. Activists blamed shabbiha militiamen. SANA blamed terrorists.",
    )
    (incident,) = result.incidents
    assert incident.contested
    assert len(incident.claim_ids) == 3


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "The opposition accused the army of shelling Talbiseh on Friday, killing 36.",
            SubEventType.SHELLING,
        ),
        ("Activists blamed Russia for an air strike on Talbiseh that killed 36.", SubEventType.AIR_STRIKE),
        ("The army was accused of shelling Talbiseh.", SubEventType.SHELLING),
        ("Activists accused Russia of bombing Talbiseh.", SubEventType.AIR_STRIKE),
        ("Residents accused the Nusra Front of executing five men in Talbiseh.", SubEventType.ATTACK),
    ],
)
def test_a_blame_that_names_its_place_is_an_incident(
    pipeline: Pipeline, text: str, kind: SubEventType
) -> None:
    (incident,) = process(pipeline, text).incidents
    assert (incident.place.name, incident.sub_event_type) == ("Talbiseh", kind)
    assert len(incident.perpetrators) == 1


@pytest.mark.parametrize(
    "denial",
    [
        "The rebels denied shelling Nubl on Friday.",
        "Damascus denied it had shelled Nubl.",
        "The army denied that it had bombed Nubl on Friday.",
    ],
)
def test_a_denial_belongs_to_what_it_denies_or_says_that_nothing_tells_of_it(
    pipeline: Pipeline, denial: str
) -> None:
    alone = process(pipeline, denial)
    (claim,) = alone.claims
    assert claim.stance is Stance.DENIES
    assert not any(a.role in {Role.INITIATOR, Role.ALLEGED_PERPETRATOR} for a in claim.actors)
    assert alone.incidents == ()
    assert claim.flag_reason == "a denial of what the report does not tell otherwise"
    (incident,) = process(pipeline, f"Shelling killed six people in Nubl on Friday. {denial}").incidents
    assert incident.contested
    assert incident.perpetrators == ()


def test_what_a_blame_tells_of_can_be_denied(pipeline: Pipeline) -> None:
    result = process(
        pipeline,
        "Activists accused the army of shelling Talbiseh on Friday. The army denied it had shelled the town.",
    )
    (incident,) = result.incidents
    assert len(incident.claim_ids) == 2
    assert incident.contested


def test_a_report_without_a_date_says_so(pipeline: Pipeline) -> None:
    result = process(pipeline, "Shelling killed 10 people in Homs on Sunday.", None)
    assert any("publication date" in warning for warning in result.warnings)
    assert result.incidents[0].dates is None


def test_a_report_without_events_says_so(pipeline: Pipeline) -> None:
    result = process(pipeline, "The weather was fine.")
    assert result.incidents == ()
    assert any("no statement" in warning for warning in result.warnings)


def test_a_run_names_all_that_made_it(pipeline: Pipeline) -> None:
    run = process(pipeline, "Shelling killed 10 people in Homs on Sunday.").run
    assert run is not None
    assert (run.extractor, run.rules) == (EXTRACTOR, RULES)
    assert run.gazetteer
    assert run.model.startswith("en_core_web")


def test_the_same_report_gives_the_same_result(pipeline: Pipeline) -> None:
    text = "Shelling killed 10 people in Homs and five in Hama on Sunday, activists said."
    assert process(pipeline, text) == process(pipeline, text)


def test_a_damaged_list_of_places_is_told_in_one_line(own_data_folder: Path) -> None:
    folder = own_data_folder / "syria-incidents" / "gazetteer"
    folder.mkdir(parents=True)
    (folder / "geonames.layer.jsonl").write_text("nonsense", encoding="utf-8")
    with pytest.raises(PlacesUnreadable, match="gazetteer remove geonames"):
        Pipeline.create()
    Pipeline.create(shipped_places_only=True)


def test_a_total_is_linked_to_the_incidents_it_counts(pipeline: Pipeline) -> None:
    result = process(
        pipeline,
        "At least 36 people were killed in Aleppo on Sunday, activists said. Sixteen of them died in Tariq al-Bab and "
        "12 in Marjeh when barrel bombs hit the two districts.",
    )
    assert {i.place.name: i.killed.best for i in result.incidents} == {"Tariq al-Bab": 16, "Marjeh": 12}
    (total,) = result.not_mapped
    assert all(i.summary_ids == (total.id,) for i in result.incidents)
    assert total.flags == {Flag.SUMMARY}
    assert total.flag_reason == "a total (“At least 36 people”) that counts Tariq al-Bab, Marjeh"


def test_a_days_toll_of_the_country_keeps_its_flag_and_names_what_it_counts(pipeline: Pipeline) -> None:
    result = process(
        pipeline,
        "A car bomb killed 20 people in Homs on Sunday. "
        "They were among 77 killed across Syria that day, residents said.",
    )
    (incident,) = result.incidents
    (toll,) = result.not_mapped
    assert incident.summary_ids == (toll.id,)
    assert toll.flags == {Flag.CUMULATIVE, Flag.SUMMARY}


def test_a_long_report_of_one_massacre_is_one_contested_incident(pipeline: Pipeline) -> None:
    result = process(
        pipeline,
        "More than 70 villagers were killed in Talbiseh on Sunday, activists said. The villagers were shot or stabbed, "
        "a survivor told reporters. Activists blamed shabbiha militiamen. State television spoke of nine victims. "
        "A government official called the accusation a fabrication.",
    )
    (incident,) = result.incidents
    assert incident.contested
    assert (incident.killed.low, len(incident.joins)) == (9, len(incident.claim_ids) - 1)
