"""Lists of places as files, for the tests of the importers."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl

from gazetteer.importers import Imported, read
from gazetteer.places import Place

COMMUNITIES = (
    "NAME_EN,NAM_EN_REF,NAME_ARA,PCODE,ADMIN3_COD,ADMIN3_EN,ADMIN3_ARA,ADMIN2_COD,ADMIN2_EN,ADMIN2_ARA,"
    "ADMIN1_COD,ADMIN1_EN,ADMIN1_ARA,LATITUDE,LONGITUDE,CAPIT_LVL\n"
)
NEIGHBOURHOODS = (
    "name_en,name_ar,pcode,area_en,city_en,city_ar,city_pcode,subdistrict_pcode,governorate_en,"
    "latitude,longitude\n"
)

FORMATS = ("geonames", "ocha", "csv")


def geonames_line(number: int | str = 1, name: str = "Kafr", **cells: str) -> str:
    """A row in GeoNames' layout."""
    row = {
        "id": str(number), "name": name, "ascii": name, "alternates": "", "lat": "34.7", "lon": "36.7",
        "class": "P", "code": "PPL", "country": "SY", "cc2": "", "admin1": "11", "admin2": "", "admin3": "",
        "admin4": "", "population": "0", "elevation": "", "dem": "500", "zone": "Asia/Damascus", "day": "2024-03-05",
    }  # fmt: skip
    assert not cells.keys() - row.keys()
    return "\t".join((row | cells).values())


def zipped(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.txt", text)
    return path


def geonames(tmp_path: Path, *lines: str) -> Imported:
    return read(zipped(tmp_path / "SY.zip", SY="\n".join(lines) + "\n", readme="about"), "geonames")


def one(imported: Imported) -> Place:
    (place,) = imported.places
    return place


def written(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def community(
    name: str = "Kafr",
    code: str = "C1",
    *,
    lat: object = 34.7,
    lon: object = 36.7,
    seat: str = "",
    reference: str = "",
) -> str:
    return (
        f"{name},{reference},كفر,{code},SY040100,Rural,ريف,SY0401,Homs,حمص,SY04,Homs,حمص,{lat},{lon},{seat}\n"
    )
