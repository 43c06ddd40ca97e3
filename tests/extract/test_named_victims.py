"""People counted by their names."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Reader


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Journalist Marie Colvin was killed in Baba Amr on Wednesday.", 1),
        ("Commander Abdul Qader Saleh was killed in Aleppo on Friday.", 1),
        ("Hassan Aboud died in a blast in Ram Hamdan.", 1),
        ("The rebel commander Zahran Alloush was killed in an air strike on Utaya on Friday.", 1),
        ("Photographer Remi Ochlik and Marie Colvin died in Homs.", 2),
        ("A shell killed Ali Hassan, Omar Saleh and Ahmed Masri in Talbiseh.", 3),
        ("A shell killed Ali Hassan and three others in Talbiseh.", 4),
        ("Ali Hassan and a girl were killed in Talbiseh.", 2),
        # counted once
        ("A teacher, Ali Hassan, was killed in Talbiseh.", 1),
        # no names of people
        ("Rebels killed Islamic State fighters in Homs.", None),
        ("Troops shot at Ali Hassan in Homs.", None),
        ("Ali Hassan killed ten soldiers in Homs.", 10),
    ],
)
def test_named_people_count(text: str, killed: int | None, read: Reader) -> None:
    (claim,) = read(text)
    assert (claim.killed.low, claim.killed.high) == (killed, killed)


@pytest.mark.parametrize("text", ["Homs was killed off as a city.", "Ali Hassan was elected in Homs."])
def test_no_name_of_one_killed(text: str, read: Reader) -> None:
    assert all(claim.killed.low is None for claim in read(text))
