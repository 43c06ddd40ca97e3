"""How well incidents agree with an article set in which people annotated every incident.

A predicted incident may be paired with an annotated one when its place, its days and its type agree with it
(:func:`compatible`). Pairs are one to one: first as many required incidents as possible find a partner, then partners
are exchanged while the casualty figures agree better. A prediction that fits only an incident marked optional counts
neither for nor against.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gazetteer.distance import distance_km
from incidents.errors import InputError

Record = Mapping[str, Any]
Grid = npt.NDArray[Any]

DAYS_APART: Final = 1
"""How far the two date ranges may lie from each other."""
DAYS_LONGER: Final = 3
"""How much longer than the annotated range a predicted one may be."""
HIGH_SLACK: Final = 1.25
"""How far above the annotated range an upper bound may lie, as a factor."""
SILENCE_AGREES: Final = 0.25
"""What it is worth that neither gives a figure, beside 1 for a right figure."""
_QUOTED: Final = 160
"""Characters of a quote that an error is shown with."""

COUNTS: Final = ("killed", "wounded")
SLOTS: Final = ("incident", "place", "dates", "event_type", "killed", "wounded", "actors")


# --- does one prediction fit one annotation? --------------------------------------------------------------------


def _place_agrees(gold: Record, predicted: Record) -> bool:
    lat, lon = predicted.get("lat"), predicted.get("lon")
    if lat is None or lon is None:
        return False
    accepted = [tuple(point) for point in gold.get("alternates") or ()]
    precisions = gold.get("precisions")
    if not precisions or predicted.get("precision") in precisions:
        accepted.append((gold["lat"], gold["lon"], gold["km"]))
    return any(distance_km(at_lat, at_lon, lat, lon) <= within for at_lat, at_lon, within in accepted)


def _day(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _dates_agree(gold: Record, predicted: Record) -> bool:
    first, last = _day(gold["date_start"]), _day(gold["date_end"])
    start = _day(predicted.get("date_start"))
    end = _day(predicted.get("date_end")) or start
    if first is None or last is None or start is None or end is None:
        return False
    gap = max((start - last).days, (first - end).days)
    return gap <= DAYS_APART and (end - start).days <= (last - first).days + DAYS_LONGER


def compatible(gold: Record, predicted: Record) -> bool:
    """Whether a prediction may stand for an annotated incident.

    Its point lies within the annotated distance, with one of the precisions asked for (or near an alternate point);
    the date ranges come within a day of each other and the predicted one is at most three days longer; its event type
    is among those accepted.
    """
    return (
        predicted.get("event_type") in gold["event_types"]
        and _dates_agree(gold, predicted)
        and _place_agrees(gold, predicted)
    )


def count_right(wanted: Sequence[float], low: float | None, high: float | None) -> bool:
    """Whether a count agrees: its low end in the annotated range, its high end, if any, at most a quarter above."""
    if low is None:
        return False
    lowest, highest = wanted
    return lowest <= low <= highest and (high is None or high <= HIGH_SLACK * highest)


def _agreement(gold: Record, predicted: Record) -> float:
    total = 0.0
    for name in COUNTS:
        low, high = predicted.get(f"{name}_low"), predicted.get(f"{name}_high")
        if gold.get(name) is not None:
            total += count_right(gold[name], low, high)
        elif low is None:
            total += SILENCE_AGREES
    return total


# --- pairing ----------------------------------------------------------------------------------------------------


def pair(gold: Sequence[Record], predicted: Sequence[Record]) -> tuple[dict[int, int], Grid]:
    """Pair annotated with predicted incidents, one to one.

    Returns
    -------
    dict
        Number of the annotated incident -> number of its prediction.
    numpy.ndarray of bool, shape (annotated, predicted)
        Which pairs are allowed.
    """
    shape = (len(gold), len(predicted))
    allowed = np.zeros(shape, dtype=bool)
    worth = np.zeros(shape)
    for row, wanted in enumerate(gold):
        for column, made in enumerate(predicted):
            allowed[row, column] = compatible(wanted, made)
            worth[row, column] = _agreement(wanted, made)
    required = [row for row, wanted in enumerate(gold) if not wanted.get("optional")]
    optional = [row for row, wanted in enumerate(gold) if wanted.get("optional")]
    partner = _most_pairs([*required, *optional], allowed, worth)
    while _exchange(partner, allowed, worth) | _move(partner, allowed, worth):
        pass
    return partner, allowed


def _most_pairs(order: Sequence[int], allowed: Grid, worth: Grid) -> dict[int, int]:
    """As many pairs as possible, earlier rows first: augmenting paths, the best-agreeing partner tried first."""
    taken: dict[int, int] = {}

    def settle(row: int, tried: set[int]) -> bool:
        choices = [int(column) for column in np.argsort(-worth[row], kind="stable") if allowed[row, column]]
        for column in choices:
            if column in tried:
                continue
            tried.add(column)
            if column not in taken or settle(taken[column], tried):
                taken[column] = row
                return True
        return False

    for row in order:
        settle(row, set())
    return {row: column for column, row in taken.items()}


_GAIN: Final = 1e-9  # below it a gain is rounding


def _exchange(partner: dict[int, int], allowed: Grid, worth: Grid) -> bool:
    """Let two rows swap partners where that agrees better; says whether any did."""
    changed = False
    for one, other in combinations(list(partner), 2):
        mine, theirs = partner[one], partner[other]
        if not (allowed[one, theirs] and allowed[other, mine]):
            continue
        if worth[one, theirs] + worth[other, mine] > worth[one, mine] + worth[other, theirs] + _GAIN:
            partner[one], partner[other] = theirs, mine
            changed = True
    return changed


def _move(partner: dict[int, int], allowed: Grid, worth: Grid) -> bool:
    """Let a row take a free prediction that agrees better; says whether any did."""
    changed = False
    for row in list(partner):
        for column in range(allowed.shape[1]):
            better = worth[row, column] > worth[row, partner[row]] + _GAIN
            if better and allowed[row, column] and column not in partner.values():
                partner[row] = column
                changed = True
    return changed


# --- figures ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """Counts for a precision and a recall."""

    right: int = 0
    predicted: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.predicted or 1)

    @property
    def recall(self) -> float:
        return self.right / (self.wanted or 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.predicted + self.wanted or 1)


@dataclass(slots=True)
class Figures:
    """What an evaluation found, over all documents."""

    incidents: Tally = field(default_factory=Tally)
    counts: dict[str, Tally] = field(default_factory=dict)
    """By "killed" and "wounded": how many of the annotated figures of matched incidents are right."""
    perpetrators: Tally = field(default_factory=Tally)
    contested: Tally = field(default_factory=Tally)
    bands: dict[tuple[str, str], Tally] = field(default_factory=dict)
    """By slot ("incident" for the whole) and band: how often what was read was right."""
    errors: list[str] = field(default_factory=list)

    def note_band(self, slot: str, band: str | None, right: bool) -> None:
        """Count one slot of that band as right or wrong; without a band nothing is counted."""
        if band is not None:
            tally = self.bands.setdefault((slot, band), Tally())
            tally.predicted += 1
            tally.right += right

    def band_lines(self) -> list[str]:
        """How often each band was right, one line a slot."""
        lines = []
        for slot in SLOTS:
            shares = [
                f"{band} {tally.right}/{tally.predicted} = {tally.precision:.2f}"
                for band in ("high", "medium", "low")
                if (tally := self.bands.get((slot, band))) is not None
            ]
            if shares:
                lines.append(f"right by confidence, {slot:12} {', '.join(shares)}")
        return lines

    def lines(self) -> list[str]:
        """The figures, ready to print."""
        parts = [
            f"{name} {tally.right}/{tally.wanted}={tally.right / tally.wanted:.2f}"
            for name, tally in self.counts.items()
        ]
        for name, tally in (("perpetrator", self.perpetrators), ("contested", self.contested)):
            parts.append(
                f"{name} F1={tally.f1:.2f} (right {tally.right}, predicted {tally.predicted}, gold {tally.wanted})"
            )
        found = self.incidents
        return [
            "of matched: " + ", ".join(parts),
            f"incidents: gold={found.wanted} matched={found.right} spurious={found.predicted - found.right} "
            f"precision={found.precision:.3f} recall={found.recall:.3f} F1={found.f1:.3f}",
        ]


def score(
    annotated: Iterable[Record],
    predictions: Mapping[str, Sequence[Record]],
    off_map: Mapping[str, Sequence[Record]] | None = None,
) -> Figures:
    """Compare predictions with annotated documents.

    Parameters
    ----------
    annotated
        ``{doc_id, incidents: [{place, lat, lon, km, precisions?, alternates?, date_start, date_end, event_types,
        killed, wounded, perpetrators, contested, optional?}]}``.
    predictions
        By ``doc_id``, incidents as :func:`incidents.exchange.extract_json.document_record` gives them.
    off_map
        By ``doc_id``, the statements that it lists as not mapped: they explain what was missed.
    """
    figures = Figures()
    for document in annotated:
        name = document["doc_id"]
        _score_document(figures, document, predictions.get(name, ()), (off_map or {}).get(name, ()))
    return figures


def _score_document(
    figures: Figures, document: Record, predicted: Sequence[Record], off_map: Sequence[Record]
) -> None:
    gold, name = document["incidents"], document["doc_id"]
    partner, allowed = pair(gold, predicted)
    for row, wanted in enumerate(gold):
        if wanted.get("optional"):
            continue
        figures.incidents.wanted += 1
        if row not in partner:
            why = _why_missed(wanted, predicted, off_map)
            figures.errors.append(f"missed {name}: {_describe_gold(wanted)}; {why}")
            continue
        figures.incidents.right += 1
        figures.incidents.predicted += 1
        _score_pair(figures, name, wanted, predicted[partner[row]])
    _judge_bands(figures, gold, predicted, partner)
    used = set(partner.values())
    optional = [row for row, wanted in enumerate(gold) if wanted.get("optional")]
    for column, made in enumerate(predicted):
        if column not in used and not any(allowed[row, column] for row in optional):
            figures.incidents.predicted += 1
            figures.errors.append(f"spurious {name}: {_describe_predicted(made)}")


def _judge_bands(
    figures: Figures, gold: Sequence[Record], predicted: Sequence[Record], partner: Mapping[int, int]
) -> None:
    """Count how often each band was right, in an incident as a whole and in its slots.

    Place, days and kind are judged among the predictions that agree with an annotated incident on the two others;
    numbers and culprits among the pairs: one that the annotation does not give is wrong.
    """
    owner = {column: row for row, column in partner.items()}
    for column, made in enumerate(predicted):
        bands = made.get("slot_confidence") or {}
        figures.note_band(
            "incident", made.get("confidence"), any(compatible(wanted, made) for wanted in gold)
        )
        agreed = [
            {
                "place": _place_agrees(wanted, made),
                "dates": _dates_agree(wanted, made),
                "event_type": made.get("event_type") in wanted["event_types"],
            }
            for wanted in gold
        ]
        for slot in ("place", "dates", "event_type"):
            judged = [a for a in agreed if all(ok for other, ok in a.items() if other != slot)]
            if judged:
                figures.note_band(slot, bands.get(slot), any(a[slot] for a in judged))
        if column in owner:
            _judge_numbers(figures, gold[owner[column]], made, bands)


def _judge_numbers(figures: Figures, wanted: Record, made: Record, bands: Mapping[str, str]) -> None:
    for name in COUNTS:
        expected, low = wanted.get(name), made.get(f"{name}_low")
        if low is not None:
            right = expected is not None and count_right(expected, low, made.get(f"{name}_high"))
            figures.note_band(name, bands.get(name), right)
    said = set(made.get("perpetrators") or ())
    if said:
        figures.note_band("actors", bands.get("actors"), said <= set(wanted["perpetrators"]))


def _score_pair(figures: Figures, name: str, wanted: Record, made: Record) -> None:
    for count in COUNTS:
        if wanted.get(count) is None:
            continue
        low, high = made.get(f"{count}_low"), made.get(f"{count}_high")
        right = count_right(wanted[count], low, high)
        tally = figures.counts.setdefault(count, Tally())
        tally.wanted += 1
        tally.right += right
        if not right:
            figures.errors.append(
                f"{count} {name}: {wanted.get('place')}: {wanted[count]}, got {low} to {high}"
            )
    blamed, said = set(wanted["perpetrators"]), set(made.get("perpetrators") or ())
    figures.perpetrators.right += len(blamed & said)
    figures.perpetrators.predicted += len(said)
    figures.perpetrators.wanted += len(blamed)
    disputed, flagged = bool(wanted["contested"]), bool(made.get("contested"))
    figures.contested.right += disputed and flagged
    figures.contested.predicted += flagged
    figures.contested.wanted += disputed
    if blamed != said or disputed != flagged:
        figures.errors.append(
            f"blame {name}: {wanted.get('place')}: {sorted(blamed)} contested={disputed}, "
            f"got {sorted(said)} contested={flagged}"
        )


def _why_missed(wanted: Record, predicted: Sequence[Record], off_map: Sequence[Record]) -> str:
    """What comes nearest to an annotated incident that no prediction fits, and in what it differs."""
    stems = {word.lower() for word in re.findall(r"[^\W\d]{4,}", str(wanted.get("place")))}
    kept_off = [s for s in off_map if any(stem in str(s.get("quote")).lower() for stem in stems)]
    faults = [(_faults(wanted, made), made) for made in predicted]
    least, nearest = min(faults, key=lambda pair: len(pair[0]), default=([], None))
    if nearest is not None and len(least) == 1:
        return f"nearest, but for its {least[0]}: {_describe_predicted(nearest)}"
    if kept_off:
        quote = " ".join(str(kept_off[0].get("quote")).split())[:_QUOTED]
        return f"off the map ({kept_off[0].get('reason')}): {quote}"
    return "nothing like it" if nearest is None or not least else f"nearest differs in {', '.join(least)}"


def _faults(wanted: Record, made: Record) -> list[str]:
    """In what a prediction differs; nothing when it fits, but for another annotated incident."""
    found = []
    if not _place_agrees(wanted, made):
        found.append("place")
    if not _dates_agree(wanted, made):
        found.append("days")
    if made.get("event_type") not in wanted["event_types"]:
        found.append("kind")
    return found


def _describe_gold(wanted: Record) -> str:
    kinds = "/".join(wanted["event_types"])
    days = f"{wanted['date_start']} to {wanted['date_end']}"
    return f"{wanted.get('place')}, {days}, {kinds}, killed {wanted.get('killed')}"


def _describe_predicted(made: Record) -> str:
    quotes = [claim.get("quote") for claim in made.get("claims") or ()]
    words = f": {' '.join(str(quotes[0]).split())[:_QUOTED]}" if quotes else ""
    days = f"{made.get('date_start')} to {made.get('date_end')}"
    return f"{made.get('place')}, {days}, {made.get('event_type')}, killed {made.get('killed_low')}{words}"


# --- article sets -----------------------------------------------------------------------------------------------


def read_gold(path: str | Path) -> list[dict[str, Any]]:
    """The documents of an annotated article set.

    Raises
    ------
    InputError
        The file is none.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}): give an annotated .jsonl file."
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text: give an annotated .jsonl file.") from error
    return list(_documents(Path(path).name, lines))


_KEYS: Final = ("lat", "lon", "km", "date_start", "date_end", "event_types", "perpetrators", "contested")


def _documents(name: str, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            complete = isinstance(row["text"], str) and all(
                key in i for i in row["incidents"] for key in _KEYS
            )
            row["doc_id"] = str(row["doc_id"])
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{name} line {number} is no annotated report with doc_id, text and incidents."
            ) from error
        if not complete:
            raise InputError(f"{name} line {number}: an annotated incident lacks one of {', '.join(_KEYS)}.")
        yield row


def evaluate(gold: Sequence[Record], predict: Callable[[Record], Record]) -> Figures:
    """Score what `predict` makes of each annotated document's text.

    `predict` gives the record of ``incidents extract``: its ``incidents`` and what is ``not_mapped``.
    """
    made = {document["doc_id"]: predict(document) for document in gold}
    incidents = {name: record["incidents"] for name, record in made.items()}
    return score(gold, incidents, {name: record["not_mapped"] for name, record in made.items()})
