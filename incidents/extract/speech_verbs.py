"""Verbs of speech: what kind of statement one reports, who its subject is, and what belongs to what is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from incidents.extract.lexicon import Lexicon
from incidents.extract.parse_tree import SUBJECTS, VERBAL, climb, index_of, subtree
from incidents.extract.sources import ISLAMIC_STATE, can_speak
from incidents.extract.words import SpeechWords

CLAUSES_UP: Final = 3
"""Verbs looked at for the subject of one without: "distributed film of men being treated and reported"."""

_BEING: Final = frozenset({"is", "are", "was", "were", "be", "been"})
_SAID: Final = frozenset({"ccomp", "xcomp", "dobj", "prep", "pcomp", "advcl", "conj", "nsubjpass"})


def kind_of(token: Any, lexicon: Lexicon) -> str | None:
    """What kind of statement a verb reports here; None for "put pressure" or "the report"."""
    word, words = token.lower_, lexicon.speech_words
    phrase = lexicon.speech_phrases.get(word)
    if phrase is not None and not _unsaid(token, words) and (kind := _phrase_kind(token, phrase)) is not None:
        return kind
    kind = lexicon.speech.get(word)
    if kind is None or (token.pos_ != "VERB" and not _ends_sentence(token, lexicon)) or token.dep_ == "amod":
        return None
    if kind == "assert" and _unsaid(token, words):
        return None
    if word.startswith("claim"):
        return _claiming(token, lexicon)
    if (kind == "deny" and not _denies(token, lexicon)) or (kind == "blame" and not _blames(token)):
        return None
    if word in words.toll_verbs | words.toll_speaking and not _gives_toll(token, words):
        return None
    return kind


def _phrase_kind(token: Any, phrase: Mapping[str, str]) -> str | None:
    """The kind of "held responsible", "pointed out" ...: the second word hangs on the verb or on its object."""
    if token.dep_ == "acl":
        return None  # "a statement attributed to the group"
    after = [c for c in token.children if c.i > token.i]
    after += [below for c in after if c.dep_ in {"dobj", "ccomp"} for below in c.children]
    return next((phrase[t.lower_] for t in after if t.lower_ in phrase), None)


def _unsaid(token: Any, words: SpeechWords) -> bool:
    """Whether nobody says so here: "to say", "would say", "believed to be", and "Said" as a name or in a headline."""
    if token.text[:1].isupper() and token.i > 0 and token.lower_ != "according":
        return True
    if token.lower_ in words.rumoured and token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "to":
        return True
    return any(c.tag_ in {"TO", "MD"} and c.i < token.i for c in token.children)


def _ends_sentence(token: Any, lexicon: Lexicon) -> bool:
    """“FNA reports.”, which the parser takes for a noun."""
    plain = token.lower_ in lexicon.speech_words.plain_verbs | {"reports"}
    return plain and (token.i + 1 == len(token.doc) or token.nbor(1).text == ".")


def _claiming(token: Any, lexicon: Lexicon) -> str | None:
    """Whether "claim" admits an act, says that something is so, or takes lives."""
    objects = [c.lower_ for c in token.children if c.dep_ in {"dobj", "nsubjpass"}]
    if token.dep_ in {"acl", "relcl"}:
        objects.append(token.head.lower_)
    if any(word.startswith(("responsib", "credit")) for word in objects):
        return "admit"
    if any(form.pos == "noun" for word in objects for form in lexicon.triggers.get(word, ())):
        return "admit"
    if any(word in {"life", "lives"} for word in objects):
        return None
    return "assert" if any(c.dep_ in {"ccomp", "xcomp"} for c in token.children) else None


def _blames(token: Any) -> bool:
    """Whether somebody accuses somebody: not "men accused of murder", nor "they are to blame"."""
    if token.lower_ == "blame" and token.head.pos_ in VERBAL and token.head.lower_ in _BEING:
        return any(c.dep_ in {"dobj", "nsubj"} for c in token.children)
    participle = token.lower_ == "accused" and token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "of"
    return not participle or is_passive(token) or any(c.dep_ == "dobj" for c in token.children)


def _denies(token: Any, lexicon: Lexicon) -> bool:
    """Whether "deny", "reject" or "dismiss" is about something said, not about access or an offer."""
    words = lexicon.speech_words
    labels = {c.dep_ for c in token.children}
    objects = {c.lower_ for c in token.children if c.dep_ in {"dobj", "nsubjpass"}}
    if token.lower_ in words.labelling:
        return dismisses(token, words)
    if labels & {"ccomp", "xcomp", "pcomp"}:
        return True
    if token.lower_ in words.rejecting:
        return bool(objects & words.deniable)
    return not objects & words.withheld and "dative" not in labels


def dismisses(verb: Any, words: SpeechWords) -> bool:
    """Whether what is said is that something said is untrue: "that is a lie", "called the report “fake news”"."""
    said = [t for c in verb.children if c.dep_ in _SAID | {"oprd", "attr"} for t in c.subtree]
    for token in said:
        fake = token.lower_ == "news" and any(c.lower_ == "fake" for c in token.children)
        if (fake or token.lower_ in words.dismissive) and _of_statement(token, said, words):
            return True
    return False


def _of_statement(word: Any, said: Sequence[Any], words: SpeechWords) -> bool:
    """Whether "a lie" is said of what somebody said: "that", "the report"."""
    before = [t for t in said if t.i < word.i and t.dep_ in {"nsubj", "nsubjpass", "dobj"}]
    return bool(before) and before[-1].lower_ in words.deniable


def _gives_toll(verb: Any, words: SpeechWords) -> bool:
    """Whether a source gives a figure: "put the dead at three", "gave a toll of 30", "spoke of 300 injured"."""
    if verb.lower_ in words.toll_speaking:
        return any(c.dep_ == "prep" and c.lower_ == "of" for c in verb.children)
    return any(c.dep_ == "dobj" and (c.like_num or c.lower_ in words.toll_objects) for c in verb.children)


def is_statement(verb: Any, trailing: bool, words: SpeechWords) -> bool:
    """Whether a verb that can do without a statement has one: a clause, an object, or what stands before it."""
    labels = {c.dep_ for c in verb.children if c.i > verb.i}
    if trailing or labels & {"ccomp", "xcomp"} or any(c.dep_ == "ccomp" for c in verb.children):
        return True
    word = verb.lower_
    if word in words.toll_verbs | words.toll_speaking or any(c.dep_ == "prt" for c in verb.children):
        return True
    return word in words.reporting_verbs and (bool(labels & {"dobj", "nsubj"}) or not labels & {"prep"})


def is_passive(verb: Any) -> bool:
    if any(child.dep_ == "auxpass" and child.text != ISLAMIC_STATE for child in verb.children):
        return True
    by = any(c.lower_ == "by" and c.dep_ in {"agent", "prep"} for c in verb.children)
    return by and verb.tag_ == "VBN" and verb.dep_ == "acl"


def own_subject(verb: Any, lexicon: Lexicon) -> Any | None:
    """The last noun before a verb that is its subject, or the one after it ("said"); a clause is none."""
    subjects = [c for c in verb.children if c.dep_ in SUBJECTS and c.pos_ not in VERBAL]
    before = [c for c in subjects if c.i < verb.i]
    after = [c for c in subjects if c.i > verb.i]
    pronouns = lexicon.speech_words.pronouns
    if before and (not after or before[-1].lower_ in pronouns or can_speak(before[-1], lexicon)):
        return before[-1]
    return after[0] if after else None


def subject_of(verb: Any, lexicon: Lexicon) -> Any | None:
    """The subject of a verb: its own, or that of the verbs it is coordinated with or hangs on."""
    own = own_subject(verb, lexicon)
    for above in climb(verb, CLAUSES_UP):
        if own is not None or above.dep_ not in {"conj", "advcl", "xcomp", "acl"}:
            break
        candidate = own_subject(above.head, lexicon)
        if candidate is not None and can_speak(candidate, lexicon):
            own = candidate
    return own


def goes_on(verb: Any, words: SpeechWords) -> bool:
    """Whether what is said follows the verb."""
    if verb.lower_ in words.toll_speaking:
        return True
    following = verb.nbor(1) if verb.i + 1 < len(verb.doc) else None
    if following is None or following.is_punct:
        return following is not None and (following.text == ":" or following.tag_ == "``")
    said = {"ccomp"} if verb.lower_ in words.telling else {"ccomp", "dobj", "xcomp"}
    return any(
        c.i > verb.i and c.dep_ in said and (c.dep_ != "ccomp" or c.pos_ in VERBAL) for c in verb.children
    )


def scope_of(verb: Any, kind: str, sent: Any, lexicon: Lexicon) -> set[int]:
    said = {i for child in verb.children if child.dep_ in _SAID for i in subtree(child, sent)}
    if kind == "assert":
        return said
    # "Blamed terrorists and spoke of nine dead": the second verb says something of its own.
    for verb_too in (c for c in verb.children if c.dep_ == "conj" and c.lower_ in lexicon.speech):
        said.difference_update(subtree(verb_too, sent))
    if verb.dep_ in {"acl", "relcl"}:
        said.add(index_of(verb.head, sent))  # "a bombing claimed by the group"
    # What a relative clause tells of a place ("in Homs, where ...") is the reporter's, not part of the blame.
    aside = (sent[i] for i in said if sent[i].dep_ == "relcl" and _tells_of_place(sent[i]))
    return said.difference(*(subtree(clause, sent) for clause in aside))


def _tells_of_place(clause: Any) -> bool:
    """Also of people: "of arming the rebels who attacked Kasab" blames nobody for the attack."""
    return any(t.lower_ in {"where", "who"} for t in clause.children)
