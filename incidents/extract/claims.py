"""Claims: what a frame or a statement of blame says, put together with the reasons that keep it off the map."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from incidents import __version__
from incidents.extract.account import Account
from incidents.extract.answering import answering
from incidents.extract.attribution import attribution_for
from incidents.extract.blame import as_told_by
from incidents.extract.casualties import Counts
from incidents.extract.confidence import overall
from incidents.extract.facts import SentenceFacts
from incidents.extract.flagged import Circumstances, Flagged
from incidents.extract.flags import frame_flags
from incidents.extract.focus import Focus
from incidents.extract.lexicon import Lexicon
from incidents.extract.parse_tree import index_of
from incidents.extract.placing import Tie
from incidents.extract.roles import accused
from incidents.extract.sources import Source
from incidents.extract.words import SortingWords
from incidents.model import (
    EVENT_TYPE_OF,
    PERPETRATOR_ROLES,
    Actor,
    Band,
    Claim,
    ClaimantSide,
    DateRange,
    Document,
    Flag,
    Precision,
    ResolvedPlace,
    Role,
    SlotBands,
    Stance,
    SubEventType,
    stable_id,
)

EXTRACTOR: Final = f"rules/{__version__}"
FAR: Final = 6
"""Sentences after which a place spoken of before is no longer taken for that of a new event."""

LONGEST_HEADLINE: Final = 110
"""Characters of a line without a final stop that is still a headline."""

STANCE_OF: Final = {
    "assert": Stance.ASSERTS,
    "admit": Stance.ASSERTS,
    "deny": Stance.DENIES,
    "blame": Stance.REPORTS_BLAME,
}
"""Stance of a claim by the kind of its verb of speech."""
_DENIED: Final = re.compile(
    r"\b(?:any (?:part|role|involvement|responsibility)|responsibility|involvement|accusations?|allegations?"
    r"|claims?|charges?|reports?|it|carrying out|being behind|using|targeting|hand in"
    r"|(?:this|that)(?=\s*[.,;]| as\b))\b",
    re.I,
)
_OF_WOUNDS: Final = re.compile(r"\b(?:of|from)\s+(?:his|her|their|the)?\s*(?:wounds|injuries)\b", re.I)


def flags_of(account: Account, document: Document, lexicon: Lexicon) -> list[Flagged]:
    """Every reason to keep an account off the map, but for those of its place."""
    where = account.where
    named = any(p.located and p.precision is not Precision.COUNTRY for p in where.places)
    known = Circumstances(
        killed=account.counts.killed,
        wounded=account.counts.wounded,
        days=account.when.written,
        has_place=named and not where.carried_over,
        published=document.published,
    )
    flagged = frame_flags(account.frame, account.facts.sent, known, lexicon)
    furniture = account.facts.furniture
    if furniture is not None and not (furniture.yields and account.counts.killed.reported):
        flagged.append(furniture)
    if where.foreign is not None:
        flagged.append(Flagged(Flag.OTHER_COUNTRY, f"in {where.foreign}"))
    if account.sub is SubEventType.AGREEMENT and where.tie in {Tie.CARRIED, Tie.SENTENCE}:
        flagged.append(Flagged(Flag.DIPLOMACY, "an agreement without a place"))
    return flagged


def place_flag(place: ResolvedPlace | None, *, weak: bool) -> Flagged | None:
    """Why a place keeps a claim off the map: it is none, or only implied by a `weak` account."""
    if place is None:
        return Flagged(Flag.NO_PLACE, "no place in Syria is named with it")
    if not place.located:
        return Flagged(Flag.NO_PLACE, f"“{place.mention}”: {place.reason}")
    if weak:
        return Flagged(Flag.NO_PLACE, "the place is only implied and little else is said")
    return None


def says_little(account: Account, focus: Focus, words: SortingWords) -> bool:
    """Whether an account without a place of its own is too weak to be tied to the place spoken of before.

    Headlines, what stands far below that place, and people who died of wounds (later, and elsewhere) are.
    """
    if not account.where.carried_over:
        return False
    text = account.facts.sentence.text
    far = account.facts.index - focus.sentence > FAR
    dying = any(t.form.base in words.later_deaths for t in account.frame.triggers)
    later = dying and _OF_WOUNDS.search(text) is not None
    return far or later or _is_headline(text) or not _worth_inheriting(account, words)


def _worth_inheriting(account: Account, words: SortingWords) -> bool:
    if account.counts.reported:
        return True
    if account.attribution is not None and account.attribution.kind != "assert":
        return True
    frame = account.frame
    pointing = frame.main.form.base in words.back_references or any(t.is_effect for t in frame.triggers)
    return pointing and any(a.role in PERPETRATOR_ROLES for a in account.actors)


def _is_headline(text: str) -> bool:
    """A heading inside or above the text: "- Troops kill 10 children -", or a line without a final stop."""
    stripped = text.strip()
    if stripped.startswith(("- ", "-- ")) and stripped.endswith("-"):
        return True
    return len(stripped) < LONGEST_HEADLINE and stripped[-1:] not in ".!?\"'”’)…:;"


def make_claim(
    account: Account,
    document: Document,
    place: ResolvedPlace | None,
    days: DateRange | None,
    counts: Counts,
    reasons: Sequence[Flagged],
    slots: SlotBands,
) -> Claim:
    """Put a claim together.

    Parameters
    ----------
    account : Account
    document : Document
    place : ResolvedPlace or None
        The one of the account's places that this claim is about.
    days : DateRange or None
    counts : Counts
        The share of the account's numbers that is of this place.
    reasons : sequence of Flagged
        Why it stays off the map; empty when it does not.
    slots : SlotBands
        How sure each part is.
    """
    facts, attribution = account.facts, account.attribution
    source = attribution.source if attribution else facts.speaker
    unnamed = ClaimantSide.UNKNOWN if attribution else ClaimantSide.JOURNALIST
    said = attribution is not None and not attribution.negated  # "did not deny" denies nothing
    stance = STANCE_OF[attribution.kind] if attribution is not None and said else Stance.ASSERTS
    where_key = (place.place_id or place.mention) if place else ""
    key = (document.id, str(facts.start), str(account.frame.main.first), account.sub.value, where_key)
    return Claim(
        id=stable_id("clm", *key),
        document_id=document.id,
        quote=document.text[facts.start : facts.end],
        start=facts.start,
        end=facts.end,
        claimant=source.name if source else None,
        claimant_side=source.side if source else unnamed,
        stance=stance,
        event_type=EVENT_TYPE_OF[account.sub],
        sub_event_type=account.sub,
        dates=days,
        place=place,
        killed=counts.killed,
        wounded=counts.wounded,
        victims=counts.groups,
        actors=not_blamed(account.actors) if stance is Stance.DENIES else account.actors,
        weapon=account.weapon,
        flags=frozenset(r.flag for r in reasons),
        flag_reason="; ".join(dict.fromkeys(r.reason for r in reasons)),
        confidence=overall(slots),
        slots=slots,
        extractor=EXTRACTOR,
    )


def not_blamed(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """A denial makes nobody a perpetrator: "denied that its forces had used chlorine"."""
    return tuple(
        dataclasses.replace(a, role=Role.PARTICIPANT) if a.role in PERPETRATOR_ROLES else a for a in actors
    )


def pointing_back(
    facts: SentenceFacts, document: Document, act: Claim | None, heads: frozenset[int], lexicon: Lexicon
) -> Iterator[Claim]:
    """Statements of blame, denial or admission that name no event again: "They blamed shabbiha".

    Parameters
    ----------
    facts : SentenceFacts
    document : Document
    act : Claim or None
        The last act told of that somebody can be blamed for.
    heads : frozenset of int
        Heads of the sentence's own triggers: a statement about one of those is no such statement.
    lexicon : Lexicon
    """
    if act is None or facts.furniture is not None:
        return
    for attribution in facts.attributions:
        if attribution.kind == "assert" or attribution.negated or heads & attribution.scope:
            continue
        if attribution.kind == "blame" and _tells_of_another(facts.sent[attribution.verb], facts, heads):
            continue
        side = attribution.source.side if attribution.source else ClaimantSide.UNKNOWN
        actors = accused(facts.sent, as_told_by(side, facts.actors, lexicon), attribution)
        denies = attribution.kind == "deny" and _is_denial(facts, lexicon)
        if actors or denies:
            key = f"{attribution.kind}{attribution.verb}"
            claim = _about(act, facts, document, key, attribution.source, () if denies else actors)
            yield dataclasses.replace(claim, stance=STANCE_OF[attribution.kind])


def _is_denial(facts: SentenceFacts, lexicon: Lexicon) -> bool:
    dismissed = (
        not lexicon.speech_words.dismissive.isdisjoint(facts.words) or "fake news" in facts.sentence.text
    )
    return dismissed or _DENIED.search(facts.sentence.text) is not None


def _tells_of_another(verb: Any, facts: SentenceFacts, heads: frozenset[int]) -> bool:
    """Whether an accusation names an event only in passing: "of arming the rebels who attacked Kasab"."""
    deeds = [of for of in verb.children if of.dep_ == "prep" and of.lower_ == "of"]
    return any(index_of(token, facts.sent) in heads for of in deeds for token in of.subtree)


def told_of_doer(
    facts: SentenceFacts, document: Document, act: Claim | None, heads: frozenset[int], lexicon: Lexicon
) -> Iterator[Claim]:
    """Statements that say who did it: "the planes were Russian, the Observatory said"; parameters as above."""
    if act is None or facts.furniture is not None:
        return
    for verb, mention in answering(facts, lexicon):
        attribution = attribution_for(verb, facts.attributions)
        if verb in heads or (
            attribution is not None and (attribution.kind != "assert" or attribution.negated)
        ):
            continue
        source = attribution.source if attribution else facts.speaker
        admits = attribution is not None and mention.first in attribution.source_tokens
        blames = source is not None and not admits
        role = Role.ALLEGED_PERPETRATOR if blames else Role.INITIATOR
        claim = _about(
            act, facts, document, f"answer{verb}", source, (Actor(mention.text, mention.category, role),)
        )
        yield dataclasses.replace(claim, stance=Stance.REPORTS_BLAME if blames else Stance.ASSERTS)


def _about(
    act: Claim,
    facts: SentenceFacts,
    document: Document,
    key: str,
    source: Source | None,
    actors: tuple[Actor, ...],
) -> Claim:
    """A claim about an act told before: its kind, days and place are those of the act."""
    return Claim(
        id=stable_id("clm", document.id, str(facts.start), key),
        document_id=document.id,
        quote=document.text[facts.start : facts.end],
        start=facts.start,
        end=facts.end,
        claimant=source.name if source else None,
        claimant_side=source.side if source else ClaimantSide.UNKNOWN,
        stance=Stance.ASSERTS,
        event_type=act.event_type,
        sub_event_type=act.sub_event_type,
        dates=act.dates,
        place=dataclasses.replace(act.place, implied=True) if act.place is not None else None,
        actors=actors,
        flags=act.flags,
        flag_reason=act.flag_reason,
        confidence=Band.LOW,
        extractor=EXTRACTOR,
    )


def distinct(claims: Iterable[Claim]) -> list[Claim]:
    """The claims, each once and each with an id of its own.

    Two events that a clause tells in the same words come out as one claim twice: that is one. Where they differ in
    anything (another count, another day), both stay, the later ones under an id made of the first's.
    """
    found: dict[str, Claim] = {}
    for claim in claims:
        first, number = found.get(claim.id), 1
        while first is not None and first != dataclasses.replace(claim, id=first.id):
            number += 1
            first = found.get(stable_id("clm", claim.id, str(number)))
        if first is None:
            own = (
                claim
                if number == 1
                else dataclasses.replace(claim, id=stable_id("clm", claim.id, str(number)))
            )
            found[own.id] = own
    return list(found.values())
