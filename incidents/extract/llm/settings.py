"""Which server and which language model, as the user names them, checked before anything is read."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from incidents.errors import InputError

URL_SETTING: Final = "INCIDENTS_LLM_URL"
MODEL_SETTING: Final = "INCIDENTS_LLM_MODEL"
KEY_SETTING: Final = "INCIDENTS_LLM_KEY"
"""The key has no option: a command line can be read by everyone on the computer."""

TIMEOUT_S: Final = 120.0
LONGEST_S: Final = 3600.0
LONGEST_NAME: Final = 200
CHAT: Final = "/chat/completions"
READING: Final = 1
"""Number of this way of asking and checking; it goes up when the same answer would give other claims."""

_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9._:-]+")


@dataclass(frozen=True, slots=True)
class Settings:
    """A server that speaks OpenAI's chat protocol, and one of its models."""

    url: str
    """The address under which ``/chat/completions`` lies: ``http://localhost:11434/v1``."""
    model: str
    key: str | None = field(default=None, repr=False)
    timeout_s: float = TIMEOUT_S
    """Seconds that one part of a report may take, everything included."""

    @property
    def extractor(self) -> str:
        """Name and version written into claims and runs."""
        name = _NOT_IN_NAMES.sub("-", self.model).strip("-")[:80] or "unnamed"
        return f"llm/{name}/{READING}"

    @property
    def host(self) -> str:
        """Host and port, for messages."""
        return urlsplit(self.url).netloc


def read_settings(
    env: Mapping[str, str],
    *,
    url: str | None = None,
    model: str | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Settings:
    """Put the settings together; what is given by hand counts before the environment.

    Parameters
    ----------
    env : mapping of str to str
        The environment variables.
    url, model : str or None
        As on the command line.
    timeout_s : float
        Seconds that one part of a report may take.

    Raises
    ------
    InputError
        Something is missing or cannot be used; the message never holds the key.
    """
    url = (url if url is not None else env.get(URL_SETTING, "")).strip()
    model = (model if model is not None else env.get(MODEL_SETTING, "")).strip()
    key = env.get(KEY_SETTING, "").strip()
    if not url:
        raise InputError(
            f"--extractor llm needs a server: give --llm-url or set {URL_SETTING}, e.g. http://localhost:11434/v1."
        )
    if fault := _fault(url):
        raise InputError(
            f"the address of the language model {fault}: give one such as http://localhost:11434/v1."
        )
    if not model:
        raise InputError(
            f"--extractor llm needs a model: give --llm-model or set {MODEL_SETTING} to a name the server knows."
        )
    if not model.isprintable() or len(model) > LONGEST_NAME:
        raise InputError("the name of the language model is not one: give it as the server lists it.")
    if key and not (key.isascii() and key.isprintable() and " " not in key):
        raise InputError(f"{KEY_SETTING} has characters that no key has: set it anew, or unset it.")
    if not (math.isfinite(timeout_s) and 0 < timeout_s <= LONGEST_S):
        raise InputError(f"--llm-timeout must be above 0 and at most {LONGEST_S:.0f} seconds.")
    return Settings(url.rstrip("/").removesuffix(CHAT), model, key or None, timeout_s)


def _fault(url: str) -> str | None:
    """What is wrong with an address; None when it can be used."""
    if not (url.isascii() and url.isprintable()) or " " in url:
        return "has characters that an address may not have"
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port != 0
    except ValueError:
        return "is not valid"
    if parts.scheme not in ("http", "https"):
        return "does not start with http:// or https://"
    if not parts.hostname or not port_is_valid:
        return "is not valid"
    if "@" in parts.netloc:
        return f"has a user name or password in it (a key goes into {KEY_SETTING})"
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        return "has a ? or # in it"
    return None
