"""What must not become a pin: statements that tell of no occurrence of their own, with the words that show it."""

from __future__ import annotations

from typing import Any, Final

from incidents.extract.background import background_flags
from incidents.extract.flagged import Circumstances, Flagged
from incidents.extract.frames import Frame
from incidents.extract.lexicon import Lexicon
from incidents.extract.matching import Trigger
from incidents.extract.parse_tree import VERBAL, ancestors
from incidents.extract.words import CueWords
from incidents.model import Flag

_ARGUMENTS: Final = frozenset({"dobj", "nsubj", "nsubjpass", "pobj", "attr"})
_INFINITIVES: Final = frozenset({"advcl", "acl", "xcomp", "relcl", "ccomp", "pcomp"})
_BELOW_HYPOTHESIS: Final = frozenset({"dobj", "xcomp", "ccomp", "pobj", "prep", "pcomp"})
_BELOW_NOUN: Final = frozenset({"prep", "pobj", "acl"})
_ENDINGS: Final = ("s", "es", "ed", "d", "ing")


def frame_flags(frame: Frame, sent: Any, known: Circumstances, lexicon: Lexicon) -> list[Flagged]:
    """Every reason to keep a frame off the map.

    Parameters
    ----------
    frame, sent
        The frame and its parsed sentence.
    known : Circumstances
    lexicon : Lexicon
    """
    cues, killed = lexicon.cues, known.killed
    main = next((t for t in frame.triggers if t.is_effect and killed.reported), frame.main)
    checks = [_modal(main, sent, cues), _governed(main, sent, cues, told=killed.reported)]
    if not (killed.low == 0 and killed.high == 0):
        checks.append(_negated(main, sent, cues))
    found = [flagged for flagged in checks if flagged is not None]
    return found + background_flags(frame, sent, known, lexicon)


def _is_form_of(word: str, verbs: frozenset[str]) -> bool:
    """Whether a word is one of the verbs with a regular ending."""
    if word in verbs:
        return True
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and (stem in verbs or stem + "e" in verbs):
            return True
    return word.endswith("ied") and word[:-3] + "y" in verbs


# --- what might be, or is planned --------------------------------------------------------------------------------


def _modal(trigger: Trigger, sent: Any, cues: CueWords) -> Flagged | None:
    """By the auxiliary or the conjunction of its verb, or as a purpose."""
    verb = _own_verb(sent[trigger.head])
    governing = verb.head.children if verb.dep_ == "xcomp" else ()
    for child in (*verb.children, *governing):
        if child.dep_ == "aux" and child.lower_ in cues.hypothetical_auxiliaries:
            return Flagged(Flag.HYPOTHETICAL, f"said with “{child.text}”")
        if child.dep_ == "aux" and child.lower_ in cues.plan_auxiliaries:
            return Flagged(Flag.PLAN_OR_THREAT, f"said with “{child.text}”")
        if child.dep_ == "mark" and child.lower_ in cues.hypothetical_marks:
            return Flagged(Flag.HYPOTHETICAL, f"said with “{child.text}”")
    infinitive = any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)
    if infinitive and verb.dep_ in _INFINITIVES and not _realised(verb, cues):
        return Flagged(Flag.PLAN_OR_THREAT, f"a purpose: “to {verb.text}”")
    preposition = verb.head
    if verb.dep_ == "pcomp" and preposition.lower_ in cues.plan_prepositions:
        planning = preposition.head
        if _is_form_of(planning.lower_, cues.plan_governors | cues.hypothetical_governors):
            words = f"{planning.text} {preposition.text} {verb.text}"
            return Flagged(Flag.PLAN_OR_THREAT, f"“{words}”")
    return None


def _own_verb(head: Any) -> Any:
    """The verb that an event noun is subject or object of, or the event's own verb.

    "The attack may be the deadliest" doubts what is said of it, not that it was.
    """
    carried = head.pos_ not in VERBAL and head.dep_ in _ARGUMENTS and head.head.pos_ in VERBAL
    described = head.dep_ == "nsubj" and head.head.lower_ == "be" and _has_complement(head.head)
    return head.head if carried and not described else head


def _has_complement(copula: Any) -> bool:
    return any(child.dep_ in {"attr", "acomp"} for child in copula.children)


