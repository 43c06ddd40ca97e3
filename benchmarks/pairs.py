"""Whether grouping is neither eager nor shy: made-up pairs of reports of which it is known what they have in common.

From the project folder::

    python -m benchmarks pairs [--seed N] [--pairs N] [--errors N]

Each pair goes all the way: both reports are read, their claims grouped within the report, and the two reports' tellings
linked. Counted are pairs of tellings, one of each report: a telling is of the occurrence that most of its sentences
tell of, which the writer of the reports knows. Precision is the share of pairs joined that are of one occurrence;
recall the share of pairs of one occurrence that were joined; recall from the text counts, too, what one of the two
reports tells of without any telling having come of it. Proposed is the share of pairs not joined that a person is
at least shown.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks import report_writer as writer
from benchmarks.report_writer import Account, Occurrence, Report, Spot, Writer
from incidents import copies, link
from incidents.link import Linked, Telling
from incidents.model import Document
from incidents.pipeline import Pipeline
from incidents.store.write import groups_of

SEED: Final = 1
PAIRS: Final = 1_000
GENERAL: Final = ("Attack", "Remote explosive/landmine/IED")
"""Kinds that "an attack" and "an explosion" are rightly read as."""


@dataclass(frozen=True)
class Pair:
    """Two reports, and of what kind the question is that they pose."""

    kind: str
    reports: tuple[Report, Report]


Make = Callable[[random.Random], tuple[Report, Report]]


# --- pairs that tell of one occurrence -----------------------------------------------------------------------------


def _spot(rng: random.Random) -> Spot:
    return writer.city_spot(rng) if rng.random() < 0.5 else writer.town_spot(rng)


def _toll(rng: random.Random) -> str:
    return rng.choice(("exact", "exact", "least"))


def _both(
    rng: random.Random,
    what: Occurrence,
    one: Account,
    other: Account,
    *,
    commas: tuple[bool, bool] = (True, True),
    delays: tuple[int | None, int | None] = (None, None),
) -> tuple[Report, Report]:
    first = Writer(rng, commas[0]).report([(what, one)], delay=delays[0], length=rng.randint(2, 4))
    second = Writer(rng, commas[1]).report([(what, other)], delay=delays[1], length=rng.randint(1, 4))
    return first, second


def two_agencies(rng: random.Random) -> tuple[Report, Report]:
    what = writer.occurrence(rng, "a", _spot(rng))
    return _both(rng, what, Account(_toll(rng)), Account(_toll(rng)))


def city_and_part(rng: random.Random) -> tuple[Report, Report]:
    what = writer.occurrence(rng, "a", writer.city_spot(rng))
    return _both(rng, what, Account(_toll(rng)), Account(_toll(rng), fine=False))


def city_only(rng: random.Random) -> tuple[Report, Report]:
    what = writer.occurrence(rng, "a", writer.city_spot(rng))
    return _both(rng, what, Account(_toll(rng), fine=False), Account(_toll(rng), fine=False))


def rival_tolls(rng: random.Random) -> tuple[Report, Report]:
    """Two sources differ on the toll, as they do within the first hours."""
    what = writer.occurrence(rng, "a", _spot(rng))
    seen = writer.Occurrence("a", what.spot, what.day, what.kind, _differs(rng, what.killed), what.wounded)
    one = Writer(rng).report([(what, Account(rng.choice(("exact", "rival"))))])
    return one, Writer(rng).report([(seen, Account(_toll(rng)))])


def _differs(rng: random.Random, killed: int) -> int:
    other = max(1, round(killed * rng.choice((0.6, 0.7, 0.8, 1.2, 1.4, 1.8))))
    return other if other != killed else killed + 1


def vague_tolls(rng: random.Random) -> tuple[Report, Report]:
    what = writer.occurrence(rng, "a", _spot(rng), killed=rng.randint(20, 70))
    return _both(rng, what, Account("vague"), Account(_toll(rng)))


def wire_copy(rng: random.Random) -> tuple[Report, Report]:
    told = [(writer.occurrence(rng, "a", _spot(rng)), Account(_toll(rng)))]
    if rng.random() < 0.4:
        told.append((writer.occurrence(rng, "b", _spot(rng), day=told[0][0].day), Account()))
    report = Writer(rng).report(told, length=4)
    return report, writer.copy_of(report, rng)


def without_commas(rng: random.Random) -> tuple[Report, Report]:
    what = writer.occurrence(rng, "a", _spot(rng))
    return _both(rng, what, Account(_toll(rng)), Account(_toll(rng)), commas=(True, False))


def general_words(rng: random.Random) -> tuple[Report, Report]:
    """One report says what it was, the other only "an attack", "an explosion"."""
    day = dt.date(2013, 7, 1) + dt.timedelta(rng.randrange(1500))
    kind = rng.choice(("car bomb", "suicide bombing", "air strike"))
    what = writer.occurrence(rng, "a", _spot(rng), kind=kind, day=day)
    return _both(rng, what, Account(_toll(rng)), Account(_toll(rng), general=True))


def told_later(rng: random.Random) -> tuple[Report, Report]:
    """The second report comes out days after, and names the day by its date."""
    what = writer.occurrence(rng, "a", _spot(rng))
    return _both(rng, what, Account(_toll(rng)), Account("exact"), delays=(None, rng.randint(2, 12)))


def round_ups(rng: random.Random) -> tuple[Report, Report]:
    """Each tells of three things; one or two of them are in both."""
    day = dt.date(2011, 6, 1) + dt.timedelta(rng.randrange(2500))
    all_of_them = [writer.occurrence(rng, key, _spot(rng), day=day) for key in "abcde"]
    shared = rng.randint(1, 2)
    one = [(o, Account(_toll(rng))) for o in all_of_them[:3]]
    other = [(o, Account(_toll(rng))) for o in [*all_of_them[:shared], *all_of_them[3 : 6 - shared]]]
    rng.shuffle(other)
    totals = [Writer(rng).total(day, "Homs")] if rng.random() < 0.5 else []
    return Writer(rng).report(one, more=totals), Writer(rng).report(other)


# --- pairs that look alike and are not -----------------------------------------------------------------------------


def _two(
    rng: random.Random, a: Occurrence, b: Occurrence, how: Account | None = None, other: Account | None = None
) -> tuple[Report, Report]:
    return (
        Writer(rng).report([(a, how or Account(_toll(rng)))], length=rng.randint(1, 4)),
        Writer(rng).report([(b, other or Account(_toll(rng)))], length=rng.randint(1, 4)),
    )


def other_day(rng: random.Random) -> tuple[Report, Report]:
    a = writer.occurrence(rng, "a", _spot(rng), day=dt.date(2012, 1, 1) + dt.timedelta(rng.randrange(2000)))
    later = a.day + dt.timedelta(rng.choice((2, 3, 5, 7, 9)))
    return _two(rng, a, writer.occurrence(rng, "b", a.spot, day=later, kind=_kind_on(a.kind, later, rng)))


def next_day(rng: random.Random) -> tuple[Report, Report]:
    a = writer.occurrence(rng, "a", _spot(rng))
    later = a.day + dt.timedelta(1)
    kind = _kind_on(a.kind, later, rng)
    return _two(
        rng, a, writer.occurrence(rng, "b", a.spot, day=later, kind=kind, killed=_unlike(rng, a.killed))
    )


def _kind_on(kind: str, day: dt.date, rng: random.Random) -> str:
    return kind if kind in writer.kinds_on(day) else rng.choice(writer.kinds_on(day))


def _unlike(rng: random.Random, killed: int) -> int:
    return killed + rng.randint(2, 30) if killed < 12 or rng.random() < 0.5 else max(1, killed // 3)


def other_town(rng: random.Random) -> tuple[Report, Report]:
    a = writer.occurrence(rng, "a", writer.town_spot(rng))
    spot = writer.town_spot(rng)
    while spot == a.spot:
        spot = writer.town_spot(rng)
    killed = a.killed if rng.random() < 0.3 else None
    return _two(rng, a, writer.occurrence(rng, "b", spot, day=a.day, kind=a.kind, killed=killed))


def other_kind(rng: random.Random) -> tuple[Report, Report]:
    """Same town, same day, told apart by what was done."""
    a = writer.occurrence(rng, "a", _spot(rng))
    kinds = [k for k in writer.kinds_on(a.day) if writer.family(k) != writer.family(a.kind)]
    if writer.family(a.kind) == "bombardment":
        kinds += [k for k in ("air strike", "shelling") if _sub(k) != _sub(a.kind)]
    return _two(
        rng,
        a,
        writer.occurrence(rng, "b", a.spot, day=a.day, kind=rng.choice(kinds), killed=_unlike(rng, a.killed)),
    )


def _sub(kind: str) -> str:
    return str(writer.words()["kinds"][kind]["sub"])


def other_part(rng: random.Random) -> tuple[Report, Report]:
    """Two acts of one kind on one day in two parts of a city, each report telling of one, or of both."""
    a = writer.occurrence(rng, "a", writer.city_spot(rng))
    b = writer.occurrence(
        rng, "b", writer.other_part(a.spot, rng), day=a.day, kind=a.kind, killed=_unlike(rng, a.killed)
    )
    if rng.random() < 0.5:
        return _two(rng, a, b, Account(_toll(rng)), Account(_toll(rng)))
    told = [(a, Account(_toll(rng))), (b, Account(_toll(rng)))]
    return Writer(rng).report(told), Writer(rng).report(told[::-1])


def one_name(rng: random.Random) -> tuple[Report, Report]:
    here, there = writer.namesakes(rng)
    a = writer.occurrence(rng, "a", here)
    return _two(rng, a, writer.occurrence(rng, "b", there, day=a.day, kind=a.kind))


def national_total(rng: random.Random) -> tuple[Report, Report]:
    """The second tells of something else, and gives the dead of the same day all over Syria."""
    a = writer.occurrence(rng, "a", _spot(rng))
    spot = _spot(rng)
    while spot.governorate == a.spot.governorate:
        spot = _spot(rng)
    b = writer.occurrence(rng, "b", spot, day=a.day)
    total = Writer(rng).total(a.day, a.spot.governorate)
    one = Writer(rng).report([(a, Account(_toll(rng)))])
    return one, Writer(rng).report([(b, Account(_toll(rng)))], more=[total])


def anniversary(rng: random.Random) -> tuple[Report, Report]:
    """The second recalls what happened on that day a year, or years, before."""
    a = writer.occurrence(rng, "a", _spot(rng), killed=rng.randint(8, 80))
    years = rng.choice((1, 1, 2))
    day = dt.date(a.day.year + years, a.day.month, min(a.day.day, 28))
    b = writer.occurrence(rng, "b", a.spot, day=day, kind=_kind_on(a.kind, day, rng))
    recalled = Writer(rng).history(a, b.day)
    one = Writer(rng).report([(a, Account(_toll(rng)))])
    return one, Writer(rng).report([(b, Account(_toll(rng)))], more=[recalled])


KINDS: Final[Mapping[str, tuple[int, Make]]] = {
    "two agencies": (10, two_agencies),
    "city and part": (6, city_and_part),
    "city only": (4, city_only),
    "rival tolls": (8, rival_tolls),
    "vague tolls": (4, vague_tolls),
    "wire copy": (6, wire_copy),
    "without commas": (5, without_commas),
    "general words": (4, general_words),
    "told later": (5, told_later),
    "round-ups": (8, round_ups),
    "other day": (6, other_day),
    "next day": (5, next_day),
    "other town": (6, other_town),
    "other kind": (6, other_kind),
    "other part": (6, other_part),
    "one name": (3, one_name),
    "national total": (4, national_total),
    "anniversary": (4, anniversary),
}
"""Kinds of pairs: how many in a hundred, and who writes them."""


def write(count: int, seed: int) -> list[Pair]:
    """The pairs of a seed; a longer list begins with the shorter one."""
    order = [name for name, (share, _) in KINDS.items() for _ in range(share)]
    random.Random(0).shuffle(order)
    made = []
    for number in range(count):
        kind = order[number % len(order)]
        made.append(Pair(kind, KINDS[kind][1](random.Random(f"{seed}/{number}"))))
    return made


# --- counting ------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """Pairs of tellings."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    unread: int = 0
    """Pairs of one occurrence of which one report gave no telling."""
    proposed: int = 0
    """Missed pairs that are proposed."""
    proposed_wrong: int = 0
    pairs: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, n) + getattr(other, n) for n in self.__dataclass_fields__))

    @property
    def precision(self) -> float:
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return _share(self.right, self.right + self.missed)

    @property
    def recall_from_text(self) -> float:
        return _share(self.right, self.right + self.missed + self.unread)

    @property
    def shown(self) -> float:
        """Share of the missed pairs that are proposed."""
        return _share(self.proposed, self.missed)

    def line(self, name: str) -> str:
        """One line for people."""
        return (
            f"{name:16} {self.pairs:5} pairs: joined {self.right:4} right, {self.wrong:3} wrong; missed "
            f"{self.missed:3}, of these proposed {self.proposed:3}; unread {self.unread:3}; proposed in error "
            f"{self.proposed_wrong:3}; precision {self.precision:.3f}, recall {self.recall:.3f}, from the text "
            f"{self.recall_from_text:.3f}"
        )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


