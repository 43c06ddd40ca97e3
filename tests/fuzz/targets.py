"""What takes words and files from outside, one entry point each, and what must hold whatever is given to it.

A target takes bytes. It ends quietly when they are read, or refused with one line of ours; anything else it raises is a
finding. ``python -m benchmarks fuzz`` looks for such bytes, and ``test_kept.py`` gives the targets what was ever found.
"""

from __future__ import annotations

import dataclasses
import gzip
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import openpyxl

from gazetteer.tabular import is_zip
from incidents.errors import IncidentsError, InputError
from incidents.exchange import geojson, importing, mapping
from incidents.exchange.about import About
from incidents.exchange.extract_json import document_record
from incidents.exchange.formats import zipped
from incidents.model import Casualties, CasualtyEstimate, Claim, ReportResult
from incidents.pipeline import Pipeline
from incidents.query import FrameIndex, LinkState, from_params, mask, single, to_frame, to_params
from incidents.selection import read_link
from incidents.sources import Corpus, Item, Loaded, Rejected, from_bytes, normalise_newlines, read_item
from incidents.sources.feeds import entries
from incidents.store import Store, dossiers_of, records
from tests.exchange.shaped import acled_rows, as_csv, ged_rows
from tests.factories import TEXT, make_result, random_incidents

KEPT = Path(__file__).resolve().parents[1] / "data" / "fuzz"
"""What was found, a folder for each target."""
_LONGEST = 800
"""Characters of a line that a person is told."""
_OURS_FAILED = re.compile(r"the program failed on it \((\w+)\)")
"""Where one report must not cost the others, an error of ours is caught and said; here it is a finding."""


class Finding(AssertionError):  # noqa: N818 - what it is called
    """Something does not hold that must."""


def must(holds: object, what: str) -> None:
    if not holds:
        raise Finding(what)


def _one_line(said: str) -> None:
    must("\n" not in said and 0 < len(said) < _LONGEST, f"no line for a person: {said[:200]!r}")
    failed = _OURS_FAILED.search(said)
    must(failed is None, f"an error of ours: {failed and failed[1]}")


# --- reports -------------------------------------------------------------------------------------------------------


@cache
def pipeline() -> Pipeline:
    return Pipeline.create(shipped_places_only=True)


def report(content: bytes) -> None:
    """A text file all the way to the line of ``incidents extract``."""
    loaded = _loaded(content, "report.txt")
    if loaded is not None:
        check_result(pipeline().process(loaded.document))


def html(content: bytes) -> None:
    """A saved page to its text."""
    _loaded(content, "page.html")


def _loaded(content: bytes, name: str) -> Loaded | None:
    try:
        loaded = from_bytes(content, name)
    except InputError as error:
        _one_line(str(error))
        return None
    _check_loaded(loaded)
    return loaded


def _check_loaded(loaded: Loaded) -> None:
    document = loaded.document
    for words in (document.text, document.ref, document.title or "", document.publisher or ""):
        must("\0" not in words, "a NUL is left")
        words.encode()  # no half of a character
    must(document.text == normalise_newlines(document.text), "line ends are not one kind")
    must(document.text.strip(), "there are no words")
    for warning in loaded.warnings:
        _one_line(warning)


def check_result(result: ReportResult) -> None:
    """What is read of any report stands in it, is counted the right way round, and can be written down."""
    text = result.document.text
    for claim in result.claims:
        must(claim.start is not None and claim.end is not None, "a claim without its place in the text")
        must(0 <= claim.start < claim.end <= len(text), "a span outside the text")  # type: ignore[operator]
        must(claim.quote == text[claim.start : claim.end], "a quote that is not the text of its span")
        _check_counts(claim.killed, claim.wounded)
        must(claim.dates is None or claim.dates.start <= claim.dates.end, "days that end before they begin")
    known = {claim.id for claim in result.claims}
    must(len(known) == len(result.claims), "two claims of one id")
    for incident in result.incidents:
        must(incident.claim_ids and known.issuperset(incident.claim_ids), "an incident without its claims")
        _check_counts(incident.killed, incident.wounded)
    must(records.loads(ReportResult, records.dumps(result)) == result, "written and read back is another")
    json.dumps(document_record(result), ensure_ascii=False, allow_nan=False).encode()