def _realised(verb: Any, cues: CueWords) -> bool:
    """Infinitives that did happen: "managed to seize", "the first explosion to hit", "forced to withdraw"."""
    governor = verb.head
    ordinal = any(c.lower_ in cues.realised_ordinals for c in governor.children)
    return governor.lower_ in cues.realised_governors or (governor.pos_ == "NOUN" and ordinal)


def _governed(trigger: Trigger, sent: Any, cues: CueWords, *, told: bool) -> Flagged | None:
    """Hypothetical, planned or diplomatic by the verb or noun the event hangs on."""
    head = sent[trigger.head]
    previous = head
    for ancestor in ancestors(head, 4):
        if previous.dep_ in {"nsubj", "nsubjpass", "advcl"} or _done_meanwhile(previous, ancestor, told):
            break
        if ancestor.pos_ == "VERB":
            flagged = _by_verb(ancestor, previous, cues) or (
                None if told else _planned(ancestor, previous, cues)
            )
        elif ancestor.pos_ == "NOUN":
            flagged = _by_noun(ancestor, previous, cues)
        else:
            flagged = None
        if flagged is not None:
            return flagged
        previous = ancestor
    for child in head.children:
        if child.dep_ == "amod" and child.lower_ in cues.hypothetical_adjectives:
            return Flagged(Flag.HYPOTHETICAL, f"“{child.text} {head.text}”")
    return None


def _done_meanwhile(verb: Any, above: Any, told: bool) -> bool:
    """Whether a verb whose toll is `told` says what came of an attempt: "tried to slip in, killing two"."""
    if not told or verb.tag_ not in {"VBD", "VBG"}:
        return False
    if verb.dep_ == "pcomp":
        return bool(verb.i - above.i > 1)  # "slip from Homs to Rastan killing two", not "kept from killing"
    return bool(above.tag_ == "VB" and verb.pos_ == "VERB")


def _by_verb(verb: Any, below: Any, cues: CueWords) -> Flagged | None:
    word = verb.lower_
    if below.dep_ == "ccomp" and _is_form_of(word, cues.evidence_governors):
        return None
    if below.dep_ in _BELOW_HYPOTHESIS and _is_form_of(word, cues.hypothetical_governors):
        return Flagged(Flag.HYPOTHETICAL, f"follows “{verb.text}”")
    infinitive = below.dep_ == "xcomp" and any(c.lower_ == "to" for c in below.children)
    if infinitive and _is_form_of(word, cues.plan_governors):
        return Flagged(Flag.PLAN_OR_THREAT, f"follows “{verb.text}”")
    if below.dep_ == "prep" and below.lower_ == "for" and _is_form_of(word, cues.prepared_for):
        return Flagged(Flag.PLAN_OR_THREAT, f"“{verb.text} for”")
    if below.dep_ in {"dobj", "prep", "pobj"} and _is_form_of(word, cues.diplomacy_governors):
        return Flagged(Flag.DIPLOMACY, f"object of “{verb.text}”")
    return None


def _planned(verb: Any, below: Any, cues: CueWords) -> Flagged | None:
    """“Is preparing missile strikes”: what is told with a toll was no plan any more."""
    if below.dep_ == "dobj" and _is_form_of(verb.lower_, cues.plans_of):
        return Flagged(Flag.PLAN_OR_THREAT, f"object of “{verb.text}”")
    return None


def _by_noun(noun: Any, below: Any, cues: CueWords) -> Flagged | None:
    word = noun.lower_
    hypothesis = word in cues.hypothetical_nouns or word.removesuffix("s") in cues.hypothetical_nouns
    if hypothesis and below.dep_ in _BELOW_NOUN | {"ccomp"}:  # "fears that the army would attack"
        return Flagged(Flag.HYPOTHETICAL, f"a “{noun.text}”")
    if word in cues.diplomacy_nouns and below.dep_ in _BELOW_NOUN | {"relcl"}:
        return Flagged(Flag.DIPLOMACY, f"subject of a “{noun.text}”")
    return None


def _negated(trigger: Trigger, sent: Any, cues: CueWords) -> Flagged | None:
    head = sent[trigger.head]
    for child in head.children:
        if child.dep_ == "neg" or (child.dep_ == "det" and child.lower_ == "no"):
            return Flagged(Flag.NEGATED, f"“{child.text} {head.text}”")
    if head.dep_ in {"pobj", "dobj"} and head.head.lower_ in cues.negating_heads:
        return Flagged(Flag.NEGATED, f"“{head.head.text} {head.text}”")
    return None