@dataclass(frozen=True)
class Fault:
    """One pair of tellings judged wrongly, or an occurrence not read."""

    pair: Pair
    cause: str
    told: str


@dataclass
class Figures:
    """What a run comes to."""

    by_kind: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    faults: list[Fault] = field(default_factory=list)

    @property
    def total(self) -> Tally:
        return sum(self.by_kind.values(), Tally())

    @property
    def linking(self) -> tuple[float, float]:
        """Precision and recall with only those errors counted that linking itself makes."""
        causes = Counter(fault.cause for fault in self.faults)
        wrong = causes["linking: joined in error"]
        missed = sum(causes[c] for c in LINKING) - wrong
        right = self.total.right
        return _share(right, right + wrong), _share(right, right + missed)


@dataclass(frozen=True)
class _Told:
    telling: Telling
    key: str | None
    """What most of its sentences tell of."""
    keys: frozenset[str | None]
    """What any of them tells of."""
    truth: Occurrence | None


def measure(pipeline: Pipeline, pairs: Iterable[Pair]) -> Figures:
    """Read, group and link each pair, and count."""
    figures = Figures()
    for pair in pairs:
        tally, faults = _judge(pair, [_read(pipeline, report) for report in pair.reports])
        figures.by_kind[pair.kind] += tally
        figures.faults += faults
    return figures


