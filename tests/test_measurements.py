"""The page of measurements: a section is replaced by its own benchmark alone, and can be read again."""

from __future__ import annotations

import pytest

from benchmarks.__main__ import BENCHMARKS
from benchmarks.pages import PAGE, rows_of, section, with_section

TABLE = "| reports | memory |\n|---|---|\n| 1,000 | 842 MB |\n| 10,000 | 854 MB |"


def test_a_section_is_replaced_and_the_others_stay() -> None:
    page = with_section("", "writing", section("what it costs", "python -m benchmarks writing", "10 ms"))
    page = with_section(page, "memory", section("memory", "python -m benchmarks memory", TABLE))
    again = with_section(
        page, "memory", section("memory", "python -m benchmarks memory", TABLE.replace("842", "900"))
    )
    assert "900 MB" in again
    assert "842 MB" not in again
    assert again.count("# Measurements") == 1
    assert again.index("<!-- memory -->") < again.index("<!-- writing -->"), "in the order of their names"
    assert "```\n10 ms\n```" in again


def test_the_rows_of_a_section_are_read_by_their_headings() -> None:
    page = with_section(
        "", "memory", section("memory", "x", f"{TABLE}\n\n| way | ratio |\n|---|---|\n| Dask | 0.95 |")
    )
    assert rows_of(page, "memory") == [
        {"reports": "1,000", "memory": "842 MB"},
        {"reports": "10,000", "memory": "854 MB"},
        {"way": "Dask", "ratio": "0.95"},
    ]
    with pytest.raises(LookupError, match="python -m benchmarks ingest --write"):
        rows_of(page, "ingest")


def test_the_page_in_the_repository_holds_known_measurements_alone() -> None:
    page = PAGE.read_text(encoding="utf-8")
    names = {line[5:-4] for line in page.splitlines() if line.startswith("<!-- ") and "/" not in line}
    assert names
    assert names <= set(BENCHMARKS)
    assert all(rows_of(page, name) or "```" in page for name in names)
