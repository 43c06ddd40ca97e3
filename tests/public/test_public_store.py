"""What comes out of the public side of a store, and that nothing goes in."""

from __future__ import annotations

import datetime as dt
import inspect
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gazetteer import download, user_places
from gazetteer.errors import DownloadError, LayerError
from gazetteer.mode import READ_ONLY
from incidents.derive import derive_incident
from incidents.errors import InputError, NotFetched, ReadOnlyStore, StoreError
from incidents.exchange.about import About
from incidents.exchange.formats import FORMATS, dumps
from incidents.group import Group
from incidents.model import ClaimantSide, Precision, ReportResult
from incidents.public import blur
from incidents.public.store import PublicStore
from incidents.public.withheld import SAID, TOO_MUCH, most_shown, quotable
from incidents.query.words import tidy
from incidents.redact import Name
from incidents.sources import from_url
from incidents.store import Reason, Store
from tests.factories import HOMS, RUN, make_claim, make_document

SECRET = "The generator in the cellar had failed again that evening."
TEXT = (
    "BEIRUT, March 12, 2012 - Hamza Qashoush, 34, a baker, was shot by a sniper in Karm al-Zeitoun, activist Nidhal "
    f"Tarrouf said. {SECRET} Tarrouf fled to Lebanon. President Bashar al-Assad denied it. "
    + "Snow had fallen on the hills around the city, and the shops had been shut for a week or longer. "
    * 20
)
NAMES = ("Qashoush", "Tarrouf", "Nidhal", "Hamza", "Jane Doe")


def planted() -> ReportResult:
    """A report that names a victim and an activist, in its words, its title and its address."""
    document = make_document(
        TEXT,
        title="Baker Hamza Qashoush killed in Homs",
        ref="jane-doe/notes.txt",
        url="https://wire.example/2012/hamza-qashoush-killed",
    )
    words = (
        "Hamza Qashoush, 34, a baker, was shot by a sniper in Karm al-Zeitoun, activist Nidhal Tarrouf said."
    )
    claims = (
        make_claim(document, words, claimant="activist Nidhal Tarrouf"),
        make_claim(
            document, "President Bashar al-Assad denied it.", claimant="Bashar al-Assad",
            claimant_side=ClaimantSide.GOVERNMENT,
        ),
    )  # fmt: skip
    incident = derive_incident(Group(claims))
    return ReportResult(document, claims, (incident,), (), RUN)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store = Store.open(tmp_path / "own.sqlite")
    store.add(planted())
    (incident,) = store.incidents()
    store.accept(incident.id, by="Jane Doe", note="Jane Doe knows Hamza")
    store.close()
    return tmp_path / "own.sqlite"


@pytest.fixture
def public(path: Path) -> PublicStore:
    return PublicStore.open(path)


def everything(store: Store) -> str:
    """All that a store says, as text."""
    (incident,) = store.incidents()
    ids = [incident.id]
    said: list[object] = [
        incident, store.incident(incident.id), store.claims(incident.id), list(store.with_claims(ids)),
        store.sources(), store.source_names(incident.source_ids), store.voices(incident.document_ids),
        store.decisions(), store.proposals(), store.not_mapped(), store.documents(),
        store.document(incident.document_ids[0]), store.claims_of_document(incident.document_ids[0]),
        store.claims_by_id(incident.claim_ids), list(store.dossiers(ids)), store.frame().to_csv(),
    ]  # fmt: skip
    return "\n".join(map(repr, said))


def test_no_private_name_and_no_unquoted_sentence_comes_out(path: Path, public: PublicStore) -> None:
    private = everything(Store.open(path))
    assert all(name in private for name in NAMES)
    assert SECRET in private
    shown = everything(public)
    assert not [name for name in (*NAMES, "hamza", "jane", SECRET, "Snow") if name in shown]
    assert "was shot by a sniper" in shown
    assert "President Bashar al-Assad denied it." in shown
    assert "activist [name withheld]" in shown
    assert "https://wire.example/" in shown


@pytest.mark.parametrize("key", sorted(FORMATS))
def test_no_export_holds_them(key: str, public: PublicStore) -> None:
    made = dumps(key, public.dossiers(public.frame()["id"].tolist()), About(withheld=SAID))
    if made.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            made = b"\n".join(packed.read(name) for name in packed.namelist())
    assert b"shot by a sniper" in made or key in ("gpkg", "ged")
    assert not [name for name in (*NAMES, SECRET, "hamza-q") if name.encode() in made]
    if key in ("geojson", "html"):
        assert b"Public view" in made


def test_words_are_found_only_in_what_is_shown(path: Path, public: PublicStore) -> None:
    (incident,) = Store.open(path).incidents()
    assert public.search("sniper") == {incident.id}
    for name in NAMES[:4]:
        assert Store.open(path).search(tidy(name), "reports") == {incident.id}
        assert public.search(tidy(name)) == public.search(tidy(name), "reports") == set()
    assert public.search(tidy(SECRET), "reports") == set()


def test_ids_of_private_sources_do_not_come_out(path: Path, public: PublicStore) -> None:
    own = Store.open(path)
    hers = next(entry.id for entry in own.sources() if "Tarrouf" in entry.name)
    assert hers in own.incidents()[0].source_ids
    assert hers not in public.incidents()[0].source_ids
    assert all(hers not in ids for ids in public.frame()["source_ids"])


