"""What must not become a pin, and why the record says so."""

from __future__ import annotations

from incidents.extract.flags import sentence_flag
from incidents.extract.lexicon import load_lexicon


def test_the_reason_of_a_flag_does_not_depend_on_the_order_of_a_set() -> None:
    flagged = sentence_flag("Cookie policy and terms of use, all rights reserved.", load_lexicon().cues)
    assert flagged is not None
    assert flagged.reason == "“all rights reserved”", "the longest phrase, in every run"
