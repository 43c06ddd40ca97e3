"""Writes made-up news reports of made-up incidents, sentence by sentence knowing what each tells of.

The words are in ``report_words.yaml``: leads, details, tolls, blame, totals, history and background as agencies write
them. What varies from report to report of one incident is what varies in the world: agency, source, figure, spelling,
how fine the place is named, how the day is told, and whether the commas got lost.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from incidents.model import Document

WORDS: Final = Path(__file__).with_name("report_words.yaml")
LOW: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@cache
def words() -> dict[str, Any]:
    """The lists of words."""
    found: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Spot:
    """Where something happens: a town, or a part of a city."""

    spellings: tuple[str, ...]
    governorate: str
    part: str | None = None
    ambiguous: bool = False
    """Whether its name needs the governorate beside it."""


@dataclass(frozen=True)
class Occurrence:
    """What happened."""

    key: str
    spot: Spot
    day: dt.date
    kind: str
    killed: int
    wounded: int


@dataclass(frozen=True)
class Account:
    """How a report tells of an occurrence."""

    toll: str = "exact"
    """``exact``, ``least`` ("at least 12"), ``vague`` ("dozens"), ``rival`` (another source's figure beside it)."""
    fine: bool = True
    """Whether the part of the city is named, not the city alone."""
    general: bool = False
    """Told in words that leave open what it was: "an attack", "a bombing"."""


@dataclass(frozen=True)
class Report:
    """A report with what each of its sentences tells of."""

    document: Document
    spans: tuple[tuple[int, int, str | None], ...]
    """Start, end, and the key of the occurrence told of; None for totals and background."""
    told: Mapping[str, Occurrence]
    """What it tells of, by key; what it only recalls is not among it."""


Sentence = tuple[str, str | None]


@dataclass
class Writer:
    """Writes reports; the same generator gives the same ones."""

    rng: random.Random
    commas: bool = True
    _said: set[str] = field(default_factory=set)

    def report(
        self,
        told: Sequence[tuple[Occurrence, Account]],
        *,
        delay: int | None = None,
        more: Sequence[Sentence] = (),
        length: int = 3,
    ) -> Report:
        """Write one report.

        Parameters
        ----------
        told : sequence of tuple
            What it tells of and how; the first is its subject.
        delay : int, optional
            Days between the first occurrence and publication; by default the same day or the next.
        more : sequence of tuple
            Sentences that tell of none of them, each with the key of what it recalls, or None.
        length : int
            Sentences of detail.
        """
        self._said = set()
        main = told[0][0]
        published = main.day + dt.timedelta(self.rng.choice((0, 0, 1)) if delay is None else delay)
        agency = self.rng.choice(words()["agencies"])
        dateline = agency["dateline"].format(date=_month_day(published))
        paragraphs: list[list[Sentence]] = []
        # A headline is of the day's news; a report that comes back to something old has another one.
        if self.rng.random() < 0.8 and (published - main.day).days < 2:
            paragraphs.append([(self._headline(*told[0]), main.key)])
        lead = self._lead(*told[0], published)
        paragraphs.append([(dateline + lead, main.key)])
        paragraphs += self._body(told[0][0], told[0][1], length)
        paragraphs += [[(self._further(o, a, published), o.key)] for o, a in told[1:]]
        paragraphs += [[sentence] for sentence in more]
        paragraphs.append([(self._fill(self._pick("background")), None)])
        known = {o.key: o for o, _ in told}
        return assemble(paragraphs, published, agency["name"], known, commas=self.commas)

    # --- sentences ---

    def _headline(self, what: Occurrence, how: Account) -> str:
        form = self.rng.choice(words()["kinds"][what.kind]["headlines"])
        return _capital(form.format(city=what.spot.spellings[0], n=self._bare(what.killed, how)))

    def _lead(self, what: Occurrence, how: Account, published: dt.date) -> str:
        return _capital(self._told(self._pick("leads"), what, how, published))

    def _further(self, what: Occurrence, how: Account, published: dt.date) -> str:
        return _capital(self._told(self._pick("further"), what, how, published))

    def history(self, what: Occurrence, published: dt.date) -> Sentence:
        """A sentence that recalls what happened long before."""
        told = self._told(self._pick("history"), what, Account(), published)
        return _capital(told.replace("{on_date}", _full_date(what.day))), what.key

    def total(self, day: dt.date, governorate: str) -> Sentence:
        """A sentence that gives the dead of a day all over the country."""
        count = self.rng.randint(40, 180)
        form = str(self._pick("totals"))
        some, weekday = self.rng.randint(5, 30), DAYS[day.weekday()]
        return form.format(total=count, some=some, weekday=weekday, governorate=governorate), None

    def _body(self, what: Occurrence, how: Account, length: int) -> list[list[Sentence]]:
        kind = words()["kinds"][what.kind]
        sentences: list[str] = []
        if how.toll == "rival":
            sentences.append(self._again("rival_toll", what, _rival(self.rng, what.killed)))
        elif self.rng.random() < 0.4 and how.toll != "vague":
            sentences.append(self._again("same_toll", what, what.killed))
        for _ in range(max(0, length - len(sentences) - 1)):
            sentences.append(self._again("details", what, what.killed))
        blame = self.rng.choice(words()["blames"][kind["doer"]])
        sentences.append(self._fill(blame, what))
        sentences = list(dict.fromkeys(sentences))
        split = self.rng.randint(1, len(sentences))
        return [[(s, what.key) for s in part] for part in (sentences[:split], sentences[split:]) if part]

    def _again(self, of: str, what: Occurrence, figure: int) -> str:
        form = self._pick(of).replace("{bare}", _spelled(figure)).replace("{other}", _spelled(figure))
        if figure == 1:
            form = form.replace("people were", "person was").replace("people", "person")
        return self._fill(form, what)

    def _fill(self, form: str, what: Occurrence | None = None) -> str:
        values: dict[str, Any] = {"many": self.rng.choice(("9,000", "60,000", "100,000", "250,000"))}
        if what is not None:
            kind = words()["kinds"][what.kind]
            who = self._who(kind)
            values |= {"back": self.rng.choice(kind["back"]), "who": who, "Who": _capital(who)}
        return _capital(form.format(**values))

    def _told(self, form: str, what: Occurrence, how: Account, published: dt.date) -> str:
        kind = words()["kinds"][what.kind]
        at, inside = self._place(what.spot, how)
        acts, nouns = (_GENERAL_ACTS, _GENERAL_NOUNS) if how.general else (kind["acts"], kind["nouns"])
        act = self.rng.choice(acts).replace("{at}", at).replace("{in}", inside)
        noun = self.rng.choice(nouns).replace("{at}", at).replace("{in}", inside)
        who = self._who(kind)
        killed = self._people(what.killed, how)
        if what.killed == 1:
            form = form.replace("were killed", "was killed", 1)
        return form.format(
            act=act,
            Act=_capital(act),
            noun=noun,
            Noun=_capital(noun),
            when=self._when(what.day, published),
            killed=killed,
            Killed=_capital(killed),
            bare=self._bare(what.killed, how),
            wounded=self._people(what.wounded, Account()).replace(" people", " others"),
            wounded_bare=_spelled(what.wounded),
            who=who,
            Who=_capital(who),
            on_date="{on_date}",
        )

    # --- parts of sentences ---

    def _pick(self, of: str) -> str:
        """One of several forms, none twice in a report while others are left."""
        forms = words()[of]
        fresh = [f for f in forms if f not in self._said] or forms
        chosen = str(self.rng.choice(fresh))
        self._said.add(chosen)
        return chosen

    def _who(self, kind: dict[str, Any]) -> str:
        return str(self.rng.choice(words()["sources"][self.rng.choice(kind["said_by"])]))

    def _place(self, spot: Spot, how: Account) -> tuple[str, str]:
        city = self.rng.choice(spot.spellings)
        if spot.part is not None and how.fine:
            at = self.rng.choice(
                (
                    f"the {city} neighbourhood of {spot.part}",
                    f"the {spot.part} district of {city}",
                    f"{spot.part}, a neighbourhood of {city},",
                    f"the {spot.part} neighbourhood in {city}",
                )
            )
            return at, f"in {at}"
        forms = [f"{city} in {spot.governorate} province", f"the town of {city} in {spot.governorate}"]
        if not spot.ambiguous:
            forms += [city, f"the {'city' if spot.part else 'town'} of {city}", city]
        if spot.part is not None:
            forms = [city, f"the city of {city}", f"the city of {city}"]
        at = self.rng.choice(forms)
        return at, f"in {at}"

    def _when(self, day: dt.date, published: dt.date) -> str:
        weekday, date = DAYS[day.weekday()], _month_day(day)
        days = (published - day).days
        if days > 6:
            return f"on {date}"
        near = [
            f"on {weekday}",
            f"on {weekday}",
            f"on {weekday}, {date},",
            f"early on {weekday}",
            f"on {date}",
        ]
        if days == 0:
            near += ["earlier in the day", f"on {weekday} morning"]
        if days == 1:
            near += [f"late on {weekday}", f"on {weekday} evening"]
        return self.rng.choice(near)

    def _people(self, count: int, how: Account) -> str:
        noun = "person" if count == 1 else self.rng.choice(("people", "people", "civilians"))
        bare = self._bare(count, how)
        return f"{bare} of {noun}" if bare == "dozens" else f"{bare} {noun}"

    def _bare(self, count: int, how: Account) -> str:
        if how.toll == "vague" and count >= 15:
            return "dozens"
        if how.toll == "least":
            return f"at least {_spelled(count)}"
        return _spelled(count)


_GENERAL_ACTS: Final = ("an attack struck {at}", "an explosion shook {at}", "a bombing hit {at}")
_GENERAL_NOUNS: Final = ("an attack on {at}", "an explosion {in}", "a bombing {in}")


def _spelled(count: int) -> str:
    return LOW[count] if count < 10 else str(count)


def _rival(rng: random.Random, killed: int) -> int:
    """What another source makes of a toll: half as many to twice as many."""
    other = max(1, round(killed * rng.choice((0.6, 0.75, 1.3, 1.6))))
    return other if other != killed else killed + 1


def _month_day(day: dt.date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}"


def _full_date(day: dt.date) -> str:
    return f"on {day.day} {MONTHS[day.month - 1]} {day.year}"


def _capital(text: str) -> str:
    """With a capital, and no figure, at its head, as agencies write a sentence."""
    figure, _, rest = text.partition(" ")
    if figure.isdecimal() and int(figure) < 100:
        text = f"{_in_words(int(figure))} {rest}"
    return text[:1].upper() + text[1:]


def _in_words(count: int) -> str:
    if count < len(LOW):
        return LOW[count]
    tens, ones = divmod(count, 10)
    return TENS[tens - 2] + (f"-{LOW[ones]}" if ones else "")


def assemble(
    paragraphs: Sequence[Sequence[Sentence]],
    published: dt.date,
    publisher: str,
    told: Mapping[str, Occurrence],
    *,
    commas: bool = True,
) -> Report:
    """Make a report of its sentences."""
    text, spans = "", []
    for number, paragraph in enumerate(paragraphs):
        text += "\n\n" if number else ""
        for place, (sentence, key) in enumerate(paragraph):
            bare = sentence.replace(",,", ",").replace(",.", ".")
            bare = bare if commas else bare.replace(",", "")
            text += " " if place else ""
            spans.append((len(text), len(text) + len(bare), key))
            text += bare
    return Report(Document.create(text, publisher=publisher, published=published), tuple(spans), told)


def copy_of(report: Report, rng: random.Random, publisher: str = "A Local Paper") -> Report:
    """The report as another paper prints it: cut from below, a sentence left out, a few words changed."""
    text = report.document.text
    sentences = [(text[start:end], key) for start, end, key in report.spans]
    kept = sentences[: max(4, len(sentences) - rng.randint(1, 3))]
    if len(kept) > 5 and rng.random() < 0.5:
        kept.pop(rng.randint(3, len(kept) - 1))
    changes = rng.sample(words()["retouches"], 2)
    paragraphs = []
    for sentence, key in kept:
        for old, new in changes:
            sentence = sentence.replace(old, new)
        paragraphs.append([(sentence, key)])
    published = report.document.published or dt.date(2012, 1, 1)
    published += dt.timedelta(rng.choice((0, 0, 1)))
    left = {key: report.told[key] for _, key in kept if key in report.told}
    return assemble(paragraphs, published, publisher, left)


# --- what happened -----------------------------------------------------------------------------------------------


def city_spot(rng: random.Random) -> Spot:
    """A part of a city."""
    city = rng.choice(words()["cities"])
    return Spot(tuple(city["spellings"]), city["governorate"], rng.choice(city["parts"]))


def town_spot(rng: random.Random) -> Spot:
    """A town."""
    town = rng.choice(words()["towns"])
    return Spot(tuple(town["spellings"]), town["governorate"])


def namesakes(rng: random.Random) -> tuple[Spot, Spot]:
    """Two places of one name."""
    name = rng.choice(words()["namesakes"])
    one, other = name["in"]
    return Spot((name["name"],), one, ambiguous=True), Spot((name["name"],), other, ambiguous=True)


def other_part(spot: Spot, rng: random.Random) -> Spot:
    """Another part of the same city."""
    city = next(c for c in words()["cities"] if c["governorate"] == spot.governorate)
    return replace(spot, part=rng.choice([p for p in city["parts"] if p != spot.part]))


def occurrence(rng: random.Random, key: str, spot: Spot, **given: Any) -> Occurrence:
    """Something that happened at a spot, on any day of the war that its kind fits."""
    day = given.pop("day", None) or dt.date(2011, 5, 1) + dt.timedelta(rng.randrange(2600))
    kind = given.pop("kind", None) or rng.choice(kinds_on(day))
    killed = given.pop("killed", None) or min(90, 1 + int(rng.expovariate(1 / 11)))
    wounded = given.pop("wounded", None) or killed + rng.randint(1, 20)
    return Occurrence(key, spot, day, kind, killed, wounded)


def kinds_on(day: dt.date) -> list[str]:
    """The kinds of event that occurred at that time of the war."""
    return [
        name
        for name, kind in words()["kinds"].items()
        if kind.get("since", dt.date.min) <= day <= kind.get("until", dt.date.max)
    ]


def family(kind: str) -> str:
    """Kinds of one family can be taken for one another."""
    return str(words()["kinds"][kind]["family"])
