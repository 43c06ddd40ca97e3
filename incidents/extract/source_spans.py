"""Which tokens of a sentence describe a source, by the parse or, where commas were lost, by the words."""

from __future__ import annotations

from typing import Any, Final

from incidents.extract.lexicon import Lexicon
from incidents.extract.naming import BREAKS, NOMINAL
from incidents.extract.parse_tree import index_of, subtree
from incidents.extract.sources import (
    ISLAMIC_STATE,
    LONGEST_PHRASE,
    can_speak,
    is_body,
    is_role,
    is_source_noun,
    known_length,
    words_of,
)

LONGEST_ASIDE: Final = 6
"""Tokens of a parenthesis after a name, at most."""

_NOT_NAMING: Final = frozenset({"ccomp", "relcl", "advcl", "parataxis", "acl", "pcomp"})
_OPENS_CLAUSE: Final = frozenset({"CCONJ", "SCONJ", "PUNCT"})
_QUOTES: Final = frozenset({'"', "”", "“", ";"})


def subject_span(sent: Any, subject: Any, verb: int) -> range:
    """Tokens from the beginning of a subject to its end, as far as the parser attaches them without a break."""
    own = index_of(subject, sent)
    tokens = subtree(subject, sent, _NOT_NAMING)
    for other in reversed(list(subject.head.children)):  # "the agency SANA" comes out as two subjects
        if other.dep_ == subject.dep_ and index_of(other, sent) == min(tokens) - 1:
            tokens |= subtree(other, sent, _NOT_NAMING)
    first = last = own
    while first - 1 in tokens and sent[first - 1].text not in _QUOTES | {
        ")"
    }:  # "(Reuters) Local officials said"
        first -= 1
    while last + 1 in tokens and (last + 1 < verb or own > verb) and sent[last + 1].text not in _QUOTES:
        last += 1
    while last > own and sent[last].pos_ == "ADV":
        last -= 1  # "activists there"
    return range(first, last + 1)


def name_after(sent: Any, first: int, lexicon: Lexicon) -> range | None:
    """The known name or kind of source that stands at `first`: "according to | the Observatory | heavy shelling"."""
    start = first + 1 if first < len(sent) and sent[first].pos_ == "DET" else first
    for end in range(min(start + LONGEST_ASIDE, len(sent)), start, -1):
        words = words_of(sent[start:end].text)
        if known_length(words, lexicon) == len(words) or (
            end == start + 1 and is_source_noun(sent[start].lower_, lexicon)
        ):
            return range(first, end)
    return None


def begins_clause(sent: Any, first: int, lexicon: Lexicon) -> bool:
    """Whether nothing can belong to a name that starts here but stands before it: no comma was lost."""
    if first == 0 or sent[first].pos_ == "DET" or sent[first].lower_ in lexicon.speech_words.leading:
        return True
    before = sent[first - 1]
    return before.pos_ in _OPENS_CLAUSE or before.lower_ in lexicon.speech_words.before_source


def speaks(sent: Any, first: int, head: int, lexicon: Lexicon) -> bool:
    """Whether a noun phrase can be a source, by its noun or as a known name: "civil defence"."""
    if can_speak(sent[head], lexicon):
        return True
    endings = (words_of(sent[i : head + 1].text) for i in range(first, head + 1))
    return any(known_length(words, lexicon) == len(words) for words in endings)


def chunk_before(sent: Any, verb: int, lexicon: Lexicon) -> range | None:
    """The noun phrase that ends right before a verb of speech, when it can be a source.

    Where a comma was lost, the parser takes everything before "the observatory said" for its subject.
    """
    end = _before_adverbs(sent, verb, lexicon)
    first, has_determiner = _run_before(sent, end, lexicon)
    if first == end:
        return None
    if first > 0 and _absolute(sent, first, verb):
        return range(first, end) if speaks(sent, first, _head(sent, first, end), lexicon) else None
    if not has_determiner:
        first = _source_start(sent, first, end, lexicon)
    elif first > 0 and _is_preposition(sent[first - 1]):
        # "by a former officer" is no source, but one may follow: "in the countryside | activists".
        first = _source_start(sent, first + 1, end, lexicon)
        known = any(known_length(words_of(sent[i:end].text), lexicon) for i in range(first, end))
        if first < end and (sent[end - 1].tag_ == "NN" or not known):
            return None
    first = min(first, _known_before(sent, end, lexicon))
    if first >= end or not speaks(sent, first, _head(sent, first, end), lexicon):
        return None
    return range(first, end)


def _absolute(sent: Any, first: int, verb: int) -> bool:
    """“with a monitor saying”."""
    return bool(sent[first - 1].lower_ == "with" and sent[verb].tag_ == "VBG")