def _check_counts(*counts: Casualties | CasualtyEstimate) -> None:
    for count in counts:
        low, high = count.low, count.high
        must(low is None or low >= 0, "fewer than nobody")
        must(low is None or high is None or low <= high, f"from {low} to {high}")


def _check_found(found: Iterable[Item | Rejected]) -> None:
    for one in found:
        read = read_item(one) if isinstance(one, Item) else one
        if isinstance(read, Rejected):
            _one_line(read.reason)
        else:
            _check_loaded(read)


def feed(content: bytes) -> None:
    """A feed to its entries, and these to their texts."""
    try:
        _check_found(entries(content, "feed.xml", "feed.xml"))
    except InputError as error:
        _one_line(str(error))


PACKED = (
    "reports.zip",
    "reports.jsonl.gz",
    "reports.csv.gz",
    "reports.txt.zst",
    "reports.parquet",
    "reports.jsonl",
)
_PACK = b"pack:"


def packed(content: bytes) -> None:
    """A file of many reports. The first line is its name; what follows ``pack:`` is packed before it is given."""
    first, _, rest = content.partition(b"\n")
    name = first.decode("ascii", "replace")
    name = name if name in PACKED else PACKED[len(first) % len(PACKED)]
    if rest.startswith(_PACK):
        rest = _made_packed(name, rest.removeprefix(_PACK))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(rest)
        _check_found(Corpus((path,)).items())


def _made_packed(name: str, content: bytes) -> bytes:
    if name.endswith(".gz"):
        return gzip.compress(content, 1)
    if name.endswith(".zst"):
        import pyarrow as pa

        return bytes(pa.compress(content, codec="zstd", asbytes=True))
    if not name.endswith(".zip"):
        return content
    inner, _, rest = content.partition(b"\n")
    return _zip({inner.decode("utf-8", "replace")[:100].replace("\0", "") or "a.txt": rest})


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


# --- imports -------------------------------------------------------------------------------------------------------

RESULT = make_result()
TABLE = b"id;date;type;lat;lon;killed;who\n1;2012-03-11;Attack;34,7;36,7;4;rebels\n2;11/3/2012;Attack;34,7;36,7;4-9;\n"
FILES = {
    "acled": as_csv(acled_rows(6)),
    "ged": as_csv(ged_rows(6)),
    "geojson": geojson.collection_of(RESULT),
    "csv": TABLE,
    "zip": zipped("csv", "incidents.csv", dossiers_of(RESULT), About()),
}
"""Small files that are taken, by format."""
_WORKBOOK = b"xlsx:"


def taken(content: bytes, key: str, name: str = "file.csv") -> str:
    """Import a file into a store of its own; gives the line of its refusal, or nothing."""
    try:
        importing.detect(content, name)
        made = importing.read_bytes(content, name, key)
        with closing(Store.in_memory()) as store:
            importing.bring_in(made, store)
    except IncidentsError as error:
        _one_line(str(error))
        return str(error)
    for fault in made.faults:
        _one_line(fault)
    for claim in importing.claims_of(made):
        _check_imported(claim)
    return ""


def _check_imported(claim: Claim) -> None:
    _check_counts(claim.killed, claim.wounded)
    must(claim.dates is None or claim.dates.start <= claim.dates.end, "days that end before they begin")
    if claim.place is not None and claim.place.lat is not None and claim.place.lon is not None:
        must(abs(claim.place.lat) <= 90 and abs(claim.place.lon) <= 180, "a place that is not on earth")


def _importing(key: str) -> Callable[[bytes], None]:
    """What imports a file of a format; what follows ``xlsx:`` is the first sheet of a workbook, ``pack:`` is zipped."""

    def check(content: bytes) -> None:
        if content.startswith(_WORKBOOK):
            content = _zip(_workbook_parts() | {_SHEET: content.removeprefix(_WORKBOOK)})
        elif content.startswith(_PACK):
            content = _zip({"data.csv": content.removeprefix(_PACK)})
        taken(content, key)

    return check


