"""How many were killed and wounded: each source's figure, and what is made of them by written rules. Pure.

The rules stand at the head of :mod:`incidents.derive`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from incidents.claimants import NO_VOICES, Source, Voices, source_of
from incidents.extract.lexicon import load_lexicon
from incidents.group import fineness, vague
from incidents.model import Casualties, CasualtyEstimate, Claim, ClaimantSide, ResolvedPlace, Stance
from incidents.rules import DEFAULT_RULES, BestFigure, NumberWords, Rules

FURTHER_WORDS: Final = frozenset({"another", "further", "additional"})
"""Words of a figure that comes on top of others and is no toll by itself."""


NO_PARTY: Final = frozenset(
    {
        ClaimantSide.MONITOR,
        ClaimantSide.UN,
        ClaimantSide.RESCUE,
        ClaimantSide.RESIDENT,
        ClaimantSide.MEDIA,
        ClaimantSide.JOURNALIST,
    }
)
"""Sides that are no party to the war."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one claim gives as a count, and whether it went into the estimate."""

    claim_id: str
    source: Source
    count: Casualties
    used: bool
    why: str = ""
    """Why it was not used."""


def killed_of(claim: Claim) -> Casualties:
    return claim.killed


def wounded_of(claim: Claim) -> Casualties:
    return claim.wounded


def estimate(
    claims: Sequence[Claim],
    of: Callable[[Claim], Casualties],
    place: ResolvedPlace,
    rules: Rules = DEFAULT_RULES,
    voices: Voices = NO_VOICES,
) -> CasualtyEstimate:
    """Low, best and high of one count over the claims that give it.

    Parameters
    ----------
    claims : sequence of Claim
    of : callable
        The count meant: :func:`killed_of` or :func:`wounded_of`.
    place : ResolvedPlace
        The incident's own place.
    rules : Rules
        Which figure is best, and how vague words are read.
    voices : mapping of str to str
        Whose voice each document speaks with.
    """
    sides = {claim.id: claim.claimant_side for claim in claims}
    used = [figure for figure in figures(claims, of, place, rules, voices) if figure.used]
    if not used:
        return CasualtyEstimate(rule="not reported")
    used.sort(key=lambda figure: figure.count.low or 0)
    lows = [figure.count.low or 0 for figure in used]
    highs = [figure.count.high for figure in used if figure.count.high is not None]
    high = max(highs) if len(highs) == len(used) else None
    outside = [f.count.low or 0 for f in used if sides[f.claim_id] in NO_PARTY]
    best = {
        BestFigure.MIDDLE: _middle(lows),
        BestFigure.LOWEST: lows[0],
        BestFigure.HIGHEST: lows[-1],
        BestFigure.INDEPENDENT: _middle(outside or lows),
    }[rules.best]
    return CasualtyEstimate(lows[0], best, high, _rule(len(used), rules))


def _middle(ascending: Sequence[int]) -> int:
    return ascending[len(ascending) // 2]


def _rule(sources: int, rules: Rules) -> str:
    said = f"lowest to highest of {sources} sources" if sources > 1 else "one source"
    if sources > 1 and rules.best is not BestFigure.MIDDLE:
        said += f", best: {rules.best.value}"
    return said if rules.numbers is NumberWords.ACLED else f"{said}, vague words read literally"


def figures(
    claims: Sequence[Claim],
    of: Callable[[Claim], Casualties],
    place: ResolvedPlace,
    rules: Rules = DEFAULT_RULES,
    voices: Voices = NO_VOICES,
) -> list[Figure]:
    """Each claim's count with its source, and whether the estimate rests on it; parameters as :func:`estimate`.

    Returns
    -------
    list of Figure
        In the order of the claims; those that report no count are left out.
    """
    asserting = [c for c in claims if of(c).reported and c.stance is not Stance.DENIES]
    near = _nearest_told(asserting, place)
    alone = [c for c in near if not _further(of(c))] or near
    exact = [c for c in alone if not vague(of(c))] or [c for c in asserting if not vague(of(c))] or alone
    largest: dict[str, Claim] = {}
    for claim in exact:
        source = source_of(claim, voices).id
        if source not in largest or (of(claim).low or 0) > (of(largest[source]).low or 0):
            largest[source] = claim
    standing = {claim.id for claim in largest.values()}
    chosen = {claim.id for claim in exact}

    def why(claim: Claim) -> str:
        if claim.id in standing:
            return ""
        if claim.stance is Stance.DENIES:
            return "part of a denial"
        if claim.id in chosen:
            return "another figure of this source stands for it"
        if vague(of(claim)):
            return "a vague word, where others give figures"
        if _further(of(claim)):
            return "comes on top of another figure"
        return "told of a wider place"

    return [
        Figure(
            claim.id,
            source_of(claim, voices),
            read_as(of(claim), rules.numbers),
            claim.id in standing,
            why(claim),
        )
        for claim in claims
        if of(claim).reported
    ]


def read_as(count: Casualties, numbers: NumberWords) -> Casualties:
    """A count under another scheme for vague words; figures, and multiples such as "two dozen", stay."""
    if numbers is NumberWords.ACLED or not count.phrase:
        return count
    words = count.phrase.lower().split()
    tables = load_lexicon().vague
    for word in words:
        standard, other = tables["acled"].get(word), tables[numbers.value].get(word)
        if standard and other and (count.low, count.high) == (standard.low, standard.high):
            return replace(count, low=other.low, high=other.high)
    return count


def _nearest_told(claims: Sequence[Claim], place: ResolvedPlace) -> Sequence[Claim]:
    """Claims that name the incident's own place, else such as name a wider one, else all."""
    named = [(c, c.place) for c in claims if c.place is not None and not c.place.implied]
    # A lead that gives the toll before any place is named speaks of the incident as a whole.
    own = [c for c, at in named if fineness(at) <= fineness(place)]
    if not own:
        return [c for c, _ in named] or claims
    own += [c for c in claims if c.place is None or not c.place.located]
    # A rival account rarely names the place again: another named source's figure counts as well.
    heard = {source_of(c).id for c in own}
    rivals = [
        c
        for c in claims
        if c.place is not None and c.place.implied and c.claimant and source_of(c).id not in heard
    ]
    return [*own, *rivals]


def _further(count: Casualties) -> bool:
    """Whether a count comes on top of one told before: "another child", "a further nine"."""
    return not FURTHER_WORDS.isdisjoint((count.phrase or "").lower().split())
