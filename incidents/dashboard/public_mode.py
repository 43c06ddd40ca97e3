"""Whether this dashboard is a public view, and the stores that it then reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gazetteer.mode import read_only
from incidents.errors import StoreError
from incidents.public.blur import kinds

if TYPE_CHECKING:
    from incidents.store import Store

NOT_HERE: Final = "This is a public view: reports, decisions and places cannot be added or changed here."
TEXT_WITHHELD: Final = (
    "The report's text is not shown in this public view: only the sentences quoted above. The original is where it was "
    "published."
)


def is_public() -> bool:
    """Whether nothing may be written, and what could harm people is withheld."""
    return read_only()


def choice() -> str | None:
    """What tells one public view from another, for caches; None when this is none.

    Raises
    ------
    InputError
        The setting of what is blurred cannot be used.
    """
    return ",".join(sorted(kinds())) if read_only() else None


def open_store(url: str) -> Store:
    """The public side of a store; an empty one where there is none, as a public view makes no file."""
    from incidents.public.store import PublicStore

    try:
        return PublicStore.open(url, create=False)
    except StoreError as error:
        if "There is no store at" in str(error):
            return PublicStore.in_memory()
        raise


def samples() -> Store:
    """The public side of the sample reports."""
    from incidents.public.store import PublicStore

    return PublicStore.samples()