def _is_preposition(token: Any) -> bool:
    """A preposition, not the particle of "blew up"."""
    return token.tag_ in {"IN", "TO"} and token.pos_ == "ADP"


def _known_before(sent: Any, end: int, lexicon: Lexicon) -> int:
    """Start of the longest known name that ends here, which may hold prepositions: "Doctors Without Borders"."""
    for first in range(max(end - LONGEST_PHRASE, 0), end - 1):
        words = words_of(sent[first:end].text)
        if len(words) == end - first and known_length(words, lexicon) == len(words):
            return end if first > 0 and _is_preposition(sent[first - 1]) else first
    return end


def chunk_after(sent: Any, verb: int, lexicon: Lexicon) -> range | None:
    """The name that starts right after "said", where the parser missed that it is the subject."""
    last = verb + 1
    while last < len(sent):
        token = sent[last]
        article = token.pos_ == "DET" and (last == verb + 1 or sent[last - 1].pos_ == "ADP")
        joined = last > verb + 1 and token.lower_ in lexicon.speech_words.inside_name
        if not (article or joined or _nominal(sent, last, lexicon)):
            break
        last += 1
    while last > verb + 1 and sent[last - 1].pos_ in {"ADP", "DET"}:
        last -= 1
    if last == verb + 1 or not speaks(sent, verb + 1, _head(sent, verb + 1, last), lexicon):
        return None
    return range(verb + 1, last)


def _before_adverbs(sent: Any, verb: int, lexicon: Lexicon) -> int:
    """The end of what stands before "has also" or "on Friday" and a verb."""
    end = verb
    while end > 0 and sent[end - 1].pos_ in {"ADV", "AUX", "PART"} and sent[end - 1].text != ISLAMIC_STATE:
        end -= 1
    if end > 3 and sent[end - 1].text == ")":  # "(SOHR)"
        opened = [k for k in range(max(end - LONGEST_ASIDE, 1), end) if sent[k].text == "("]
        end = opened[-1] if opened else end
    if sent[max(end - 3, 0) : end].text.lower() == "on the ground":
        end -= 3
    if end > 2 and sent[end - 1].lower_ in lexicon.time.weekdays and sent[end - 2].lower_ == "on":
        end -= 2
    return end


def _run_before(sent: Any, end: int, lexicon: Lexicon) -> tuple[int, bool]:
    """Beginning of the nouns and names that end at `end`, and whether they start with an article."""
    first = end
    while first > 0:
        token = sent[first - 1]
        if token.pos_ in {"DET", "PRON"} and token.lower_ in lexicon.speech_words.articles:
            first -= 1
            if first > 1 and _holds_together(sent, first - 1, lexicon):
                continue
            return first, True
        if not (_nominal(sent, first - 1, lexicon) or _holds_together(sent, first - 1, lexicon)):
            break
        first -= 1
    return first, False


def _nominal(sent: Any, i: int, lexicon: Lexicon) -> bool:
    token = sent[i]
    if token.text in BREAKS or token.lower_ in lexicon.time.weekdays or token.lower_ in lexicon.time.months:
        return False
    if (
        token.pos_ in NOMINAL
        or token.text == ISLAMIC_STATE
        or token.tag_ in {"POS", "HYPH"}
        or token.text == "-"
    ):
        return True
    hyphen = i > 0 and sent[i - 1].text == "-"
    return bool(token.pos_ == "VERB" and (hyphen or token.lower_ == "monitoring"))


def _holds_together(sent: Any, i: int, lexicon: Lexicon) -> bool:
    """A preposition after a word for a source: "a doctor at a field hospital", "head of the Observatory"."""
    if sent[i].lower_ not in lexicon.speech_words.inside_name or i == 0:
        return False
    noun = sent[i - 1].lower_
    return is_role(noun, lexicon) or known_length([noun], lexicon) == 1


def _head(sent: Any, first: int, end: int) -> int:
    """The noun that a chunk is about: the last before a preposition, else the last."""
    for i in range(first + 1, end):
        if sent[i].pos_ == "ADP":
            return i - 1
    last = end - 1
    while last > first and sent[last].text[:1].isdigit():
        last -= 1
    return last


