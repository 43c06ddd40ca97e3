"""Incidents as a CSV file with HXL hashtags under the headings, for the Humanitarian Data Exchange and its tools."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO, Final

from incidents.exchange import acled
from incidents.exchange.about import About
from incidents.exchange.admin import admin_of
from incidents.exchange.table_file import table
from incidents.store.records import Dossier

MEDIA_TYPE: Final = "text/csv"

TAGS: Final[dict[str, str]] = {
    "event_id": "#event+code",
    "event_date": "#date+occurred",
    "date_start": "#date+start",
    "date_end": "#date+end",
    "event_type": "#event+type",
    "sub_event_type": "#event+type+sub",
    "actor1": "#group+name+first",
    "actor2": "#group+name+second",
    "country": "#country+name",
    "admin1": "#adm1+name",
    "admin1_pcode": "#adm1+code",
    "admin2": "#adm2+name",
    "admin3": "#adm3+name",
    "location": "#loc+name",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "source": "#meta+source",
    "notes": "#description",
    "killed": "#affected+killed",
    "killed_low": "#affected+killed+min",
    "killed_high": "#affected+killed+max",
    "injured": "#affected+injured",
    "contested": "#meta+contested",
    "corroboration": "#meta+corroboration",
    "sample": "#meta+sample",
}
"""Columns in order, and the hashtag of each."""
CODEBOOK: Final[dict[str, str]] = {
    "event_id": "id of the incident, stable",
    "event_date": "first day, ISO 8601; empty when the reports give none",
    "date_start": "first day",
    "date_end": "last day",
    "event_type": "of the ACLED codebook",
    "sub_event_type": "of the ACLED codebook",
    "actor1": "who is said to have done it, else a party: the category under ACLED's name",
    "actor2": "the target or the other party",
    "country": "Syria",
    "admin1": "governorate as ACLED and OCHA spell it",
    "admin1_pcode": "its p-code",
    "admin2": "district as the gazetteer spells it; empty where unknown",
    "admin3": "sub-district, likewise",
    "location": "standard name of the place, or the words of the report where it could not be located",
    "latitude": "WGS 84 degrees, with the decimals the precision deserves; empty where not located",
    "longitude": "as latitude",
    "source": "publishers of the reports, separated by '; '",
    "notes": "who says what, in the reports' own words",
    "killed": "best figure of those killed; empty when not reported",
    "killed_low": "lowest bound; empty when not reported",
    "killed_high": "highest bound; empty when not reported or open",
    "injured": "best figure of those wounded; empty when not reported",
    "contested": "yes: sources blame different sides, or one denies it",
    "corroboration": "single, multiple, conflicting or admitted",
    "sample": "yes: made from the program's sample reports",
}
"""What each column means."""
REMARKS: Final = (
    "The second line holds HXL hashtags (hxlstandard.org).",
    "A cell that a spreadsheet would take for a formula has an apostrophe in front.",
)


def readme(name: str, about: About) -> bytes:
    """The side file of a table of that name."""
    return about.readme(name, CODEBOOK, REMARKS)


def write(out: BinaryIO, dossiers: Iterable[Dossier], _: About | None = None) -> int:
    """Write the table, a row at a time; gives the number of rows below the hashtags."""
    count = 0
    with table(out, tuple(TAGS), below=TAGS) as put:
        for dossier in dossiers:
            put(row(dossier))
            count += 1
    return count


def row(dossier: Dossier) -> dict[str, Any]:
    """One incident's values by column."""
    killed, wounded = dossier.incident.killed, dossier.incident.wounded
    return {
        **acled.row(dossier),
        "event_id": dossier.incident.id,
        "admin1_pcode": admin_of(dossier.incident.place)["admin1_pcode"],
        "killed": killed.best,
        "killed_low": killed.low,
        "killed_high": killed.high,
        "injured": wounded.best,
    }
