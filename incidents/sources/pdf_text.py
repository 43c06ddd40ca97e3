"""The raw text of a PDF, page by page; a program of its own, so that it can be stopped.

A PDF is a program for a page as much as a text: a small one can unpack to more than any memory holds, or keep its
reader busy for hours. :mod:`incidents.sources.pdf` therefore starts this file as a child with limits on time and
memory. It reads the PDF from its input and writes one line of JSON; it imports nothing of this package, so that it
starts fast.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from typing import Any, Final

MAX_PAGES: Final = 400
"""More than any report of news or of a human-rights body has."""
MAX_CHARS: Final = 4_000_000
"""Twice the longest report that is taken: what has more is refused whatever comes after."""
MEMORY_BYTES: Final = 1_500_000_000
CPU_S: Final = 60
_MAX_FIELD: Final = 1_000


def extract(data: bytes) -> dict[str, Any]:
    """Read a PDF.

    Parameters
    ----------
    data
        The whole file.

    Returns
    -------
    dict
        ``{"pages": [text, ...], "title", "author", "made"}``, or ``{"fault": word}`` with one of ``encrypted``,
        ``cipher``, ``pages``, ``limit`` and ``damaged``.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        # Many files are locked with an empty password, only so that they cannot be changed.
        if reader.is_encrypted and not reader.decrypt(""):
            return {"fault": "encrypted"}
        if len(reader.pages) > MAX_PAGES:
            return {"fault": "pages", "count": len(reader.pages)}
        pages = list(_pages(reader))
        if sum(map(len, pages)) > MAX_CHARS:
            return {"fault": "limit"}
        return {"pages": pages, **_properties(reader)}
    except DependencyError:  # AES: open to all readers, but pypdf alone cannot do it
        return {"fault": "cipher"}
    except FileNotDecryptedError:
        return {"fault": "encrypted"}
    except (LimitReachedError, MemoryError):
        return {"fault": "limit"}
    except Exception:  # a damaged file makes the library fail in as many ways as it has lines
        return {"fault": "damaged"}


def _pages(reader: Any) -> Iterator[str]:
    left = MAX_CHARS + 1
    for page in reader.pages:
        text = page.extract_text()[:left]
        left -= len(text)
        yield text


def _properties(reader: Any) -> dict[str, str]:
    """What the file says of itself; a file may say nonsense, so that each is tried alone."""
    found = {}
    with contextlib.suppress(Exception):
        found["title"] = str(reader.metadata.title or "")[:_MAX_FIELD]
    with contextlib.suppress(Exception):
        found["author"] = str(reader.metadata.author or "")[:_MAX_FIELD]
    with contextlib.suppress(Exception):
        found["made"] = reader.metadata.creation_date.date().isoformat()
    return found


def limit_resources() -> None:
    """Give this process no more time and memory than a report needs; where the system has no such limits, none."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is left
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S)):
        with contextlib.suppress(ValueError, OSError):
            _, hard = resource.getrlimit(kind)
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> None:
    """Read the PDF that comes in and write what it holds."""
    limit_resources()
    answer = extract(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