def _read(pipeline: Pipeline, report: Report) -> list[_Told]:
    result = pipeline.process(report.document)
    return [_told(Telling(group, report.document.published), report) for group in groups_of(result)]


def _told(telling: Telling, report: Report) -> _Told:
    keys = Counter(_key_at(report, claim.start or 0) for claim in telling.group.claims)
    key, _ = keys.most_common(1)[0]
    return _Told(telling, key, frozenset(keys), report.told.get(key or ""))


def _key_at(report: Report, offset: int) -> str | None:
    return next((key for start, end, key in report.spans if start <= offset < end), None)


def linked(pair: Pair, tellings: Sequence[Telling]) -> Linked:
    """The tellings of two reports, linked as the store links them."""
    documents = [report.document for report in pair.reports]
    return link.link(tellings, _copies(documents))


def _copies(documents: Sequence[Document]) -> set[tuple[str, str]]:
    one, other = sorted(documents, key=lambda d: d.id)
    sketches = copies.signature(one.text), copies.signature(other.text)
    near = set(copies.bands(sketches[0])) & set(copies.bands(sketches[1]))
    return {(one.id, other.id)} if near and copies.alike(*sketches) else set()


def _judge(pair: Pair, read: Sequence[Sequence[_Told]]) -> tuple[Tally, list[Fault]]:
    found = linked(pair, [t.telling for side in read for t in side])
    home = {claim.id: number for number, g in enumerate(found.groups) for claim in g.claims}
    offered = {frozenset((home[e.left], home[e.right])) for e in found.proposals}
    tally, faults = Tally(pairs=1), []
    for a in read[0]:
        for b in read[1]:
            one, other = home[a.telling.id], home[b.telling.id]
            together, same = one == other, a.key is not None and a.key == b.key
            shown = frozenset((one, other)) in offered
            tally += Tally(
                right=together and same,
                wrong=together and not same,
                missed=same and not together,
                proposed=same and not together and shown,
                proposed_wrong=not same and not together and shown,
            )
            if together is not same:
                faults.append(_fault(pair, a, b, read, together=together, shown=shown))
    for key in sorted(pair.reports[0].told.keys() & pair.reports[1].told.keys()):
        absent = [n for n, side in enumerate(read) if all(t.key != key for t in side)]
        if absent:
            tally += Tally(unread=1)
            swallowed = any(key in t.keys for t in read[absent[0]])
            text = pair.reports[absent[0]].document.text.split("\n\n")
            faults.append(Fault(pair, MIXED if swallowed else UNREAD, " / ".join(text[:3])[:330]))
    return tally, faults


