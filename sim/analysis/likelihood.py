"""Words for probabilities, as intelligence analysts agreed on them.

References
----------
Office of the Director of National Intelligence, Intelligence Community Directive 203, *Analytic
Standards* (2015, amended 2022), section D.6.e(2)(a).  Its scale:

=====================  ========
almost no chance       1–5 %
very unlikely          5–20 %
unlikely               20–45 %
roughly even chance    45–55 %
likely                 55–80 %
very likely            80–95 %
almost certain         95–99 %
=====================  ========

The directive says neither what a shared boundary is called nor what lies below 1 % and above 99 %.
Here a probability on a boundary takes the word nearer to even, and the outer words go on to 0 and
to 1: a simulation cannot tell *almost* from *altogether*.
"""

from __future__ import annotations

_UNLIKELY = ((0.05, "almost no chance"), (0.20, "very unlikely"), (0.45, "unlikely"))
_LIKELY = ((0.05, "almost certain"), (0.20, "very likely"), (0.45, "likely"))
_EVEN = "roughly even chance"


def in_words(probability: float) -> str:
    """Return the word for a probability.

    Examples
    --------
    >>> in_words(0.30)
    'unlikely'
    """
    # Rounded: 1 - 0.8 must be on the same boundary as 0.2.
    below, above = round(probability, 12), round(1.0 - probability, 12)
    for bound, word in _UNLIKELY:
        if below < bound:
            return word
    for bound, word in _LIKELY:
        if above < bound:
            return word
    return _EVEN


def range_in_words(low: float, high: float) -> str:
    """Return the words for both ends of an interval, or one if they agree.

    Examples
    --------
    >>> range_in_words(0.22, 0.53)
    'unlikely to roughly even'
    """
    first, last = in_words(low), in_words(high)
    if first == last:
        return first
    return " to ".join("roughly even" if word == _EVEN else word for word in (first, last))
