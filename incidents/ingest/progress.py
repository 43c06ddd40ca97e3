"""How far an ingest is, in words. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

WINDOW_S: Final = 60.0
"""The rate is that of the last minute: what was passed over in a moment says nothing of what comes."""


@dataclass(slots=True)
class Progress:
    """Reports and bytes that are behind us, as time goes by."""

    total_bytes: int
    _marks: deque[tuple[float, int, int]] = field(default_factory=deque)

    def mark(self, now_s: float, reports: int, bytes_done: int) -> None:
        """Note how far it is at a moment."""
        self._marks.append((now_s, reports, bytes_done))
        while len(self._marks) > 2 and self._marks[1][0] < now_s - WINDOW_S:
            self._marks.popleft()

    def words(self, set_aside: int) -> str:
        """How far it is, how fast, and how long it may take."""
        if not self._marks:
            return "nothing read yet"
        (start, reports_before, bytes_before), (now, reports, done) = self._marks[0], self._marks[-1]
        seconds = max(now - start, 0.001)
        parts = [f"{reports:,} reports"]
        if self.total_bytes:
            parts[0] += f" ({min(done / self.total_bytes, 1):.0%} of {_size(self.total_bytes)})"
        parts.append(f"{(reports - reports_before) / seconds:.1f} a second")
        speed = (done - bytes_before) / seconds
        if self.total_bytes and speed > 0:
            parts.append(f"{duration((self.total_bytes - min(done, self.total_bytes)) / speed)} left")
        if set_aside:
            parts.append(f"{set_aside:,} set aside")
        return ", ".join(parts)


def duration(seconds: float) -> str:
    """A time in the two units that matter: "2 h 10 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min" + (f" {whole % 60} s" if whole < 600 else "")
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _size(count: int) -> str:
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} bytes"
