"""The table for spreadsheets: complete, and nothing in it runs."""

from __future__ import annotations

import csv as reader
import io
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from incidents.exchange import csv
from incidents.frame import FRAME_COLUMNS
from incidents.model import ReportResult
from incidents.store import dossiers_of
from tests.factories import HOSTILE, TEXT, UNLOCATED, make_claim, make_document, make_incident, make_result


def table(result: ReportResult) -> list[dict[str, str]]:
    text = csv.dumps(dossiers_of(result)).decode("utf-8-sig")
    return list(reader.DictReader(io.StringIO(text, newline="")))


def test_every_incident_is_a_row_with_the_columns_of_the_table() -> None:
    result = make_result()
    rows = table(result)
    assert [row["id"] for row in rows] == [incident.id for incident in result.incidents]
    assert set(FRAME_COLUMNS) <= set(rows[0])
    assert (rows[0]["lat"], rows[0]["killed_low"], rows[0]["killed_high"]) == ("34.7222", "45", "")
    assert (rows[0]["contested"], rows[0]["sample"]) == ("yes", "no")
    assert rows[0]["perpetrators"] == "pro-government militia; rebels"
    assert rows[0]["claimants"] == "activists | State media"
    assert rows[0]["reports"] == "Wire, Massacre in Homs, 2012-03-12"


def test_excel_is_told_that_it_is_utf8() -> None:
    assert csv.dumps(dossiers_of(make_result())).startswith(b"\xef\xbb\xbfid,")


def test_unlocated_incidents_have_empty_coordinates() -> None:
    result = make_result()
    (row,) = table(replace(result, incidents=(replace(result.incidents[0], place=UNLOCATED),)))
    assert (row["lat"], row["lon"], row["place"]) == ("", "", "Tel Nowhere")


def claimed_by(claimant: str) -> dict[str, str]:
    document = make_document(TEXT + " " + HOSTILE)
    claim = make_claim(document, HOSTILE, claimant=claimant)
    (row,) = table(ReportResult(document, (claim,), (make_incident((claim,)),)))
    return row


def test_a_formula_in_a_name_is_not_live() -> None:
    for formula in (
        '=HYPERLINK("http://x","y")',
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "  =1",
        "＝1+1",
        "|calc",
        "%x",
    ):
        assert claimed_by(formula)["claimants"].startswith("'")
    assert claimed_by("Local Coordination Committees")["claimants"] == "Local Coordination Committees"


@example("\x1b=")
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_no_cell_starts_a_formula_or_a_new_line(claimant: str) -> None:
    for cell in claimed_by(claimant).values():
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
        assert not any(ord(sign) < 0x20 for sign in cell)