_SHEET = "xl/worksheets/sheet1.xml"


@cache
def _workbook_parts() -> dict[str, bytes]:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["id", "date", "type", "killed"])
    book.active.append(["1", "2012-03-11", "Attack", 4])
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def column_map(content: bytes) -> None:
    """The file that says what the columns of a table mean, and a table read by it."""
    try:
        found = mapping.loads(content.decode("utf-8-sig", "replace"), "map.json")
        must(mapping.loads(mapping.dumps(found), "map.json") == found, "written and read back is another")
        with closing(Store.in_memory()) as store:
            importing.bring_in(importing.read_table(TABLE, "table.csv", found), store)
    except IncidentsError as error:
        _one_line(str(error))


# --- links ---------------------------------------------------------------------------------------------------------

_NOTE = re.compile(r"The link[^\n]*")


@cache
def _looked_in() -> tuple[FrameIndex, Store]:
    return FrameIndex(to_frame(random_incidents(60, seed=1), samples=False)), Store.in_memory([RESULT])


def links(content: bytes) -> None:
    """The query of a link, to a state of the page and to what is selected by it."""
    query = content.decode("utf-8", "replace")
    check_link(parse_qs(query, keep_blank_values=True))
    try:
        read_link(query)
    except InputError as error:
        _one_line(str(error))


def check_link(params: dict[str, list[str]]) -> tuple[LinkState, list[str]]:
    """Whatever a link holds is read, what is dropped is said without repeating it, and the rest is written the same."""
    once, repeated = single(params)
    state, notes = from_params(once)
    for note in [*repeated, *notes]:
        _one_line(note)
        must(_NOTE.fullmatch(note), f"a note that may repeat a value: {note}")
    written = to_params(state)
    must(from_params(written) == (state, []), "written and read back is another")
    again = parse_qs(urlencode(written), keep_blank_values=True)
    must(from_params(single(again)[0]) == (state, []), "lost in an address")
    index, store = _looked_in()
    found = store.search(state.filters.words, state.filters.words_in)
    mask(index.narrowed(index.frame["id"].isin(found).to_numpy(dtype=bool)), state.filters)
    return state, notes


# --- all of them ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """An entry point."""

    check: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    """What to begin with: small, and of every kind that is taken."""
    about: str
    longest: int = 8_192
    """Bytes of an input: where each takes long, short ones get further."""


_ROOT = Path(__file__).resolve().parents[2]
_PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Homs</title><meta property='og:site_name' "
    "content='Wire'><meta property='article:published_time' content='2012-03-12'><link rel='canonical' "
    'href=\'https://wire.example/a\'><script type=\'application/ld+json\'>{"@type":"NewsArticle","datePublished":'
    '"2012-03-12"}</script></head><body><nav>Home</nav><article><h1>Homs</h1><p>'
    + TEXT
    + "</p><table><tr><td>Homs"
    "</td><td>12</td></tr></table></article><footer>&copy; 2012&#8203;</footer></body></html>"
)
_RSS = (
    "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>"
    "Wire</title><item><title>Homs</title><link>https://wire.example/a</link><guid>1</guid><pubDate>Mon, 12 Mar 2012 "
    "10:00:00 +0300</pubDate><description>Ten were killed in Homs.</description><content:encoded><![CDATA[<p>Ten were "
    "killed.</p>]]></content:encoded></item></channel></rss>"
)
_ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>Wire</title><entry><title>Homs</title><id>urn:1</id><updated>"
    "2012-03-12T10:00:00Z</updated><link href='https://wire.example/a'/><content type='html'>&lt;p&gt;Ten were killed "
    "in Homs.&lt;/p&gt;</content></entry></feed>"
)
_ROW = json.dumps(
    {"doc_id": "a", "published": "2012-03-12", "text": TEXT, "title": "T", "url": "http://x"}
).encode()


