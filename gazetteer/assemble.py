"""All places known on this machine: the embedded tables, the imported layers, what the user added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gazetteer import layers, tables, user_places
from gazetteer.layers import Layer
from gazetteer.merge import ids_of, join
from gazetteer.places import Place
from gazetteer.user_places import UserPlaces


@dataclass(frozen=True, slots=True)
class Sources:
    """What there is to assemble, known from first lines: reading it all is only needed when it changed."""

    names: tuple[str, ...]
    """Imported layers, in the order in which they are joined."""
    user: UserPlaces
    version: str
    """Names the data: the embedded tables, each layer, the user's places; equal data, equal version."""


def sources() -> Sources:
    """Look what is imported and added on this machine.

    Raises
    ------
    LayerError
        A layer's file or the user's file is damaged.
    """
    infos = layers.listed()
    user = user_places.load()
    parts = [tables.version(), *(f"{info.name}-{info.digest[:8]}" for info in infos)]
    if user.live:
        parts.append(f"user-{user.digest[:8]}")
    return Sources(tuple(info.name for info in infos), user, "+".join(parts))


def assembled(wanted: Sources) -> tuple[Place, ...]:
    """Read and join all of it; takes seconds when the whole country is imported.

    Raises
    ------
    LayerError
        A layer's file is damaged.
    """
    return combine([layers.load(name) for name in wanted.names], wanted.user)


def combine(
    imported: Sequence[Layer],
    user: UserPlaces | None = None,
    hand_written: Sequence[str] = tables.HAND_WRITTEN,
) -> tuple[Place, ...]:
    """Join layers, in this order, and the user's places with the embedded tables (see :func:`tables.points`)."""
    points = tables.points(hand_written)
    for layer in imported:
        points = join(points, layer.places)
    user = user or UserPlaces()
    points = join(points, user.places(), corrects=True)
    places = tables.with_country(points, [unit for layer in imported for unit in layer.units])
    return tuple(_spelt(places, user.spellings()))


def _spelt(places: Iterable[Place], spellings: dict[str, tuple[str, ...]]) -> Iterable[Place]:
    """Places with the spellings that the user added to them."""
    for place in places:
        known = {place.name, *place.aliases}
        more = [n for own in ids_of(place) for n in spellings.get(own, ()) if n not in known]
        yield replace(place, aliases=(*place.aliases, *dict.fromkeys(more))) if more else place
