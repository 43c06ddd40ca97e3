"""Kinds of file by their names: what is read, and what to do with all else."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from incidents.sources.markup import PAGE_SUFFIXES
from incidents.sources.text import file_name

TEXT_SUFFIXES: Final = frozenset({".txt", ".text", ".md"}) | PAGE_SUFFIXES
PDF_SUFFIXES: Final = frozenset({".pdf"})
ROW_SUFFIXES: Final = frozenset({".jsonl", ".ndjson"})
READ_SUFFIXES: Final = TEXT_SUFFIXES | PDF_SUFFIXES | ROW_SUFFIXES
"""Files that are read wherever files are taken."""

SHEET_SUFFIXES: Final = frozenset({".csv", ".tsv"})
PARQUET_SUFFIXES: Final = frozenset({".parquet"})
FEED_SUFFIXES: Final = frozenset({".rss", ".atom", ".xml"})
STREAM_SUFFIXES: Final = frozenset({".gz", ".zst"})
"""Packed single files: ``reports.jsonl.gz``."""
ZIP_SUFFIXES: Final = frozenset({".zip"})
CORPUS_SUFFIXES: Final = (
    READ_SUFFIXES | SHEET_SUFFIXES | PARQUET_SUFFIXES | FEED_SUFFIXES | STREAM_SUFFIXES | ZIP_SUFFIXES
)
"""Files that the command line reads: those that hold many reports, too."""
IN_ARCHIVES: Final = READ_SUFFIXES | SHEET_SUFFIXES | FEED_SUFFIXES
"""Files that are read in packed ones; no archives in archives."""

_PICTURES: Final = (".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".bmp", ".webp", ".heic", ".svg")
_OTHERS: Final[tuple[tuple[str, str], ...]] = (
    (
        ".doc .docx .odt .rtf .pages .wpd",
        "is a word processor's document, which is not read: save it as .pdf or .txt and give that.",
    ),
    (
        " ".join(_PICTURES),
        "is a picture: if it shows a report, have its text recognised (OCR), save that as .txt and give it.",
    ),
    (
        ".zip .gz .zst",
        "is an archive: unpack it and give the files in it, or give it to the command `incidents ingest`.",
    ),
    (".7z .rar .tar .tgz .bz2 .xz", "is an archive: unpack it and give the files in it."),
    (
        ".csv .tsv .parquet",
        "is a table: give reports as .txt files or as .jsonl rows {doc_id, published, text}, or the table to the "
        "command `incidents ingest`.",
    ),
    (
        ".xls .xlsx .ods",
        "is a table, not a report: save it as .csv with the columns doc_id, published, text.",
    ),
    (".rss .atom", "is a feed: give it to the command `incidents ingest`."),
    (
        ".eml .msg .mht .mhtml .epub .webarchive",
        "is not read: open it, save the report as .html, .pdf or .txt and give that.",
    ),
)
_ADVICE: Final = {suffix: words for suffixes, words in _OTHERS for suffix in suffixes.split()}
_BY_THE_SYSTEM: Final = frozenset({"thumbs.db", "desktop.ini"})


def is_read(name: str) -> bool:
    """Whether a file of this name is read."""
    return Path(name).suffix.lower() in READ_SUFFIXES


def is_corpus(name: str) -> bool:
    """Whether the command line reads a file of this name."""
    path = Path(name)
    if path.suffix.lower() in STREAM_SUFFIXES:
        return Path(path.stem).suffix.lower() in IN_ARCHIVES
    return path.suffix.lower() in CORPUS_SUFFIXES


def refusal(name: str) -> str:
    """What a file is that is not read, and what to do with it."""
    advice = _ADVICE.get(Path(name).suffix.lower())
    shown = file_name(name)
    if advice:
        return f"{shown} {advice}"
    return f"{shown}: only .txt, .md, .html, .pdf and .jsonl files are read: save the report's text as .txt."


def may_be_report(name: str) -> bool:
    """Whether a file that is not read may hold a report all the same: its owner should save it in another form."""
    suffix = Path(name).suffix.lower()
    return suffix in _ADVICE and suffix not in _PICTURES


def is_someones(file: Path, inside: Path) -> bool:
    """Whether a person put a file into a folder: not the system, nor a browser that saved a page with its pictures."""
    parts = file.relative_to(inside).parts
    if file.name.lower() in _BY_THE_SYSTEM or any(part.startswith(".") for part in parts):
        return False
    return not any(_belongs_to_a_page(parent) for parent in file.parents if inside in parent.parents)


def _belongs_to_a_page(folder: Path) -> bool:
    """Whether this is the folder ``name_files`` that stands beside a saved page ``name.html``."""
    stem = folder.name.removesuffix("_files")
    return stem != folder.name and any(
        (folder.parent / f"{stem}{suffix}").is_file() for suffix in PAGE_SUFFIXES
    )
