"""Numbers of a public view give nothing away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from incidents.errors import StoreError
from incidents.public import blur
from incidents.public.store import PublicStore
from incidents.query import Filters, FrameIndex, facets, mask
from incidents.query.grid import grid_of
from incidents.store import Counts, Store
from tests.public.test_public_store import planted

GRID = grid_of(35.5, 32.0, 42.5, 37.5, 7)
ASKED: dict[str, Callable[[Counts, Filters], object]] = {
    "sizes": lambda counts, filters: counts.sizes(filters),
    "to_read": lambda counts, filters: counts.to_read(filters),
    "facets": lambda counts, filters: counts.facets(filters),
    "histogram": lambda counts, filters: counts.histogram(filters),
    "by_area": lambda counts, filters: counts.by_area(filters, "districts"),
    "view": lambda counts, filters: counts.view(filters, GRID),
}


@pytest.fixture
def seeded(tmp_path: Path) -> Path:
    path = tmp_path / "own.sqlite"
    store = Store.open(path)
    store.add(planted())
    store.close()
    return path


def test_every_number_that_filters_make_is_asked_for_here() -> None:
    """A new one has to think of what it gives away."""
    known = {name for name in vars(Counts) if not name.startswith("_")}
    assert known == {*ASKED, "asked", "total", "span", "places"}


def test_the_numbers_are_those_of_the_public_table_without_private_persons(seeded: Path) -> None:
    public = PublicStore.open(seeded)
    index = FrameIndex(public.frame())
    assert public.counts().facets(Filters()) == facets(index, Filters())
    private = {entry.id for entry in Store.open(seeded, create=False).sources()} - set(index.sources.values)
    assert private, "the report is told by a private person"
    by_person = Filters(sources=frozenset(private))
    assert not mask(index, by_person).any()
    assert public.counts().sizes(by_person).shown == 0
    assert public.frame(filters=by_person).empty
    assert Store.open(seeded, create=False).counts().sizes(by_person).shown


@pytest.mark.parametrize("name", ASKED)
def test_words_are_not_looked_for(seeded: Path, name: str) -> None:
    public = PublicStore.open(seeded)
    with pytest.raises(StoreError, match="Words cannot be looked for"):
        ASKED[name](public.counts(), Filters(words="Qashoush"))
    with pytest.raises(StoreError, match="Words cannot be looked for"):
        public.frame(filters=Filters(words="Qashoush"))


@pytest.mark.parametrize("name", ASKED)
def test_nothing_is_counted_where_places_are_blurred(
    seeded: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(seeded)
    store.protect(store.incidents()[0].id)
    for public in (PublicStore.open(seeded), _by_kind(seeded, monkeypatch)):
        with pytest.raises(StoreError, match="places of some of them are blurred"):
            ASKED[name](public.counts(), Filters())
        with pytest.raises(StoreError, match="places of some of them are blurred"):
            public.frame(filters=Filters())
        with pytest.raises(StoreError, match="places of some of them are blurred"):
            public.counts().places()
        assert len(public.frame()) == public.counts().total() > 0


def _by_kind(path: Path, monkeypatch: pytest.MonkeyPatch) -> PublicStore:
    monkeypatch.setenv(blur.BLUR, "Attack")
    return PublicStore.open(path)