MIXED: Final = "within a report: two occurrences in one telling"
TWICE: Final = "within a report: one occurrence in two tellings"
UNREAD: Final = "extraction: not read"
LINKING: Final = frozenset({"linking: joined in error", "linking: only proposed", "linking: kept apart"})


def _fault(
    pair: Pair, a: _Told, b: _Told, read: Sequence[Sequence[_Told]], *, together: bool, shown: bool
) -> Fault:
    """An error with its cause: the first of reading, grouping within a report, and linking that went wrong."""
    misread = next((found for told in (a, b) if (found := _misread(told))), None)
    twice = any(sum(t.key == told.key for t in side) > 1 for told, side in zip((a, b), read, strict=True))
    if len(a.keys) > 1 or len(b.keys) > 1:
        cause = MIXED
    elif None in (a.key, b.key):
        cause = "extraction: a total taken for an incident"
    elif not together and twice:
        cause = TWICE
    elif misread:
        cause = misread
    elif together:
        cause = "linking: joined in error"
    else:
        cause = "linking: only proposed" if shown else "linking: kept apart"
    return Fault(pair, cause, f"\n      {_describe(a.telling)}\n      {_describe(b.telling)}")


def _misread(told: _Told) -> str | None:
    """What the reading of a telling got wrong of what identifies the occurrence."""
    if told.truth is None:
        return None
    days, place = told.telling.days, told.telling.place
    if place.governorate is not None and place.governorate.value != told.truth.spot.governorate:
        return "extraction: place"
    if days is None or not days[0] <= told.truth.day.toordinal() <= days[1]:
        return "extraction: day"
    kind = writer.words()["kinds"][told.truth.kind]
    fitting = {kind["sub"], *GENERAL}
    return None if fitting & {k.value for k in told.telling.kinds} else "extraction: kind"


