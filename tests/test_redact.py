"""A name taken out of texts: whatever its spelling, as whole words, with everything else in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.errors import InputError
from incidents.model import Actor, ActorCategory, Casualties, Role
from incidents.redact import REMOVED, Name, throughout
from tests.factories import make_claim, make_document

LATIN, ARABIC = Name("Ahmad al-Khalil"), Name("أحمد الخليل")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ahmad al-Khalil died.", f"{REMOVED} died."),
        ("AHMAD  AL\nKHALIL's son", f"{REMOVED}'s son"),
        ("Aḥmad al‑Khalīl, ahmad al khalil", f"{REMOVED}, {REMOVED}"),
        ("ahmad_al_khalil.txt", f"{REMOVED}.txt"),
        ("Muhammad al-Khalil and Ahmad al-Khalili", "Muhammad al-Khalil and Ahmad al-Khalili"),
        ("Sahmad al-Khalil", "Sahmad al-Khalil"),
        ("", ""),
    ],
)
def test_a_latin_name_in_any_case_accents_and_spaces(text: str, left: str) -> None:
    assert LATIN.out_of(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("قتل أحمد الخليل", f"قتل {REMOVED}"),
        ("وأحْمَدُ  الخليلُ إن", f"و{REMOVED} إن"),
        ("لاحمد الخليل", f"ل{REMOVED}"),
        ("احمـد الخليل،", f"{REMOVED}،"),
        ("محأحمد الخليل", "محأحمد الخليل"),
    ],
)
def test_an_arabic_name_in_any_form_of_its_letters(text: str, left: str) -> None:
    assert ARABIC.out_of(text) == left


@pytest.mark.parametrize("written", ["", "al", "…", "12 34", "[name removed]", "Name"])
def test_what_is_no_name_is_refused(written: str) -> None:
    with pytest.raises(InputError):
        Name(written)


pieces = st.lists(
    st.sampled_from(
        [
            "Ahmad al-Khalil",
            "AHMAD AL KHALIL",
            "Aḥmad  al-Khalīl",
            "Ahmad",
            "said",
            "é",
            "ß",
            "١٢",
            " ",
            "\n",
            "'s",
            ".",
        ]
    ),
    max_size=12,
)


@given(pieces, st.data())
def test_spans_of_other_words_stay_on_these_words(parts: list[str], data: st.DataObject) -> None:
    text = " ".join(parts)
    made = LATIN.redact(text)
    assert LATIN.spans(made.text) == []
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    new = made.text[made.start(start) : made.end(end)]
    assert made.start(start) <= made.end(end) <= len(made.text)
    inside = any(a < start < b or a < end < b for a, b in made.cuts)
    if not inside:
        assert new == LATIN.out_of(text[start:end]) or LATIN.spans(text[start:end]) == []
    whole = [
        text[a:b]
        for a, b in zip([0, *(e for _, e in made.cuts)], [*(s for s, _ in made.cuts), len(text)], strict=True)
    ]
    assert made.text == REMOVED.join(whole)


def test_a_record_loses_the_name_and_keeps_ids_and_closed_words() -> None:
    document = make_document()
    claim = make_claim(
        document,
        claimant="activist Ahmad al-Khalil",
        killed=Casualties(1, 1, "Ahmad al-Khalil"),
        actors=(Actor("men of Ahmad Al Khalil", ActorCategory.REBELS, Role.INITIATOR),),
    )
    made = throughout(claim, LATIN.out_of)
    assert made.claimant == f"activist {REMOVED}"
    assert made.killed.phrase == REMOVED
    assert made.actors[0].as_written == f"men of {REMOVED}"
    assert (made.id, made.document_id, made.dates, made.place) == (
        claim.id,
        document.id,
        claim.dates,
        claim.place,
    )
    assert throughout(claim, Name("opposition").out_of) == claim, "a word of a closed vocabulary stays"
