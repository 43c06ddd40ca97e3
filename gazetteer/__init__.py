"""Places of Syria: their names in every spelling, where they are, and how sure that is."""

from gazetteer.gazetteer import Gazetteer
from gazetteer.places import Candidate, Context, Place, PlaceKind, PlaceMention, Resolution

__all__ = ["Candidate", "Context", "Gazetteer", "Place", "PlaceKind", "PlaceMention", "Resolution"]