WRITES: list[Callable[[Store, str], object]] = [
    lambda s, i: s.add(planted()),
    lambda s, i: s.add_import(planted()),
    lambda s, i: s.accept(i),
    lambda s, i: s.reject(i),
    lambda s, i: s.protect(i),
    lambda s, i: s.add_missed(s.claims(i)[0]),
    lambda s, i: s.add_own([], []),
    lambda s, i: s.withdraw(i),
    lambda s, i: s.purge_report(i, Reason.REQUEST),
    lambda s, i: s.purge_name(Name("Somebody"), Reason.REQUEST),
    lambda s, i: s.undo(1),
    lambda s, i: s.join([i], [i]),
    lambda s, i: s.part([i], [i]),
]


@pytest.mark.parametrize("write", WRITES)
def test_nothing_can_be_written(
    write: Callable[[Store, str], object], path: Path, public: PublicStore
) -> None:
    before = path.read_bytes()
    with pytest.raises(ReadOnlyStore):
        write(public, public.incidents()[0].id)
    assert path.read_bytes() == before


def test_the_setting_shuts_every_store_of_the_process(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(READ_ONLY, "1")
    store = Store.open(path)
    with pytest.raises(ReadOnlyStore):
        store.accept(store.incidents()[0].id)


def test_the_database_itself_refuses_a_bug(public: PublicStore) -> None:
    public.read_only = False
    with pytest.raises(StoreError), public._writing() as connection:
        connection.exec_driver_sql("DELETE FROM document")
    raw = public._engine.raw_connection()
    with pytest.raises(sqlite3.OperationalError, match=r"readonly|query_only|attempt"):
        raw.cursor().execute("PRAGMA query_only = OFF; ").connection.execute("UPDATE meta SET value = 'x'")
    raw.close()


def test_a_public_view_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no store"):
        PublicStore.open(tmp_path / "none.sqlite")
    assert not list(tmp_path.iterdir())


def test_every_method_of_the_store_is_thought_of() -> None:
    names = [n for n, f in vars(Store).items() if not n.startswith("_") and inspect.isfunction(f)]
    unthought = {n for n in names if getattr(PublicStore, n) is getattr(Store, n)}
    assert unthought == {"close", "is_empty", "purged", "sensitive", "sensitive_claims"}


def test_places_and_addresses_are_shut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv(READ_ONLY, "1")
    with pytest.raises(LayerError, match="public view"):
        user_places.save(user_places.UserPlaces())
    with pytest.raises(LayerError, match="public view"):
        user_places.restore()
    with pytest.raises(DownloadError, match="public view"):
        download.download("https://example.org/SY.zip", tmp_path)
    with pytest.raises(NotFetched):
        from_url("https://example.org/")
    assert not list(tmp_path.iterdir())


# --- how much of a report is shown ------------------------------------------------------------------------------------


def test_of_a_report_only_a_share_is_shown() -> None:
    text = " ".join(f"Shelling killed {n} people in Homs, activists said." for n in range(200))
    document = make_document(text)
    claims = [make_claim(document, f"Shelling killed {n} people in Homs") for n in range(200)]
    allowed = quotable(len(text), claims)
    assert 0 < sum(end - start for start, end in allowed) <= most_shown(len(text)) == 2500
    incidents = tuple(derive_incident(Group((claim,))) for claim in claims)
    store = PublicStore.in_memory([ReportResult(document, tuple(claims), incidents)])
    quotes = [c.quote or "" for i in store.incidents() for c in store.claims(i.id)]
    assert TOO_MUCH in quotes
    assert sum(len(quote) for quote in set(quotes) - {TOO_MUCH}) <= 2500


# --- blurred places ---------------------------------------------------------------------------------------------------


def test_a_marked_place_is_blurred_wherever_it_comes_out(path: Path) -> None:
    own = Store.open(path)
    (incident,) = own.incidents()
    before = dt.datetime.now(dt.UTC)
    number = own.protect(incident.id, by="Jane Doe")
    assert own.incidents()[0].place == incident.place, "in one's own store nothing changes"
    assert own.incidents()[0].review is incident.review
    public = PublicStore.open(path)
    place = public.incidents()[0].place
    assert place.precision is Precision.SUBDISTRICT
    assert (place.radius_km or 0) > 5
    assert blur.BLURRED in (place.name or "")
    row = public.frame().iloc[0]
    assert (row["lat"], row["lon"], row["place"]) == (place.lat, place.lon, place.name)
    shown = everything(public)
    assert "Zeitoun" not in shown
    assert "34.72" not in shown
    assert "was shot by a sniper in [place withheld]" in shown
    assert public.incidents(before)[0].place.precision is Precision.SUBDISTRICT, (
        "whatever moment a link asks for"
    )
    made = json.loads(dumps("geojson", public.dossiers([incident.id]), About()))["features"][0]
    assert blur.BLURRED in made["properties"]["place"]
    assert made["geometry"]["coordinates"] == [round(place.lon or 0, 3), round(place.lat or 0, 3)]
    own.undo(number)
    assert "Zeitoun" in everything(PublicStore.open(path))


def test_kinds_named_in_the_setting_are_blurred(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(blur.BLUR, "attack, Chemical weapon")
    assert PublicStore.open(path).incidents()[0].place.precision is Precision.SUBDISTRICT
    monkeypatch.setenv(blur.BLUR, "atack")
    with pytest.raises(InputError, match="atack"):
        PublicStore.open(path)


def test_a_place_outside_all_subdistricts_goes_to_a_cell_of_a_grid() -> None:
    place = blur.blurred(replace(HOMS, lat=33.0, lon=40.9, subdistrict_id=None))
    assert (place.lat, place.lon, place.radius_km) == (33.05, 40.95, 10.0)
    assert blur.BLURRED in (blur.blurred(replace(HOMS, lat=None, lon=None)).mention)


def test_wider_places_stay() -> None:
    wide = replace(HOMS, precision=Precision.DISTRICT)
    assert (blur.blurred(wide).lat, blur.blurred(wide).name) == (wide.lat, wide.name)
