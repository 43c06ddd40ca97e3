"""Which reports are copies of one: a story in ten papers is one source. Pure.

Texts are compared by the share of five-word runs they have in common, estimated by MinHash (A. Z. Broder, "On the
resemblance and containment of documents", 1997) as datasketch computes it. Agencies' stories are cut and retouched by
the papers that print them: half of the runs in common is far beyond what two reporters write of one event.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from datasketch import MinHash

Signature = npt.NDArray[np.uint64]

ALIKE: Final = 0.5
"""Estimated share of common runs from which two reports are copies."""
RUN: Final = 5
"""Words in a run."""
PERMUTATIONS: Final = 64
"""Values of a signature; the estimate's standard error is at most 0.06."""
ROWS: Final = 4
"""Values in a band: texts with half of their runs in common share a band with a chance of 0.64, with 0.7 of 0.99."""
SCHEME: Final = "affine32"
"""How datasketch permutes; written out, as stored signatures are only comparable under one."""

_WORD: Final = re.compile(r"\w+")


def signature(text: str) -> Signature:
    """The MinHash signature of a text.

    Returns
    -------
    numpy.ndarray of uint64, shape (64,)
        The same for the same words in the same order, whatever the letter case, punctuation and white space.
    """
    words = _WORD.findall(text.casefold())
    runs = {" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))}
    sketch = MinHash(num_perm=PERMUTATIONS, seed=1, scheme=SCHEME)
    sketch.update_batch([run.encode("utf-8", "surrogatepass") for run in sorted(runs)])
    return np.asarray(sketch.hashvalues, dtype=np.uint64)


def similarity(a: Signature, b: Signature) -> float:
    """Estimated share of runs that two texts have in common, from 0 to 1."""
    return float(np.mean(a == b))


def alike(a: Signature, b: Signature) -> bool:
    """Whether two reports are copies of one."""
    return similarity(a, b) >= ALIKE


def bands(values: Signature) -> list[str]:
    """Short keys; reports that are alike most likely share one."""
    little = values.astype("<u8")
    return [
        f"{start // ROWS:x}:{hashlib.sha256(little[start : start + ROWS].tobytes()).hexdigest()[:12]}"
        for start in range(0, PERMUTATIONS, ROWS)
    ]


def families(documents: Iterable[str], copies: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """For each document the first, by id, of those it is a copy of, directly or through others; itself if of none."""
    parent = {document: document for document in documents}

    def root(document: str) -> str:
        while parent[document] != document:
            document = parent[document]
        return document

    for a, b in copies:
        if a in parent and b in parent:
            first, second = sorted((root(a), root(b)))
            parent[second] = first
    return {document: root(document) for document in parent}
