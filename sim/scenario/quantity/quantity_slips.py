"""Keys of a quantity that name another number than the language has, and how to say the same.

A mean is not a median, and a 90 % quantile not a 95 % one, however alike their names are.  So for
such a key no name that looks like it is offered: where the numbers are there, what is written
instead says the same distribution; where they are not, what is said is that it is another number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from scipy.special import ndtri

from sim.distributions import FAMILIES, Z95
from sim.scenario.quantity.quantity import plain_number

_Numbers = Mapping[str, float]
_Says = Callable[[_Numbers], str]

#: Words for numbers that describe a distribution, which no key is a misspelling of.
_STATISTICS = re.compile(
    r"(?:arithmetic_?|geometric_?|sample_?)?(?:mean|average|avg|expected|expectation|mode|median|"
    r"mu|sigma|sd|std|stdev|std_?dev|dev|se|sem|std_?err|var|variance|cv|scale|shape|rate|lambda|"
    r"loc|location|df|precision|tau|min|max|minimum|maximum|lower|upper|low|high|mid|middle|best|"
    r"range|ci|iqr|meanlog|sdlog|value|estimate|[pq]\d{1,3}|q[1-3]|percentile|quantile)"
)


def told_apart(key: str, body: Mapping[str, object], form: str) -> str | None:
    """Return what to say of a key that names another number; None for any other key.

    Parameters
    ----------
    body
        The whole mapping.
    form
        Name of the family; ``median`` for ``{median, p95}``, ``low`` for ``{low, mode, high}``,
        empty if the mapping could be any.
    """
    word = key.lower()
    if same := FAMILIES[form].synonyms.get(word) if form in FAMILIES else None:
        return f"; it is called '{same}' here"
    if not _STATISTICS.fullmatch(word):
        return None
    numbers = {
        str(name).lower(): float(value)
        for name, value in body.items()
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    }
    # With what is missing, or numbers for which there is no such distribution, nothing is computed.
    try:
        said = _in_other_words(word, numbers, form)
    except (KeyError, ValueError, OverflowError, ZeroDivisionError):
        said = None
    return f"; {said}" if said else f"; {_apart(word, form)}"


def _in_other_words(word: str, n: _Numbers, form: str) -> str | None:
    """Return how to write the distribution that is meant."""
    if match := re.fullmatch(r"[pq](\d{1,2})", word):
        return _quantile(word, int(match[1]) / 100.0, n) if form in ("", "median") else None
    if form == "lognormal" and word in ("mean", "average"):
        ratio = n["sd"] / n["mean"] if "sd" in n else 0.0
        sigma = math.sqrt(math.log1p(ratio**2)) if "sd" in n else n["sigma"]
        median = n[word] * math.exp(-(sigma**2) / 2.0)
        return f"for this mean write {{dist: lognormal, {_both(median, sigma)}}}"
    if form == "lognormal" and word in ("mu", "meanlog"):
        return f"for this mean of the logarithm write 'median: {_short(math.exp(n[word]))}'"
    if word in ("mean", "average") and form in ("", "median") and "p95" in n:
        # The smaller of the two sigmas for which median * exp(sigma z) is p95.
        log = math.log(n["p95"] / n[word])
        sigma = Z95 - math.sqrt(Z95**2 - 2.0 * log)
        return f"for this mean write 'median: {_short(n[word] * math.exp(-(sigma**2) / 2.0))}'"
    if word in ("mean", "sd") and form == "" and {"mean", "sd"} <= n.keys():
        sigma = math.sqrt(math.log1p((n["sd"] / n["mean"]) ** 2))
        median = n["mean"] * math.exp(-(sigma**2) / 2.0)
        return (
            "a mean and a standard deviation need a distribution: {dist: normal, "
            f"mean: {_short(n['mean'])}, sd: {_short(n['sd'])}}}, or for a number above 0 "
            f"{{dist: lognormal, {_both(median, sigma)}}}, which has both"
        )
    if word in ("sigma", "sd") and form == "median" and "median" in n:
        return f"write {{dist: lognormal, median: {_short(n['median'])}, sigma: ...}}"
    if word in ("min", "max") and form == "" and {"min", "max"} <= n.keys():
        low, high = _short(n["min"]), _short(n["max"])
        return (
            f"if all between are as likely, write {{dist: uniform, min: {low}, max: {high}}}; "
            f"'{low} to {high}' is where it lies with 90 %"
        )
    return _parameter(word, n, form)


def _parameter(word: str, n: _Numbers, form: str) -> str | None:
    """Return how a parameter of a family is written that has another one in its place."""
    if form in ("normal", "truncnormal") and word in ("var", "variance"):
        return f"for this variance write 'sd: {_short(math.sqrt(n[word]))}'"
    if form in ("gamma", "exponential") and word in ("rate", "lambda"):
        return f"the scale is one over the rate: write 'scale: {_short(1.0 / n[word])}'"
    if form == "gamma" and word == "mean":
        shape = n["a"] if "a" in n else n["shape"] if "shape" in n else (n[word] / n["sd"]) ** 2
        return f"for this mean write 'a: {_short(shape)}, scale: {_short(n[word] / shape)}'"
    if form == "beta" and word == "mean":
        both = n[word] * (1.0 - n[word]) / n["sd"] ** 2 - 1.0
        if both > 0.0:
            a, b = n[word] * both, (1.0 - n[word]) * both
            return f"for this mean and sd write 'a: {_short(a)}, b: {_short(b)}'"
    return None


def _quantile(word: str, share: float, n: _Numbers) -> str | None:
    """Return how a lognormal with this quantile is written."""
    if share == 0.05 and "p95" in n and "median" not in n:
        ends = f"{_short(n[word])} to {_short(n['p95'])}"
        return (
            f"the 5 and 95 % quantiles are written '{ends}', and the unit behind, if there is one"
        )
    if "median" not in n or share == 0.5:
        return None
    sigma = math.log(n[word] / n["median"]) / float(ndtri(share))
    if sigma <= 0.0:
        return None
    p95 = n["median"] * math.exp(sigma * Z95)
    return (
        f"it is another quantile than p95: write 'p95: {_short(p95)}', which is the same "
        f"distribution (lognormal) as {word}: {_short(n[word])}"
    )


def _apart(word: str, form: str) -> str:
    """Return which numbers there are, and that the one that was found is none of them."""
    if form in ("", "median"):
        return (
            f"'{word}' is another number than the median and the 95 % quantile: write {{median, "
            "p95}, the central 90 % as 'A to B', {low, mode, high}, or {dist: ...}"
        )
    if form == "low":
        return f"'{word}' is none of low, mode (the likeliest value) and high"
    if form == "lognormal":
        return (
            f"'{word}' is none of its parameters, median and sigma (the standard deviation of the "
            "logarithm)"
        )
    return f"'{word}' is none of its parameters"


def _both(median: float, sigma: float) -> str:
    return f"median: {_short(median)}, sigma: {_short(sigma)}"


def _short(value: float) -> str:
    """Return a number with four digits, which is closer than anybody knows it."""
    rounded = float(f"{value:.4g}")
    if not math.isfinite(rounded):
        raise ValueError
    return plain_number(rounded)