def _source_start(sent: Any, first: int, end: int, lexicon: Lexicon) -> int:
    """Where the source begins in a run of nouns without an article, which may follow a place or an object."""
    head = _head(sent, first, end)
    after_preposition = first > 0 and _is_preposition(sent[first - 1])
    if begins_clause(sent, first, lexicon) and (first == 0 or sent[first - 1].pos_ != "CCONJ"):
        return first
    low = first + 1 if after_preposition else first
    while low < head and "-" in (sent[low].text, sent[low - 1].text) and low > first:
        low += 1
    if low > head or (
        after_preposition and known_length(words_of(sent[first:end].text), lexicon) == end - first
    ):
        return end  # all of it hangs on the preposition: "in Homs said", "by Nusra Front said"
    if not sent[head].text[:1].isupper():
        return _common_start(sent, low, head, lexicon)
    start = head
    while start > low and (
        sent[start - 1].text[:1].isupper() or sent[start - 1].text in {"-", "'s", "al", "el"}
    ):
        start -= 1
    known = [i for i in range(low, head + 1) if known_length(words_of(sent[i : head + 1].text), lexicon)]
    if known and (after_preposition or known[0] < start):
        # "in eastern Syria | UNICEF": the country is where it was.
        country = after_preposition and len(known) > 1 and sent[known[0]].tag_ == "NNP"
        return known[1] if country and known_length([sent[known[0]].lower_], lexicon) else known[0]
    while start > low and is_role(sent[start - 1].lower_, lexicon):
        start -= 1
    return start


def _common_start(sent: Any, low: int, head: int, lexicon: Lexicon) -> int:
    """Beginning of "Syrian state media", "security sources": the known words, or one word that describes the noun."""
    known = any(known_length(words_of(sent[i : head + 1].text), lexicon) for i in range(low, head + 1))
    if not (known or is_role(sent[head].lower_, lexicon) or is_body(sent[head].lower_, lexicon)):
        return head + 1  # "dozens of other men said"
    start = head
    for i in range(max(low, head - 5), head):
        words = words_of(sent[i : head + 1].text)
        if known_length(words, lexicon) == len(words):
            start = i
            break
    ground = lexicon.where.settlements | lexicon.where.areas
    describes = {"ADJ"} if start < head else {"ADJ", "NOUN"}
    before = sent[start - 1] if start > low else None
    if (
        before is not None
        and before.pos_ in describes
        and before.tag_ != "NNS"
        and before.lower_ not in ground
    ):
        start -= 1
    if start > low and sent[start - 1].pos_ == "ADJ" and sent[start - 1].text[:1].isupper():
        start -= 1  # "Syrian"
    return start


def whole(sent: Any, span: range, lexicon: Lexicon) -> range:
    """A source with the name that it explains, and with the partner named before it."""
    first = _with_name_before(sent, span.start, lexicon)
    return range(_with_partner(sent, first, lexicon), span.stop)


def _with_name_before(sent: Any, first: int, lexicon: Lexicon) -> int:
    """Start of the name that a chunk explains: "Walid Fares an activist said", "the Observatory a monitor said"."""
    if sent[first].lower_ not in {"a", "an", "the"} or not _source_ahead(sent, first, lexicon):
        return first
    start = first
    while start > 0 and _in_name(sent[start - 1]):
        start -= 1
    leads = next((t for t in reversed(sent[max(start - 3, 0) : start]) if t.pos_ not in {"ADJ", "DET"}), None)
    if start == first or (leads is not None and _is_preposition(leads)):
        return first  # "in northern Syria a monitor said"
    named = known_length(words_of(sent[start:first].text), lexicon) > 0
    person = first - start >= 2 and (start == 0 or sent[start - 1].text in BREAKS)
    return start if named or person else first


def _in_name(token: Any) -> bool:
    if token.text in BREAKS:
        return False
    capital = token.text[:1].isupper() and not _is_preposition(token)
    return capital or token.lower_ in {"for", "of", "-"}


def _with_partner(sent: Any, first: int, lexicon: Lexicon) -> int:
    """Start of the first of two sources: "a monitor and activists said"."""
    if first < 2 or sent[first - 1].lower_ != "and":
        return first
    if not (is_role(sent[first - 2].lower_, lexicon) or known_length([sent[first - 2].lower_], lexicon)):
        return first
    start, has_determiner = _run_before(sent, first - 1, lexicon)
    after_preposition = start > 0 and _is_preposition(sent[start - 1])
    known = known_length(words_of(sent[start : first - 1].text), lexicon) > 0
    indefinite = has_determiner and sent[start].lower_ in {"a", "an"}
    alone = start == 0 or sent[start - 1].is_punct
    return start if (indefinite or (known and alone)) and not after_preposition else first


def _source_ahead(sent: Any, first: int, lexicon: Lexicon) -> bool:
    """Whether the noun that an article belongs to is a word for a source."""
    return any(is_source_noun(sent[i].lower_, lexicon) for i in range(first + 1, min(first + 6, len(sent))))