def _describe(t: Telling) -> str:
    days = [str(dt.date.fromordinal(d)) for d in t.days] if t.days else ["undated"]
    kinds = ", ".join(sorted(t.kinds))
    killed = ", ".join(f"{c.low}-{c.high}" for c in t.killed)
    first = " ".join((t.group.claims[0].quote or "").split())[:160]
    return f"{t.place.name} ({t.place.precision}), {' to '.join(dict.fromkeys(days))}, {kinds}, [{killed}]: {first}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks pairs", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument(
        "--errors", type=int, nargs="?", const=10, default=0, help="list so many of each cause"
    )
    parser.add_argument("--kind", choices=sorted(KINDS), help="only pairs of this kind")
    options = parser.parse_args(arguments)
    pairs = [p for p in write(options.pairs, options.seed) if options.kind in (None, p.kind)]
    figures = measure(Pipeline.create(shipped_places_only=True), pairs)
    for name in KINDS:
        if name in figures.by_kind:
            print(figures.by_kind[name].line(name))
    print(figures.total.line(f"all, seed {options.seed}"))
    precision, recall = figures.linking
    print(
        f"errors of linking alone: precision {precision:.3f}, recall {recall:.3f}; missed pairs proposed "
        f"{figures.total.shown:.3f}; errors by cause:"
    )
    causes = Counter(fault.cause for fault in figures.faults)
    for cause, count in causes.most_common():
        print(f"{count:4} {cause}")
        if options.errors:
            for fault in [f for f in figures.faults if f.cause == cause][: options.errors]:
                print(f"   {fault.pair.kind}: {fault.told}")
    return 0
