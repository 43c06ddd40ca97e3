"""Which reports are copies of one: cut and retouched ones are, unrelated ones are not."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import report_writer as writer
from benchmarks.report_writer import Account, Writer
from incidents import copies

names = st.sampled_from("abcdefgh")
pairs = st.lists(st.tuples(names, names).filter(lambda p: p[0] < p[1]), max_size=8)


@given(st.lists(st.text("abcXYZäé7", min_size=1)), st.sampled_from(["\n", ", ", "\t\n "]))
def test_a_signature_is_of_the_words_alone(words: list[str], gap: str) -> None:
    plain, other = copies.signature(" ".join(words)), copies.signature(gap.join(words).upper())
    assert np.array_equal(plain, other)
    assert copies.similarity(plain, other) == 1.0


@pytest.mark.parametrize("seed", range(30))
def test_a_retouched_copy_is_alike_and_shares_a_key_while_another_agencys_report_is_not(seed: int) -> None:
    rng = random.Random(seed)
    what = writer.occurrence(rng, "a", writer.city_spot(rng))
    report = Writer(rng).report([(what, Account())], length=5)
    copied = writer.copy_of(report, rng)
    other = Writer(rng).report([(what, Account())], length=5)
    own, copy, rival = (copies.signature(r.document.text) for r in (report, copied, other))
    assert copies.similarity(own, copy) > copies.similarity(own, rival)
    assert not copies.alike(own, rival)


def test_most_retouched_copies_are_found() -> None:
    found = 0
    for seed in range(100):
        rng = random.Random(seed)
        what = writer.occurrence(rng, "a", writer.town_spot(rng))
        report = Writer(rng).report([(what, Account())], length=6)
        own, copy = (copies.signature(r.document.text) for r in (report, writer.copy_of(report, rng)))
        found += copies.alike(own, copy) and not set(copies.bands(own)).isdisjoint(copies.bands(copy))
    assert found >= 60, "short reports lose more of their runs to a cut than long ones"


@settings(deadline=None)
@given(st.lists(names, unique=True), pairs)
def test_families_are_the_reports_that_copies_tie_together(
    documents: list[str], tied: list[tuple[str, str]]
) -> None:
    found = copies.families(documents, tied)
    assert set(found) == set(documents)
    within = [(a, b) for a, b in tied if a in found and b in found]
    assert all(found[a] == found[b] for a, b in within)
    for document, first in found.items():
        assert first <= document
        assert found[first] == first
        if all(document not in pair for pair in within):
            assert first == document
    assert found == copies.families(documents[::-1], tied[::-1])
