"""Parts of speech as the model's attribute ruler gives them, from a table instead of its patterns.

The ruler matches every word against some 180 patterns, which takes a fifth of all time of parsing. What it answers
hangs, but for few words, on a word's tag and label alone, and on the word itself where a pattern names it. So the
ruler is asked once for each such combination, and its answer is kept. It is still asked for a whole sentence where a
pattern looks at more than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from spacy.attrs import DEP, LOWER, POS, TAG
from spacy.matcher import Matcher

RULER: Final = "attribute_ruler"
_READ: Final = frozenset({"POS", "TAG", "DEP"})
"""What readers of a parse look at; the ruler also sets lemmas and morphology, which none does."""

_KEYED: Final = frozenset({"TAG", "DEP", "LOWER"})
_OPERATORS: Final = frozenset({"IN", "NOT_IN"})

_Key = tuple[int, int, int, int]


class WordClasses:
    """Parses sentences with a model, but for parts of speech.

    Parameters
    ----------
    nlp : spacy.language.Language
        The pipeline whose answers are given.
    """

    def __init__(self, nlp: Any) -> None:
        self._nlp = nlp
        self._ruler: Any = nlp.get_pipe(RULER) if nlp.pipe_names[-1:] == [RULER] else None
        self._special = Matcher(nlp.vocab)
        self._named: frozenset[int] = frozenset()
        self._known: dict[_Key, int] = {}
        if self._ruler is not None:
            self._sort_patterns(nlp, self._ruler.patterns)

    def pipe(self, sentences: Iterable[Any]) -> Iterator[Any]:
        """Parse sentences as ``nlp.pipe`` does; a model whose last component is no ruler does it all itself."""
        if self._ruler is None:
            return iter(self._nlp.pipe(sentences))
        return map(self._classed, self._nlp.pipe(sentences, disable=[RULER]))

    def _classed(self, doc: Any) -> Any:
        """A sentence that the other components have read, with its parts of speech."""
        if self._special and self._special(doc, allow_missing=True):
            return self._ruler(doc)
        named, known = self._named, self._known
        rows = doc.to_array([TAG, DEP, POS, LOWER]).tolist()
        keys = [(tag, dep, pos, word if word in named else 0) for tag, dep, pos, word in rows]
        if not known.keys() >= set(keys):
            doc = self._ruler(doc)
            known.update(zip(keys, doc.to_array([POS]).tolist(), strict=True))
            return doc
        classes = doc.to_array([POS])
        classes[:] = [known[key] for key in keys]
        return doc.from_array([POS], classes)

    def _sort_patterns(self, nlp: Any, rules: Sequence[Mapping[str, Any]]) -> None:
        """Tell the words that patterns name, and the patterns that look at more than one word's key."""
        named: set[str] = set()
        for rule in rules:
            if _READ.isdisjoint(rule["attrs"]):
                continue
            for pattern in rule["patterns"]:
                if set(rule["attrs"]).isdisjoint({"TAG", "DEP"}) and _is_keyed(pattern):
                    named.update(_words(pattern[0]))
                else:
                    self._special.add("special", [pattern])
        self._named = frozenset(nlp.vocab.strings.add(word) for word in named)


def _is_keyed(pattern: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a pattern is of one word, and asks for its tag, its label and its letters only."""
    if len(pattern) != 1 or not pattern[0].keys() <= _KEYED:
        return False
    return all(isinstance(asked, str) or asked.keys() <= _OPERATORS for asked in pattern[0].values())


def _words(asked: Mapping[str, Any]) -> Iterator[str]:
    words = asked.get("LOWER", ())
    if isinstance(words, str):
        yield words
        return
    for listed in words.values() if words else ():
        yield from listed
