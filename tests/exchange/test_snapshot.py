"""The one-file page as a file: its data are inert, its policy allows its own script only."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import re
from typing import Any

from incidents.dashboard.map.layer import SCRIPTS
from incidents.dashboard.map.palette import EVENT_COLOURS, EVENT_COLOURS_DARK
from incidents.exchange import snapshot
from incidents.exchange.about import About
from incidents.model import ReportResult
from incidents.store import dossiers_of
from tests.factories import HOSTILE, TEXT, make_claim, make_document, make_incident, make_result

BLOCK = re.compile(r'<script type="application/json" id="([\w-]+)">(.*?)</script>', re.DOTALL)


def page(result: ReportResult | None = None) -> str:
    about = About(dt.datetime(2026, 1, 2, tzinfo=dt.UTC), "?v=1&type=any")
    return snapshot.dumps(dossiers_of(result or make_result()), about).decode()


def blocks(text: str) -> dict[str, Any]:
    return {name: json.loads(body) for name, body in BLOCK.findall(text)}


def test_it_holds_the_incidents_and_says_what_it_is() -> None:
    result = make_result()
    found = blocks(page(result))
    assert set(found) == {"about-data", "incidents", "basemap"}
    assert [r["id"] for r in found["incidents"]] == [incident.id for incident in result.incidents]
    first = found["incidents"][0]
    assert first["claims"][0]["quote"] == "At least 45 women and children"
    assert (first["killed"], first["dates"]) == (
        [45, 45, None],
        ["2012-03-11", "2012-03-12", "day", "uncertain"],
    )
    about = found["about-data"]
    assert (about["as_of"], about["link"]) == ("2026-01-02T00:00:00+00:00", "?v=1&type=any")
    assert {"codebook", "attribution", "licence", "derivation"} <= set(about)


def test_the_policy_allows_its_own_script_and_style_and_no_address() -> None:
    text = page()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    script = text.rpartition("<script>")[2].partition("</script>")[0]
    style = text.partition("<style>")[2].partition("</style>")[0]
    for kind, content in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.findall(r"(?:src|href)\s*=", BLOCK.sub("", text).replace(script, ""))
    assert not re.search(r"url\((?!#)|@import", style)


def test_hostile_words_cannot_leave_their_block() -> None:
    words = f"{HOSTILE} \u2028 \ud800 <!-- <script> & ]]>"
    document = make_document(
        f"{TEXT} {words}", title=words, publisher=words, url=f"https://x.example/{words}"
    )
    claim = make_claim(document, words, claimant=words)
    result = ReportResult(document, (claim,), (make_incident((claim,), contested_reason=words),))
    text, plain = page(result), page()
    assert text.count("<script") == plain.count("<script")
    for _, body in BLOCK.findall(text):
        assert not re.search("[<>&\u2028\u2029]", body)
    assert blocks(text)["incidents"][0]["claims"][0]["quote"] == words.replace("\ud800", "?")


def test_its_colours_are_the_dashboards() -> None:
    assert {event: light for event, (light, _) in snapshot.COLOURS.items()} == EVENT_COLOURS
    assert {event: dark for event, (_, dark) in snapshot.COLOURS.items()} == EVENT_COLOURS_DARK


def test_it_has_all_scripts_of_the_dashboards_map_but_those_of_its_frame_and_of_places() -> None:
    left = {"boot.js", "link.js", "vendor/leaflet/leaflet.js", "backdrop.js", "placemarks.js", "places.js"}
    left |= {
        "board.js",
        "box.js",
        "areas.js",
        "tiles.js",
        "counts.js",
    }  # what needs the server behind the map
    assert set(SCRIPTS) - left == {f"{name}.js" for name in snapshot._MAP_SCRIPTS}


def test_an_empty_selection_is_a_page_too() -> None:
    out = io.BytesIO()
    assert snapshot.write(out, []) == 0
    assert blocks(out.getvalue().decode())["incidents"] == []
