"""Colours that stay apart, measured: simulated colour blindness and distance as the eye sees it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from incidents.dashboard.map.palette import EVENT_COLOURS, EVENT_COLOURS_DARK
from incidents.model import EventType

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
VISION = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
LEAST_DISTANCE = 0.075
"""In Oklab; neighbouring steps of common eight-colour palettes measure 0.05 and less under deuteranopia."""


def linear(colour: str) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Björn Ottosson's Oklab, from linear sRGB."""
    lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return lab @ np.cbrt(lms @ np.clip(rgb, 0, 1))


def distances(colours: dict[EventType, str], matrix: np.ndarray) -> dict[tuple[str, str], float]:
    seen = {event: oklab(matrix @ linear(colour)) for event, colour in colours.items()}
    return {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in itertools.combinations(seen, 2)}


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("colours", [EVENT_COLOURS, EVENT_COLOURS_DARK], ids=["light", "dark"])
def test_every_pair_of_types_stays_distinct(colours: dict[EventType, str], vision: str) -> None:
    pair, distance = min(distances(colours, VISION[vision]).items(), key=lambda item: item[1])
    assert distance >= LEAST_DISTANCE, pair


@pytest.mark.parametrize("colours", [EVENT_COLOURS, EVENT_COLOURS_DARK], ids=["light", "dark"])
def test_each_type_has_a_colour(colours: dict[EventType, str]) -> None:
    assert set(colours) == set(EventType)


def test_the_measure_tells_a_bad_pair() -> None:
    red_and_green = {EventType.BATTLES: "#c00000", EventType.PROTESTS: "#706000"}
    assert min(distances(red_and_green, VISION["deuteranopia"]).values()) < LEAST_DISTANCE
