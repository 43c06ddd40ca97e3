"""Place phrases looked up in the gazetteer, in the words of the data model."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gazetteer.places import Context, PlaceKind, PrecisionName, Resolution
from incidents.extract.mentions import PlacePhrase
from incidents.extract.protocol import Places
from incidents.model import Governorate, PlaceCandidate, Precision, ResolvedPlace

OUTSKIRTS_KM: Final = 8.0
"""How far around a town "near" it reaches, beyond the town's own radius."""

_AREA_PRECISION: Final[dict[PlaceKind, PrecisionName]] = {
    PlaceKind.SUBDISTRICT: "subdistrict",
    PlaceKind.DISTRICT: "district",
    PlaceKind.GOVERNORATE: "governorate",
}
_SPOTS: Final = frozenset({Precision.SETTLEMENT, Precision.SITE, Precision.NEIGHBOURHOOD})
_CANDIDATES: Final = 5


def resolve_phrase(
    phrase: PlacePhrase, places: Places, *, city: str | None, others: tuple[str, ...]
) -> ResolvedPlace:
    """Look a place phrase up.

    Parameters
    ----------
    phrase : PlacePhrase
    places : Places
    city : str or None
        The city spoken of before: neighbourhoods are looked up inside it first.
    others : tuple of str
        Ids of the report's other places.
    """
    if phrase.foreign is not None:
        return ResolvedPlace(mention=phrase.text, reason=f"in {phrase.foreign}")
    parent = phrase.parent or (city if _in_the_city(phrase) else None)
    if phrase.bearing is not None:
        side = places.resolve(phrase.bearing)
        others = (*others, side.place.place_id) if side.place is not None else others
    context = Context(phrase.governorates, parent, phrase.near, others, phrase.hint)
    if phrase.relation is not None:
        told = places.resolve(phrase.relation + phrase.text, replace(context, kind_hint=None))
        if told.lat is not None and told.precision != "governorate":
            words = " ".join((phrase.relation + phrase.text).split())
            return as_resolved(replace(phrase, text=words, near_settlement=False), told)
    answer = places.resolve(phrase.text, context)
    if answer.lat is None and phrase.hint is PlaceKind.SITE:
        # The crossing or camp itself is not known: the town it is named after is near enough to be told as such.
        answer = places.resolve(phrase.text, replace(context, kind_hint=None))
        phrase = replace(phrase, near_settlement=True)
    if answer.lat is None and parent is not None and phrase.parent is None:
        answer = places.resolve(phrase.text, replace(context, parent=None))
    return as_resolved(phrase, answer)


def as_resolved(phrase: PlacePhrase, answer: Resolution) -> ResolvedPlace:
    """The gazetteer's answer in the words of the data model.

    Namesakes that nothing tells apart are located by the unit that holds them all, as far as there is one.
    """
    if answer.lat is None and answer.area is not None:
        area = answer.area
        answer = replace(
            answer, lat=area.lat, lon=area.lon, radius_km=area.radius_km, precision=_AREA_PRECISION[area.kind]
        )
    precision = Precision(answer.precision) if answer.precision else None
    radius_km = answer.radius_km
    if phrase.near_settlement and precision in _SPOTS:
        precision, radius_km = Precision.NEAR_SETTLEMENT, (radius_km or 1.0) + OUTSKIRTS_KM
    holder = answer.area or answer.place
    governorate = holder.governorate if holder else None
    return ResolvedPlace(
        mention=phrase.text,
        place_id=answer.place.place_id if answer.place else None,
        name=answer.place.name if answer.place else None,
        governorate=Governorate(governorate) if governorate else None,
        lat=answer.lat,
        lon=answer.lon,
        radius_km=radius_km,
        precision=precision,
        score=answer.score,
        reason=answer.reason,
        district_id=holder.district if holder else None,
        subdistrict_id=holder.subdistrict if holder else None,
        city_id=answer.place.parent_id if answer.place else None,
        candidates=tuple(
            PlaceCandidate(c.place.place_id, c.place.name, c.place.lat, c.place.lon, c.score, c.reason)
            for c in answer.candidates[:_CANDIDATES]
        ),
    )


def _in_the_city(phrase: PlacePhrase) -> bool:
    neighbourhood = PlaceKind.NEIGHBOURHOOD
    return phrase.anaphoric_city or phrase.hint is neighbourhood or phrase.kinds == {neighbourhood}
