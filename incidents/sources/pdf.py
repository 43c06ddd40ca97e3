"""Reports as PDF files: their text put together from pages, read by a child process that can be stopped."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from incidents.errors import InputError, ReportTooLarge, UnreadableReport
from incidents.sources import pdf_text
from incidents.sources.markup import Hints, Page
from incidents.sources.pages import join_pages
from incidents.sources.published import as_date, find_published

MAX_PDF_BYTES: Final = 20_000_000
"""A report with its photographs; the words alone are held to the limit of every report."""
LONGEST_S: Final = 60.0
"""A report of a hundred pages takes some seconds."""

_SIGNATURE: Final = b"%PDF-"
_SIGNATURE_WITHIN: Final = 1024  # bytes; other programs look as far, too
_NO_TITLE: Final = re.compile(
    r"(?:microsoft \w+ - .*|untitled.*|document\d*|.*\.(?:docx?|odt|rtf|indd|qxd|pdf|html?|pages|tmp))",
    re.IGNORECASE,
)
_ARABIC: Final = re.compile("[\u0620-\u064a]")
_ARABIC_SHARE: Final = 0.1
_TITLE_WITHIN: Final = 2_000  # characters


def read_pdf(data: bytes, ref: str, longest_s: float = LONGEST_S) -> Page:
    """Read a PDF.

    Parameters
    ----------
    data
        What the file holds.
    ref
        Its name, for messages.
    longest_s
        Seconds it may take.

    Returns
    -------
    Page
        Its text in paragraphs. The title is the one in the file's properties if the first page bears it too; what else
        the properties say is a hint.

    Raises
    ------
    ReportTooLarge, UnreadableReport
        One line each: locked, without text, damaged, or more than a report is.
    """
    if not data:
        raise UnreadableReport(f"{ref} is empty: give a report with some text.")
    if _SIGNATURE not in data[:_SIGNATURE_WITHIN]:
        raise UnreadableReport(f"{ref} is no PDF, though it is called one: check the file, or save it anew.")
    found = _in_child(data, ref, longest_s)
    if "pages" not in found or "fault" in found:
        raise _refused(found, ref)
    pages = [str(page) for page in found["pages"]]
    text = join_pages(pages)
    if not any(map(str.isalpha, text)):
        raise UnreadableReport(
            f"{ref} holds pictures of pages but no text: it needs text recognition (OCR) first; then give it again."
        )
    return _page(text, pages, found)


def _in_child(data: bytes, ref: str, longest_s: float) -> dict[str, Any]:
    # -P: modules beside the script must not stand in for others of the same name.
    command = [sys.executable, "-P", str(Path(pdf_text.__file__).resolve())]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=longest_s, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreadableReport(
            f"{ref} took longer than {longest_s:.0f} seconds to read and was left: save its text as .txt and give that."
        ) from error
    except OSError as error:
        raise InputError(
            f"{ref} could not be read ({error.strerror}): close other programs, then try again."
        ) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = None
    # Without an answer it was ended, by the system or by the limits it was given.
    return answer if isinstance(answer, dict) else {"fault": "limit"}


def _refused(found: dict[str, Any], ref: str) -> InputError:
    fault = found.get("fault")
    if fault == "encrypted":
        return UnreadableReport(
            f"{ref} is locked with a password: save a copy without one, or its text as .txt, and give that."
        )
    if fault == "cipher":
        return UnreadableReport(
            f"{ref} is encrypted in a way that is not read: open it, print it to a new PDF or save its text as .txt, "
            "and give that."
        )
    if fault == "pages":
        return ReportTooLarge(
            f"{ref} has {found.get('count')} pages, more than the {pdf_text.MAX_PAGES} that one report may have: "
            "give the pages of single reports."
        )
    if fault == "limit":
        return ReportTooLarge(
            f"{ref} unpacks to more than a report can hold and was left: save its text as .txt and give that."
        )
    return UnreadableReport(
        f"{ref} is a damaged PDF: open it, save it anew or its text as .txt, and give that."
    )


def _page(text: str, pages: list[str], found: dict[str, Any]) -> Page:
    title, author = (" ".join(str(found.get(name) or "").split()) for name in ("title", "author"))
    title = "" if _NO_TITLE.fullmatch(title) else title
    borne = bool(title) and _letters(title) in _letters(text[:_TITLE_WITHIN])
    remarks = [
        "PDF: its pages were put together, heads and page numbers removed; quotes count in the text shown"
    ]
    empty = sum(not any(map(str.isalpha, page)) for page in pages)
    if empty:
        remarks.append(
            f"{empty} of {len(pages)} pages hold no text, perhaps pictures of it: those need text recognition first"
        )
    if len(_ARABIC.findall(text)) > _ARABIC_SHARE * len(text):
        remarks.append(
            "PDF in Arabic: some programs store its words in reversed order; read the text shown, or paste the report"
        )
    made = as_date(found.get("made"))
    # A dateline of its own may have been taken into a paragraph: here each line of the first page counts.
    return Page(
        text,
        title=title if borne else None,
        published=find_published(pages[0]) if pages else None,
        remarks=tuple(remarks),
        source="first page",
        hints=Hints(title=None if borne else title or None, author=author or None, made=made),
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
