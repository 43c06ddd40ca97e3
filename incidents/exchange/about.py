"""What every export says of itself: moment, link, how counts were derived, attribution, licence, codebook.

GeoJSON holds it as members, a GeoPackage as a table, the page as a section, and a CSV in a file beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from incidents.query.box import Box
from incidents.rules import DEFAULT_RULES, Rules

ATTRIBUTION: Final = (
    "Extracted from the reports named in each claim; places after the gazetteer named by place_id."
)
LICENCE: Final = (
    "The data are the user's to license. Quotes remain their publishers'; keep them with their source. Imported rows "
    "(origin: import) stay under the terms of the dataset they name: cite it."
)

_BEST: Final = {
    "middle": "the middle source's, the higher of two",
    "lowest": "the lowest source's",
    "highest": "the highest source's",
    "independent": "the middle one of the sources that are no party to the war",
}


def generator() -> str:
    """Name and version of this program."""
    try:
        return f"syria-incidents {version('syria-incidents')}"
    except PackageNotFoundError:
        return "syria-incidents"


def attribution(box: Box | None) -> str:
    """Where the data come from and, where the map was cut, to what: who gets the file does not see the map."""
    if box is None:
        return ATTRIBUTION
    west, south, east, north = map(str, box.edges)
    return (
        f"{ATTRIBUTION} Only incidents whose point lies in the box from {west} to {east} degrees of longitude and "
        f"from {south} to {north} degrees of latitude (WGS 84); areas by their representative point."
    )


def derivation(rules: Rules, left_out: Mapping[str, str]) -> dict[str, Any]:
    """How counts were derived, for the head of an export.

    Parameters
    ----------
    rules
        What a researcher chose.
    left_out
        Names of the sources and reports left out, by id.
    """
    return {
        "best_figure": rules.best.value,
        "vague_numbers": rules.numbers.value,
        "left_out": [
            {"id": source, "name": left_out.get(source, "not in this store")}
            for source in sorted(rules.without)
        ],
    }


@dataclass(frozen=True, slots=True)
class About:
    """The particulars of one export."""

    as_of: dt.datetime | None = None
    """The moment the data stand from (aware)."""
    link: str | None = None
    """Address or query string that shows the same selection."""
    derived_by: Mapping[str, Any] = field(default_factory=lambda: derivation(DEFAULT_RULES, {}))
    """As :func:`derivation` gives it."""
    attribution: str = ATTRIBUTION
    licence: str = LICENCE
    withheld: str = ""
    """For a public view: what is not shown."""

    @property
    def moment(self) -> str | None:
        """The moment as ISO 8601 in UTC."""
        return None if self.as_of is None else self.as_of.astimezone(dt.UTC).isoformat(timespec="seconds")

    def head(self, codebook: Mapping[str, str]) -> dict[str, Any]:
        """All of it as JSON members."""
        return {
            "generator": generator(),
            "as_of": self.moment,
            "link": self.link,
            "derivation": dict(self.derived_by),
            "attribution": self.attribution,
            "licence": self.licence,
            **({"withheld": self.withheld} if self.withheld else {}),
            "codebook": dict(codebook),
        }

    def rows(self, codebook: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """All of it as a table: section, item, text."""
        left_out = [str(source["name"]) for source in self.derived_by.get("left_out", ())]
        best = str(self.derived_by.get("best_figure", ""))
        facts = [
            ("made by", generator()),
            ("as of", self.moment or "not stated"),
            ("link", self.link or "none"),
            ("best figure", f"{best}: {_BEST.get(best, 'a scheme of its own')}"),
            ("vague numbers", f"read by the scheme '{self.derived_by.get('vague_numbers', '')}'"),
            ("left out", "; ".join(left_out) or "nobody's claims"),
            ("attribution", self.attribution),
            ("licence", self.licence),
            *([("withheld", self.withheld)] if self.withheld else []),
        ]
        return [
            *(("about", item, text) for item, text in facts),
            *(("codebook", item, text) for item, text in codebook.items()),
        ]

    def readme(self, name: str, codebook: Mapping[str, str], remarks: Iterable[str] = ()) -> bytes:
        """The side file of a table that has no room for it: ``<name>.README.txt``, UTF-8."""
        table = self.rows(codebook)
        lines = [f"About {name}", ""]
        lines += [f"{item}: {_one_line(text)}" for section, item, text in table if section == "about"]
        lines += ["", *remarks] if remarks else []
        lines += ["", "Columns", ""]
        lines += [f"{item}: {text}" for section, item, text in table if section == "codebook"]
        return ("\r\n".join(lines) + "\r\n").encode("utf-8", "replace")


def _one_line(text: str) -> str:
    return " ".join(text.split())
