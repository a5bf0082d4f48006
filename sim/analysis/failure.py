"""Which futures fail?  Every draw with the probability that it does, its noise left out."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from sim.analysis.explanation import Explanation
from sim.analysis.noise_free import own_spread
from sim.errors import UsageError
from sim.results.results import Floats

#: Steps of the search for a threshold, each of which halves the error.
_HALVINGS = 50

#: If it is nearer to the best value than this part of the range, it is that.
_TRIFLE = 1e-9

#: It lies no further beyond the draws than so many standard deviations.
_FAR = 3.0


def failure_probabilities(explanation: Explanation, threshold: float) -> Floats:
    """Return the probability of every draw that its value without noise is beyond a threshold.

    What was known before of a draw is what the response surface, fitted without its group, says;
    the scatter around that, without noise, says how much; and its own mean then adds what it can.
    """
    choice = explanation.choice
    noise = float(choice.noise[0, 0])
    foreseen = explanation.foreseen
    before, rest = foreseen[:, 0], choice.values - foreseen
    # What was known before is no better known than the coefficients of the surface leave it.
    least = float(np.mean(explanation.fitted.held_out_variance))
    scatter = max(float(own_spread(rest, choice.noise)[0]), least)
    gain = scatter / (scatter + noise) if scatter > 0.0 else 0.0
    after = before + gain * rest[:, 0]
    worse = -choice.sign * (after - threshold)
    deviation = np.sqrt((1.0 - gain) * scatter)
    return np.asarray(ndtr(worse / deviation) if deviation > 0.0 else (worse >= 0.0).astype(float))


def threshold_of_worst(explanation: Explanation, share: float) -> float:
    """Return the value beyond which the worst share of the draws lies, noise left out.

    Parameters
    ----------
    explanation
        Of a single response.

    Raises
    ------
    UsageError
        If so few futures cannot be told apart: more than these are as bad as can be, for all that
        is known.
    """
    choice = explanation.choice
    values, reach = choice.values, _FAR * float(np.std(choice.values))
    low = max(choice.limits[0], float(np.min(values)) - reach)
    high = min(choice.limits[1], float(np.max(values)) + reach)
    best, worst = (low, high) if choice.sign < 0.0 else (high, low)
    end, trifle = best, _TRIFLE * (high - low)
    fewest = float(np.mean(failure_probabilities(explanation, worst)))
    if fewest > share:
        raise UsageError(
            f"so few futures cannot be told apart here: {100 * fewest:.3g} % may be as bad as can "
            "be; take a larger share, or more replications"
        )
    for _ in range(_HALVINGS):
        middle = (best + worst) / 2.0
        if float(np.mean(failure_probabilities(explanation, middle))) > share:
            best = middle
        else:
            worst = middle
    return end if abs(worst - end) <= trifle else worst
