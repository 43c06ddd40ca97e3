"""Reports before they are read: the bytes of one report, and what is known of it beside them.

Getting at the bytes is cheap; reading them (markup, PDF, checks) is not, and can be done elsewhere: :func:`read_item`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from incidents.errors import InputError
from incidents.sources.reading import Kind, Loaded, Rejected, from_bytes, from_row, unexpected

_LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Item:
    """One report that was not read yet."""

    where: str
    """The file, row or address it came from, in full."""
    ref: str
    """What its document is called if it does not say so itself."""
    data: bytes
    kind: Kind | Literal["row"]
    url: str | None = None
    published: dt.date | None = None
    """Its day, where its surroundings say it: a feed does of a page."""

    @property
    def digest(self) -> bytes:
        """The same for the same content, wherever it lies."""
        head = f"{self.kind}\n{self.url or ''}\n{self.published or ''}\n".encode()
        return hashlib.sha256(head + self.data).digest()


def row_item(row: Mapping[str, Any], where: str, ref: str) -> Item:
    """An item of a row of a table or a feed."""
    return Item(where, ref, json.dumps(row, ensure_ascii=False).encode("utf-8", "replace"), "row")


def read_item(item: Item, published: dt.date | None = None) -> Loaded | Rejected:
    """Read one report; what is wrong with it is the reason it is rejected for.

    Parameters
    ----------
    published
        Publication date of a report that does not give one.
    """
    try:
        if item.kind == "row":
            return from_row(item.data, item.ref, published)
        return from_bytes(item.data, item.ref, item.published or published, kind=item.kind, url=item.url)
    except InputError as error:
        return Rejected(item.where, str(error))
    except Exception as error:  # one report must not cost the others
        _LOGGER.debug("%s", item.where, exc_info=True)
        return Rejected(item.where, unexpected(item.where, error))
