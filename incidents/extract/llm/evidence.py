"""Where the words of a model's claim stand in the report."""

from __future__ import annotations

from dataclasses import dataclass

from incidents.extract.llm.quoting import Passage, Span
from incidents.extract.llm.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a claim's words come from.

    Attributes
    ----------
    sheet : Sheet
        The report.
    passage : Passage
        The part of it that the model was shown.
    quote, around : Span
        The quote, and the whole sentences it stands in.
    """

    sheet: Sheet
    passage: Passage
    quote: Span
    around: Span

    def find(self, words: str | None) -> Span | None:
        """Where some words stand, nearest to the quote."""
        return self.passage.nearest(words, self.quote, self.around)

    def find_near(self, words: str | None) -> Span | None:
        """The same, in the quote's own sentences only."""
        found = self.find(words)
        return found if found is not None and self.is_near(found) else None

    def is_near(self, span: Span) -> bool:
        return self.around[0] <= span[0] and span[1] <= self.around[1]

    def text(self, span: Span) -> str:
        return self.passage.text[span[0] : span[1]]