def _report_seeds() -> Iterator[bytes]:
    yield TEXT.encode()
    yield b"---\ntitle: Homs\npublished: 2012-03-12\n---\n" + TEXT.encode()
    yield "قُتل عشرة أشخاص وأصيب 25 آخرون في قصف على حمص يوم الأحد 11 مارس 2012.".encode()
    yield "Dozens – at least 1,200 or “between 30 and 40” – died on 30 February. He said:\u2028no one.".encode()
    yield _PAGE.encode()
    for path in sorted((_ROOT / "data" / "samples").rglob("*.md"))[:6]:
        yield path.read_bytes()[:3_000]


def _packed_seeds() -> Iterator[bytes]:
    rows, sheet = _ROW + b"\n" + _ROW, b"doc_id,published,text\na,2012-03-12,Ten died in Homs.\n"
    for name, content in {
        "reports.zip": b"folder/a.jsonl\n" + rows,
        "reports.jsonl.gz": rows,
        "reports.csv.gz": sheet,
        "reports.txt.zst": TEXT.encode(),
        "reports.jsonl": rows,
    }.items():
        yield name.encode() + b"\n" + _PACK + content
        yield name.encode() + b"\n" + _made_packed(name, content)
    yield b"reports.zip\n" + _zip(
        {"a.txt": TEXT.encode(), "b/c.html": _PAGE.encode(), "d.xml": _RSS.encode()}
    )
    yield b"reports.parquet\n" + _parquet()


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(
        pa.table({"doc_id": ["a"], "published": ["2012-03-12"], "text": ["Ten died in Homs."]}), out
    )
    return out.getvalue()


def _import_seeds(key: str) -> Callable[[], Iterator[bytes]]:
    def seeds() -> Iterator[bytes]:
        yield FILES[key]
        if key == "geojson":
            return
        if not is_zip(FILES[key]):
            yield _PACK + FILES[key]
        yield _WORKBOOK + _workbook_parts()[_SHEET]
        yield _zip(_workbook_parts())
        if key == "csv":
            yield FILES["zip"]
            with zipfile.ZipFile(io.BytesIO(FILES["zip"])) as archive:
                yield from (archive.read(name) for name in archive.namelist())

    return seeds


def _link_seeds() -> Iterator[bytes]:
    yield urlencode(to_params(LinkState())).encode()
    for path in sorted((KEPT.parent / "links").rglob("*.txt")):
        yield path.read_text(encoding="utf-8").splitlines()[0].rpartition("?")[2].encode()


def _mapping_seeds() -> Iterator[bytes]:
    guessed = importing.table_of(TABLE, "table.csv").mapping
    full = dataclasses.replace(guessed, columns={**guessed.columns, "actor": "who"})
    yield mapping.dumps(guessed).encode()
    yield mapping.dumps(full).encode()
    yield b'{"name": "Mine", "columns": {"date": "date"}, "dates": "month first", "event": "Attack", "events": {}}'


TARGETS: dict[str, Target] = {
    "links": Target(links, _link_seeds, "the query of a link"),
    "report": Target(report, _report_seeds, "a text file, read all the way to incidents", 1_500),
    "geojson": Target(_importing("geojson"), _import_seeds("geojson"), "GeoJSON of ours, imported"),
    "csv": Target(_importing("csv"), _import_seeds("csv"), "a table or workbook, imported"),
    "acled": Target(_importing("acled"), _import_seeds("acled"), "a file of ACLED's, imported"),
    "ged": Target(_importing("ged"), _import_seeds("ged"), "a file of UCDP GED's, imported"),
    "mapping": Target(column_map, _mapping_seeds, "what the columns of a table mean"),
    "feed": Target(feed, lambda: [_RSS.encode(), _ATOM.encode()], "an RSS or Atom feed"),
    "packed": Target(packed, _packed_seeds, "archives and tables of many reports"),
    "html": Target(html, lambda: [_PAGE.encode()], "a saved web page"),
}
