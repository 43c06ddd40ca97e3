from __future__ import annotations

import csv
import json

import pytest

from gazetteer import cli
from tests.gazetteer.geonames_server import GeonamesServer, sample_zip

KEYS = {
    "doc_id",
    "name",
    "place_id",
    "lat",
    "lon",
    "radius_km",
    "precision",
    "score",
    "reason",
    "area",
    "candidates",
}


def run(monkeypatch, capsys, *arguments):
    monkeypatch.setattr("sys.argv", ["gazetteer", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    out, err = capsys.readouterr()
    return stopped.value.code, out, err


def test_lookup_of_one_name(monkeypatch, capsys):
    code, out, err = run(monkeypatch, capsys, "lookup", "Talbiseh", "--in", "Homs")
    row = json.loads(out)
    assert (code or 0, err) == (0, "")
    assert row.keys() == KEYS
    assert row["place_id"] == "gn:163779"


def test_near_decides(monkeypatch, capsys):
    _, out, _ = run(monkeypatch, capsys, "lookup", "Jobar", "--near", "Homs")
    assert json.loads(out)["place_id"] == "sy:homs/jobar"


def test_lookup_of_rows(monkeypatch, capsys, tmp_path):
    rows = [
        {"doc_id": "a", "name": "Douma", "governorate": "Damascus / Rif Dimashq", "place_level": "town"},
        {"doc_id": "b", "name": "Nowhere at all", "governorate": None, "nearby": None},
        {"doc_id": 3, "name": "{{ x }}"},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    _, out, _ = run(monkeypatch, capsys, "lookup", "--jsonl", str(path))
    answers = [json.loads(line) for line in out.splitlines()]
    assert [a["doc_id"] for a in answers] == ["a", "b", 3]
    assert [a["lat"] is None for a in answers] == [False, True, True]


@pytest.mark.parametrize(
    "arguments",
    [
        ("lookup",),
        ("lookup", "Homs", "--jsonl", "x"),
        ("lookup", "--jsonl", "missing.jsonl"),
        ("lookup", "Homs", "--in", "Atlantis"),
    ],
)
def test_mistakes_are_told_in_one_line(monkeypatch, capsys, arguments):
    code, out, err = run(monkeypatch, capsys, *arguments)
    assert code != 0
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert err.startswith("gazetteer: ")


@pytest.mark.parametrize("content", [b"not json\n", b"[1]\n", b'{"doc_id": 1}\n', b"\xff\xfe\x00"])
def test_bad_files_are_refused(monkeypatch, capsys, tmp_path, content):
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    code, _, err = run(monkeypatch, capsys, "lookup", "--jsonl", str(path))
    assert code != 0
    assert len(err.strip().splitlines()) == 1


def test_an_import_says_what_it_added_and_lookup_uses_it(monkeypatch, capsys, tmp_path):
    path = tmp_path / "SY.zip"
    path.write_bytes(sample_zip())
    code, out, err = run(monkeypatch, capsys, "import", str(path), "--format", "geonames")
    assert (code or 0, out) == (0, "")
    assert "8 are new" in err
    _, out, _ = run(monkeypatch, capsys, "lookup", "Kfar Talheen", "--in", "Idlib")
    assert json.loads(out)["place_id"] == "gn:99000001"
    _, out, _ = run(monkeypatch, capsys, "layers")
    assert json.loads(out)["name"] == "geonames"
    run(monkeypatch, capsys, "remove", "geonames")
    _, out, _ = run(monkeypatch, capsys, "layers")
    assert out == ""


def test_rows_left_out_are_shown_and_written(monkeypatch, capsys, tmp_path):
    path, left_out = tmp_path / "mine.csv", tmp_path / "left-out.txt"
    rows = ["name,lat,lon", "Kafr Mithal,35.7,36.6", *(f"Nowhere {i},0,0" for i in range(15))]
    path.write_text("\n".join(rows), encoding="utf-8")
    _, _, err = run(monkeypatch, capsys, "import", str(path), "--format", "csv", "--skipped", str(left_out))
    assert err.count("left out: row") == 10
    assert "5 more" in err
    assert len(left_out.read_text("utf-8").splitlines()) == 15
    _, out, _ = run(monkeypatch, capsys, "layers", "--left-out", "csv-mine")
    assert out == left_out.read_text("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "missing.zip", "--format", "geonames"),
        ("import", "missing.geojson", "--format", "user"),
        ("remove", "geonames"),
        ("remove", "user:nothing"),
    ],
)
def test_what_cannot_be_done_to_layers_is_told_in_one_line(monkeypatch, capsys, arguments):
    code, out, err = run(monkeypatch, capsys, *arguments)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert err.startswith("gazetteer: ")


def test_update_downloads_and_imports(monkeypatch, capsys):
    with GeonamesServer("complete") as server:
        monkeypatch.setenv("SYRIA_GAZETTEER_GEONAMES_URL", server.url)
        code, out, err = run(monkeypatch, capsys, "update")
    assert (code or 0, out) == (0, "")
    assert "8 are new" in err
    _, out, _ = run(monkeypatch, capsys, "lookup", "كفر طلحين")
    assert json.loads(out)["place_id"] == "gn:99000001"


@pytest.mark.parametrize("behaviour", ["truncated", "html", "refused", "missing"])
def test_an_update_that_fails_changes_nothing_and_says_the_way_out(monkeypatch, capsys, behaviour):
    with GeonamesServer(behaviour) as server:
        monkeypatch.setenv("SYRIA_GAZETTEER_GEONAMES_URL", server.url)
        code, _, err = run(monkeypatch, capsys, "update")
    assert code == 2
    assert len(err.strip().splitlines()) == 2, "what it does, and what went wrong"
    assert "gazetteer import SY.zip --format geonames" in err
    _, out, _ = run(monkeypatch, capsys, "layers")
    assert out == ""


def test_a_damaged_layer_is_told_in_one_line(monkeypatch, capsys, own_data_folder):
    folder = own_data_folder / "syria-incidents" / "gazetteer"
    folder.mkdir(parents=True)
    (folder / "geonames.layer.jsonl").write_text("nonsense", encoding="utf-8")
    code, out, err = run(monkeypatch, capsys, "lookup", "Homs")
    assert (code, out) == (2, "")
    assert "gazetteer remove geonames" in err


def test_a_table_is_answered_with_a_table(monkeypatch, capsys, tmp_path):
    path = tmp_path / "names.csv"
    rows = ["Place;Governorate;Near", "Jobar;;Damascus", "Suran;Hama;", "Nowhere at all;;", "=cmd();;"]
    path.write_text("\n".join(rows), encoding="utf-8-sig")
    code, out, err = run(monkeypatch, capsys, "lookup", "--csv", str(path))
    assert (code or 0, err) == (0, "")
    answers = list(csv.DictReader(out.splitlines()))
    assert [row["place_id"] for row in answers] == ["sy:damascus/jobar", "gn:163915", "", ""]
    assert [row["sure"] for row in answers] == ["high", "high", "no place chosen", "no place chosen"]
    assert answers[3]["name"] == "'=cmd()"
    assert answers[2]["reason"]


def test_a_table_without_names_is_refused_in_one_line(monkeypatch, capsys, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("lat,lon\n1,2\n", encoding="utf-8")
    code, out, err = run(monkeypatch, capsys, "lookup", "--csv", str(path))
    assert (code, out, len(err.strip().splitlines())) == (2, "", 1)
    assert "name" in err
