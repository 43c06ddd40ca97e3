from __future__ import annotations

import json

import pytest

from gazetteer import cli

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
