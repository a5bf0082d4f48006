"""The words of ICD 203, with every boundary."""

import math

import pytest

from sim.analysis.likelihood import in_words, range_in_words

BELOW_EVEN = [
    (0.0, "almost no chance"),
    (0.005, "almost no chance"),
    (0.01, "almost no chance"),
    (math.nextafter(0.05, 0) - 1e-9, "almost no chance"),
    (0.05, "very unlikely"),
    (0.19999, "very unlikely"),
    (0.20, "unlikely"),
    (0.44999, "unlikely"),
    (0.45, "roughly even chance"),
    (0.5, "roughly even chance"),
]
MIRRORED = {
    "almost no chance": "almost certain",
    "very unlikely": "very likely",
    "unlikely": "likely",
    "roughly even chance": "roughly even chance",
}


@pytest.mark.parametrize(("probability", "word"), BELOW_EVEN)
def test_words_and_boundaries(probability, word):
    assert word == in_words(probability)


@pytest.mark.parametrize(("probability", "word"), BELOW_EVEN)
def test_the_scale_is_symmetric(probability, word):
    assert MIRRORED[word] == in_words(1.0 - probability)


def test_a_range_has_both_words_or_one():
    assert range_in_words(0.25, 0.40) == "unlikely"
    assert range_in_words(0.22, 0.50) == "unlikely to roughly even"
    assert range_in_words(0.46, 0.60) == "roughly even to likely"
    assert range_in_words(0.01, 0.99) == "almost no chance to almost certain"
    assert range_in_words(0.5, 0.5) == "roughly even chance"
