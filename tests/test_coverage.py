"""Who reports what, and where sources disagree."""

from __future__ import annotations

from dataclasses import replace

from incidents.claimants import source_of
from incidents.coverage import Coverage, coverage
from incidents.derive import derive_incident
from incidents.group import Group
from incidents.model import Actor, ActorCategory, Casualties, Claim, ClaimantSide, Role, Stance
from incidents.rules import DEFAULT_RULES, NumberWords, Rules
from tests.factories import make_claim, make_document

DOCUMENT = make_document()
VOICES = {DOCUMENT.id: "Wire"}
MILITIA = (Actor("shabbiha", ActorCategory.MILITIA, Role.ALLEGED_PERPETRATOR),)
REBELS = (Actor("gangs", ActorCategory.REBELS, Role.ALLEGED_PERPETRATOR),)


def told(number: int, claimant: str | None, **fields: object) -> Claim:
    claim = make_claim(DOCUMENT, claimant=claimant, **{"killed": Casualties(), "actors": (), **fields})
    return replace(claim, id=f"clm-{number}")


def over(*incidents: list[Claim], rules: Rules = DEFAULT_RULES) -> Coverage:
    return coverage([(derive_incident(Group(tuple(c))), c) for c in incidents], VOICES, rules)


def killed(n: int) -> Casualties:
    return Casualties(n, n, str(n))


def test_each_source_is_counted_once_an_incident_under_all_its_names() -> None:
    monitor = {"claimant_side": ClaimantSide.MONITOR}
    found = over(
        [told(1, "the Observatory", **monitor), told(2, "a monitor", **monitor)],
        [told(3, "Syrian Observatory for Human Rights", **monitor), told(4, None)],
    )
    assert [(s.name, s.named, s.incidents, s.alone) for s in found.sources] == [
        ("Syrian Observatory for Human Rights", True, 2, 1),
        ("Wire", False, 1, 0),
    ]


def test_rival_tolls_say_who_is_low_and_who_is_high() -> None:
    found = over(
        [told(1, "activists", killed=killed(45)), told(2, "SANA", killed=killed(12))],
        [told(3, "activists", killed=killed(3)), told(4, "SANA", killed=killed(3))],
    )
    by_name = {s.name: s for s in found.sources}
    assert (by_name["activists"].highest, by_name["activists"].lowest) == (1, 0)
    assert (by_name["Syrian state media"].highest, by_name["Syrian state media"].lowest) == (0, 1)
    assert [s.disputed for s in found.sources] == [1, 1]
    (pair,) = found.pairs
    assert (pair.both, pair.same_toll, pair.other_toll, pair.blame_differs) == (2, 1, 1, 0)
    (dispute,) = found.disputes
    assert dispute.tolls == (("Syrian state media", 12), ("activists", 45))
    assert (dispute.blame, dispute.denied_by) == ((), ())


def test_blame_on_two_camps_is_a_dispute_and_on_two_of_one_camp_is_not() -> None:
    army = (Actor("the army", ActorCategory.GOVERNMENT, Role.ALLEGED_PERPETRATOR),)
    found = over(
        [told(1, "activists", actors=MILITIA), told(2, "SANA", actors=REBELS)],
        [told(3, "activists", actors=MILITIA), told(4, "residents", actors=army)],
        [told(5, "activists", actors=MILITIA), told(6, "SANA")],
    )
    (dispute,) = found.disputes
    assert dict(dispute.blame) == {"activists": "pro-government militia", "Syrian state media": "rebels"}
    assert next(s for s in found.sources if s.name == "activists").blames == {ActorCategory.MILITIA: 3}


def test_a_denial_is_a_dispute_and_its_accused_are_not_blamed_by_it() -> None:
    denial = told(2, "Moscow", stance=Stance.DENIES, actors=MILITIA, claimant_side=ClaimantSide.FOREIGN_STATE)
    found = over([told(1, "activists", actors=MILITIA), denial])
    (dispute,) = found.disputes
    assert dispute.denied_by == ("Russian government",)
    russia = next(s for s in found.sources if s.id == source_of(denial).id)
    assert (russia.denies, russia.disputed, russia.blames) == (1, 1, {})


def test_vague_words_are_compared_as_the_rules_read_them() -> None:
    claims = [told(1, "activists", killed=Casualties(12, None, "dozens")), told(2, "SANA", killed=killed(24))]
    vague_only = [claims[0], replace(claims[1], killed=Casualties(12, None, "dozens"))]
    assert over(claims).disputes == (), "a figure and a vague word: only the figure counts"
    literal = over(vague_only, rules=Rules(numbers=NumberWords.LITERAL))
    assert literal.pairs[0].same_toll == 1


def test_of_nothing_there_is_nothing_to_say() -> None:
    assert over() == Coverage((), (), ())
