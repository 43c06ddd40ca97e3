"""Places told by their relation to another: "30 km south of Idlib", "between Homs and Hama", "شمال حمص".

Two pure steps. :func:`parse_relative` takes a phrase apart; the names in it are looked up elsewhere, as any other name.
:func:`locate` then says where the spot is, as a circle wide enough for what such words mean.
"""

from __future__ import annotations

from gazetteer.names import clean, is_arabic
from gazetteer.relative.arabic import read_arabic
from gazetteer.relative.english import read_english
from gazetteer.relative.model import Relative, Spot
from gazetteer.relative.where import locate
from gazetteer.relative.words import LONGEST_PHRASE

__all__ = ["Relative", "Spot", "locate", "parse_relative"]


def parse_relative(text: str) -> Relative | None:
    """Take a relative place apart; None when the phrase is not one, as for every plain name.

    Parameters
    ----------
    text
        The whole phrase, in English or Arabic: "some 20 miles (32 km) north-east of Damascus", "ريف حلب الشمالي".
        Never raises, whatever the text.

    Examples
    --------
    >>> parse_relative("30 km south of Idlib")
    Relative(relation='side', anchors=('Idlib',), bearing_deg=180.0, distance_km=30.0, approximate=False, spread_km=0.0)
    >>> parse_relative("Eastern Ghouta") is None
    True
    """
    tidy = clean(text).replace("\u2010", "-").replace("\u2011", "-").strip(' .,;:!?"“”«»،؛')
    if not tidy or len(tidy) > LONGEST_PHRASE:
        return None
    return read_arabic(tidy) if is_arabic(tidy) else read_english(tidy)
