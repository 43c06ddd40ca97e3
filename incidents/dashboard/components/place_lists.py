"""Imported lists of places: what there is and what each adds, import a file, download GeoNames, remove one."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st

from gazetteer import layers, manage
from gazetteer.download import ZIP_SIGNATURE
from gazetteer.errors import GazetteerError, ImportFileError
from gazetteer.importers import Format
from gazetteer.layers import LayerInfo
from gazetteer.manage import Report
from incidents.dashboard import markup, place_words, state, words
from incidents.dashboard.components import geonames
from incidents.dashboard.components.notes import empty, note
from incidents.dashboard.data import Lists, gazetteer, new_by_list

FORMATS: Final[dict[Format, str]] = {
    "geonames": "GeoNames: SY.zip or SY.txt",
    "ocha": "UN OCHA: places or neighbourhoods, CSV or XLSX",
    "csv": "My own list: CSV or XLSX",
}
_OWN_COLUMNS: Final = (
    "A row for each place, with the columns name, lat and lon; also used where present: name_ar, aliases, kind, "
    "governorate, radius_km, accuracy_km, source."
)
_WORKBOOK_PART: Final = b"[Content_Types].xml"
"""Name of a part that every XLSX has, as it stands in the zip file."""
MOST_ROWS: Final = 50
REPORT: Final = "import-report"
_SAID: Final = "places-lists-said"
_ASKING: Final = "places-removing"
_UPLOADS: Final = "places-list-uploads"


def place_lists_section(lists: Lists) -> None:
    """Draw the section."""
    _outcome()
    for name, fault in lists.damaged.items():
        with st.container(border=True):
            note(words.sentence(fault), "error")
            st.html('<div class="si-sub">Here: remove it with this button, and import it again below.</div>')
            _remove_button(name, name)
    added = _added(lists)
    for info in lists.sound:
        with st.container(border=True):
            said, button = st.columns([5, 1.2], vertical_alignment="center")
            said.html(list_html(info, added.get(info.name)))
            with button:
                _remove_button(info.name, info.title)
                if info.n_skipped:
                    _left_out(info)
    if not lists.sound and not lists.damaged:
        empty("No list is imported: the places that come with the program are used, and those you add.")
    left, right = st.columns(2, gap="large")
    with left:
        _download(lists)
    with right:
        _upload()


def _added(lists: Lists) -> dict[str, int]:
    if lists.damaged:
        return {}
    try:
        return dict(new_by_list(gazetteer()))
    except GazetteerError:
        return {}


def _left_out(info: LayerInfo) -> None:
    """Offer the rows of a list that could not be used; they are kept with it."""
    st.download_button(
        f"{words.plural(info.n_skipped, 'row')} left out",
        data=lambda: "".join(f"{line}\n" for line in layers.load(info.name).left_out),
        file_name=f"{info.name}-left-out.txt",
        mime="text/plain",
        key=state.widget_key(f"left-out-{info.name}"),
        on_click="ignore",
        type="tertiary",
    )


def list_html(info: LayerInfo, new: int | None) -> str:
    """HTML of a list: where it is from, how much it holds and adds."""
    adds = "" if new is None else f"; {new:,} of them in no other list"
    left_out = f" · {words.plural(info.n_skipped, 'row')} left out" if info.n_skipped else ""
    source = f"{info.source}, {info.licence}" if info.licence else "your own list"
    return (
        f'<div class="si-entry"><strong>{markup.isolated(info.title)}</strong>: '
        f"{words.plural(info.n_places, 'place')}{adds}"
        f'<div class="si-sub">{markup.isolated(source)} · imported {words.day(info.imported_at.date())} from '
        f"{markup.isolated(info.file)}{left_out}</div></div>"
    )


def _remove_button(name: str, title: str) -> None:
    """Remove a list, after asking once."""
    if state.kept(_ASKING) != name:
        st.button(
            "Remove …",
            key=state.widget_key(f"remove-{name}"),
            help=markup.label(f"Remove {title}"),
            on_click=state.keep,
            args=(_ASKING, name),
            width="stretch",
        )
        return
    st.html('<div class="si-sub">Remove this list? Its file stays yours: it can be imported again.</div>')
    st.button(
        "Yes, remove it", key=state.widget_key(f"remove-yes-{name}"), on_click=_remove, args=(name, title)
    )
    st.button("Keep it", key=state.widget_key(f"remove-no-{name}"), on_click=state.keep, args=(_ASKING, None))


def _remove(name: str, title: str) -> None:
    state.keep(_ASKING, None)
    state.keep(REPORT, None)
    try:
        layers.remove(name)
        state.keep(_SAID, ("good", f"“{title}” was removed and is no longer used."))
    except GazetteerError as error:
        state.keep(_SAID, ("error", place_words.fault(error)))


def _outcome() -> None:
    """Say what the last import or removal came to, with the rows that were left out."""
    if said := state.kept(_SAID):
        note(said[1], said[0])
    geonames.outcome(geonames.LISTS)
    report = state.kept(REPORT)
    if isinstance(report, Report) and report.skipped:
        with st.expander(
            f"Left out of {markup.label(report.info.title)}, with the reason ({len(report.skipped):,})"
        ):
            items = "".join(f"<li>{markup.isolated(line)}</li>" for line in report.skipped[:MOST_ROWS])
            st.html(f'<ul class="si-offmap">{items}</ul>')
            st.download_button(
                "Download all of them",
                "".join(f"{line}\n" for line in report.skipped),
                f"{report.info.name}-left-out.txt",
                "text/plain",
                key=state.widget_key("skipped-download"),
                on_click="ignore",
            )


def _download(lists: Lists) -> None:
    st.html(
        f'<h3 class="si-heading">GeoNames from the internet</h3><div class="si-sub">Fetches {geonames.ABOUT} '
        f"({geonames.SIZE} from {markup.text(geonames.host())}, CC BY 4.0). Nothing is fetched unless you press the "
        "button; a newer copy takes the place of the earlier one.</div>"
    )
    again = geonames.LAYER in lists.by_name
    label = "Download GeoNames again" if again else "Download GeoNames now"
    if st.button(label, key=state.widget_key("lists-download")):
        state.keep(_SAID, None)
        geonames.fetch(geonames.LISTS)


def _upload() -> None:
    st.html('<h3 class="si-heading">A file you have</h3>')
    kind: Format | None = st.selectbox(
        "What is it?",
        [None, *FORMATS],
        format_func=lambda name: FORMATS[name] if name else "Find out from the file",
        key=state.widget_key("list-format"),
    )
    name = ""
    if kind == "csv":
        st.caption(_OWN_COLUMNS)
        name = st.text_input(
            "What to call it (optional)", max_chars=80, key=state.widget_key("list-name"), autocomplete="off"
        )
    uploads = int(state.kept(_UPLOADS) or 0)
    file = st.file_uploader(
        "File of places",
        type=["zip", "txt", "csv", "tsv", "xlsx"],
        key=state.widget_key(f"list-file-{uploads}"),
    )
    if st.button("Import it", key=state.widget_key("list-import"), disabled=file is None) and file:
        with st.spinner("Reading the list and joining it with the places known …"):
            _import(file.getvalue(), file.name, kind, name.strip() or None)
        state.keep(_UPLOADS, uploads + 1)
        st.rerun()


def _import(content: bytes, file_name: str, kind: Format | None, name: str | None) -> None:
    """Import an upload, under its own name, as that is what the list's record and the messages say."""
    state.keep(REPORT, None)
    try:
        with tempfile.TemporaryDirectory(prefix="syria-gazetteer-") as folder:
            path = Path(folder) / safe_name(file_name)
            path.write_bytes(content)
            report = _import_as((kind,) if kind else kinds_of(file_name, content), path, name)
    except GazetteerError as error:
        state.keep(_SAID, ("error", place_words.fault(error)))
        return
    if report.info.name == geonames.LAYER:
        geonames.forget_failures()
    state.keep(REPORT, report)
    state.keep(_SAID, ("good", f"Imported. {report.sentence()}. They are used from now on."))


def kinds_of(file_name: str, content: bytes) -> Sequence[Format]:
    """What a file may be, in the order in which to try; the last is the one whose complaint is worth telling."""
    if file_name.lower().endswith(".txt"):
        return ("geonames",)
    workbook = file_name.lower().endswith(".xlsx") or _WORKBOOK_PART in content
    zipped = content.startswith(ZIP_SIGNATURE) or file_name.lower().endswith(".zip")
    return ("geonames",) if zipped and not workbook else ("ocha", "csv")


def _import_as(kinds: Sequence[Format], path: Path, name: str | None) -> Report:
    """Import a file as the first of these kinds that it can be read as."""
    for kind in kinds[:-1]:
        try:
            return manage.import_file(path, kind, name)
        except ImportFileError:
            continue
    return manage.import_file(path, kinds[-1], name)


def safe_name(file_name: str) -> str:
    """The last part of a file's name, short, without what a file system does not take."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = "".join(c for c in last if c.isprintable() and c not in ':*?"<>|').rpartition(".")
    return f"{(stem or 'list').strip('. ')[:60] or 'list'}{dot or '.'}{ending[:8]}"
