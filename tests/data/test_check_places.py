"""The comparison of the hand-written tables with reference lists, on lists of two or three made-up rows."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "data" / "build" / "check_places.py"
HEADER = "place_id,name,kind,feature,lat,lon,radius_km,governorate,parent_id,name_ar,aliases,accuracy_km,source,note"
OCHA = "NAME_EN,NAM_EN_REF,NAME_ARA,PCODE,LATITUDE,LONGITUDE\nTibara,Tibara,طيبارا,C1,{lat},{lon}\n"


def table(folder: Path, *, kind: str = "settlement", note: str = "", aliases: str = "Tibara") -> Path:
    row = f"sy:village/homs/teebara,Teebara,{kind},village,34.5,36.5,1,Homs,,طيبارا,{aliases},1,hand-written,{note}"
    (folder / "villages.csv").write_text(f"{HEADER}\n{row}\n", "utf-8")
    return folder


def check(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def ocha(folder: Path, lat: float, lon: float) -> Path:
    path = folder / "ocha.csv"
    path.write_text(OCHA.format(lat=lat, lon=lon), "utf-8")
    return path


def test_a_row_at_its_place_passes(tmp_path):
    done = check("--tables", table(tmp_path), "--ocha-communities", ocha(tmp_path, 34.505, 36.5))
    assert done.returncode == 0
    assert "1 rows, 1 with a counterpart, median 0.56 km" in done.stdout


def test_a_row_that_is_off_fails_and_says_where_the_list_has_it(tmp_path):
    done = check("--tables", table(tmp_path), "--ocha-communities", ocha(tmp_path, 34.6, 36.5))
    assert done.returncode == 1
    assert (
        "sy:village/homs/teebara 34.5,36.5  11.1 km from OCHA communities Tibara 34.6000,36.5000"
        in done.stdout
    )


def test_a_note_explains_a_row_that_is_off(tmp_path):
    tables = table(tmp_path, note="another place of that name")
    done = check("--tables", tables, "--ocha-communities", ocha(tmp_path, 34.6, 36.5))
    assert done.returncode == 0
    assert "[another place of that name]" in done.stdout


def test_the_limit_is_the_callers(tmp_path):
    arguments = ("--tables", table(tmp_path), "--ocha-communities", ocha(tmp_path, 34.6, 36.5))
    assert check(*arguments, "--limit-km", "12").returncode == 0


def test_a_namesake_far_away_is_another_place(tmp_path):
    done = check("--tables", table(tmp_path), "--ocha-communities", ocha(tmp_path, 36.0, 36.5))
    assert done.returncode == 0
    assert "NO COUNTERPART (1)" in done.stdout


@pytest.mark.parametrize("kind", ["site", "area"])
def test_a_site_or_area_off_its_town_needs_a_note_too(tmp_path, kind):
    reference = ocha(tmp_path, 34.6, 36.5)
    done = check("--tables", table(tmp_path, kind=kind), "--ocha-communities", reference)
    assert done.returncode == 1
    assert "NOT EXPLAINED (1)" in done.stdout
    explained = table(tmp_path, kind=kind, note="the lists hold the town; the base lies 11 km south of it")
    done = check("--tables", explained, "--ocha-communities", reference)
    assert done.returncode == 0
    assert "OFF, EXPLAINED (1)" in done.stdout


@pytest.mark.parametrize("name", ["neighbourhoods", "villages", "sites", "areas", "airfields"])
def test_every_hand_written_table_is_compared(tmp_path, name):
    (table(tmp_path) / "villages.csv").rename(tmp_path / f"{name}.csv")
    done = check("--tables", tmp_path, "--ocha-communities", ocha(tmp_path, 34.6, 36.5))
    assert done.returncode == 1
    assert f"{name}: 1 rows, 1 with a counterpart" in done.stdout


@pytest.mark.parametrize("name", ["Tībara", "Al Ţībārā", "Teebara"])
def test_geonames_zip_under_any_spelling(tmp_path, name):
    line = "\t".join(["1", name, "", "", "34.6", "36.5", "P", "PPL", "SY"])
    with zipfile.ZipFile(tmp_path / "SY.zip", "w") as archive:
        archive.writestr("SY.txt", line + "\n")
    done = check("--tables", table(tmp_path), "--geonames", tmp_path / "SY.zip")
    assert done.returncode == 1
    assert "from GeoNames" in done.stdout


def test_without_a_list_it_asks_for_one(tmp_path):
    done = check("--tables", table(tmp_path))
    assert done.returncode == 2
    assert "--ocha-neighbourhoods" in done.stderr
