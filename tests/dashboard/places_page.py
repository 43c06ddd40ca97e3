"""The page Places in Streamlit's test runner: how tests search, press and fill in."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from incidents.dashboard.components.place_sections import Section

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
NAME = "Tal Maqsur"
POINT = "35.71, 37.12"
APP = str(Path(__file__).resolve().parents[2] / "app.py")


def places_page() -> None:
    from incidents.dashboard.pages.places import page

    page()


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def said(app: AppTest) -> str:
    """What stands on the page, without tags and direction marks."""
    return re.sub(r"<[^>]+>|[\u2066-\u2069]", "", html(app))


def search(app: AppTest, name: str, governorate: str = "", near: str = "") -> str:
    app.text_input(key="incidents.w.places-name").set_value(name)
    app.text_input(key="incidents.w.places-near").set_value(near)
    app.selectbox(key="incidents.w.places-governorate").set_value(governorate)
    return said(run(app))


def button(app: AppTest, label: str) -> Any:
    found = [button for button in app.button if button.label == label]
    assert found, f"no button {label!r} among {[b.label for b in app.button]}"
    return found[0]


def press(app: AppTest, label: str) -> str:
    button(app, label).click()
    return said(run(app))


def show(app: AppTest, section: Section) -> str:
    app.button_group(key="incidents.w.places-section").set_value(section)
    return said(run(app))


def fill(app: AppTest, **fields: str) -> None:
    for name, value in fields.items():
        app.text_input(key=f"incidents.w.add-{name}").set_value(value)
    run(app)


def upload(app: AppTest, key: str, name: str, content: bytes) -> None:
    uploaders = [
        element for element in app.get("file_uploader") if element.key.startswith(f"incidents.w.{key}")
    ]
    assert uploaders
    uploaders[0].set_value((name, content, "application/octet-stream"))
    run(app)


def name_only(app: AppTest, name: str) -> str:
    """Search for a name and leave the other fields as they are."""
    app.text_input(key="incidents.w.places-name").set_value(name)
    return said(run(app))


def governorate(app: AppTest) -> Any:
    """The box "In governorate"."""
    return app.selectbox(key="incidents.w.places-governorate")
