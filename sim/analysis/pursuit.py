"""Terms taken one by one, each the one that goes best with what those before it leave.

Orthogonal matching pursuit, over all draws and without each group of them side by side.  What goes
best is known without another look at the draws: when a term is taken, its inner products with all
terms say by how much each now goes less with what is left, and these products are the same for
every response (Batch-OMP).

References
----------
Pati, Rezaiifar & Krishnaprasad (1993), doi:10.1109/ACSSC.1993.342465; Rubinstein, Zibulevsky &
Elad (2008), *Efficient implementation of the K-SVD algorithm using Batch Orthogonal Matching
Pursuit*, Technion CS-2008-08.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.analysis.jackknife import Positions, without
from sim.analysis.scores import Dependence
from sim.analysis.terms import Term, Values, columns, power, product
from sim.results.results import Floats

Bools = npt.NDArray[np.bool_]

#: What is left of a column, as a part of it, when it is a sum of columns that are in already.
_NOTHING_NEW = 1e-6


class Dictionary:
    """The terms that are always on offer, over the draws of every fold.

    Attributes
    ----------
    rows
        Positions of the draws of each fold: without each group, and last all of them.
        Each group is a run of consecutive draws.
    terms
        The first functions of every quantity.
    place
        Position of each.
    length : ndarray, shape (fold, term)
        Root of the sum of squares of each term around its mean.
    """

    def __init__(
        self,
        scores: Floats,
        dependence: Dependence,
        groups: Sequence[Positions],
        weights: Floats | None = None,
    ) -> None:
        n, p = scores.shape
        self.weights = np.ones(n) if weights is None else weights
        self.scores, self.dependence = scores, dependence
        self.groups = [*groups, np.empty(0, np.intp)]
        self.rows = [without(group, n) for group in self.groups]
        # Consecutive draws: as slices they need no copy.
        self._slices = [
            slice(group[0], group[-1] + 1) if len(group) else slice(0) for group in self.groups
        ]
        self.terms = [
            power(quantity, number)
            for number in range(1, 1 + max((_at_once(dependence, q) for q in range(p)), default=0))
            for quantity in range(p)
            if number <= _at_once(dependence, quantity)
        ]
        self.place = {term: t for t, term in enumerate(self.terms)}
        self.first = np.array([term.first for term in self.terms], np.intp)
        self._lines = columns(self.terms, scores, dependence)
        totals = np.array([np.sum(self.weights[rows]) for rows in self.rows])[:, None]
        self._mean = self._over_folds(self._lines, self.weights) / totals
        squares = self._over_folds(self._lines**2, self.weights)
        self.length = np.sqrt(np.maximum(squares - totals * self._mean**2, 0.0))
        self._columns: dict[Term, Floats] = {}
        self._values: Values = {}
        self._products: dict[Term, Floats] = {}

    def column(self, term: Term) -> Floats:
        """Return the values of a term in all draws."""
        if term not in self._columns:
            self._columns[term] = columns([term], self.scores, self.dependence, self._values)[:, 0]
        return self._columns[term]

    def products(self, term: Term) -> Floats:
        """Return the inner products of a term with all, around their means, (fold, term)."""
        if term not in self._products:
            self._products[term] = self.products_with(self.column(term))
        return self._products[term]

    def products_with(self, values: Floats) -> Floats:
        """Return the inner products of some values with all terms, (fold, term)."""
        weighted = self.weights * values
        sums = np.array([np.sum(weighted[rows]) for rows in self.rows])[:, None]
        return np.asarray(self._over_folds(self._lines, weighted) - sums * self._mean)

    def _over_folds(self, lines: Floats, values: Floats) -> Floats:
        whole = values @ lines
        return np.stack([whole - values[group] @ lines[group] for group in self._slices])


def _at_once(dependence: Dependence, quantity: int) -> int:
    return dependence.functions(quantity).at_once


class Path:
    """The terms taken for one response over the draws of one fold.

    Attributes
    ----------
    terms
        In the order in which they were taken.
    error
        Sum of squared errors on the draws left out.
    offered
        Number of terms that were on offer so far.
    done
        Whether there is nothing more to take.
    """

    def __init__(
        self, dictionary: Dictionary, fold: int, response: Floats, products: Floats, concerns: Bools
    ) -> None:
        self.dictionary, self.fold = dictionary, fold
        self._test = dictionary.groups[fold]
        self._kept = dictionary.weights.copy()
        self._kept[self._test] = 0.0
        self._total = float(np.sum(self._kept))
        self._rest = response - self._mean(response)
        self._scale = self._left()
        self._along = products.copy()
        length = dictionary.length[fold]
        open_ = concerns[dictionary.first] & (length > 1e-9)
        self._weight = np.divide(1.0, length, out=np.zeros_like(length), where=open_)
        self._basis = np.empty((0, len(response)))
        self._base = np.empty((0, len(products)))
        self._further: dict[Term, int] = {}
        self._further_terms: list[Term] = []
        self._open = np.empty(0, np.bool_)
        self._lines = np.empty((0, len(response)))
        self._used: dict[int, set[int]] = {}
        self.terms: list[Term] = []
        self.offered = int(np.count_nonzero(open_))
        self.done = self._scale == 0.0
        self.error = self._test_error()

    def advance(self) -> None:
        """Take one more term, if there is one."""
        while not self.done:
            term = self._best()
            if term is None or not self._left() > _NOTHING_NEW * self._scale:
                self.done = True
            elif self._take(term):
                return

    def _mean(self, values: Floats) -> Floats:
        return np.asarray(values @ self._kept / self._total)

    def _left(self) -> float:
        return math.sqrt(float(self._rest**2 @ self._kept))

    def _test_error(self) -> float:
        return float(self._rest[self._test] ** 2 @ self.dictionary.weights[self._test])

    def _best(self) -> Term | None:
        best, found = 0.0, None
        if len(self._along):
            along = np.abs(self._along) * self._weight
            place = int(np.argmax(along))
            best = float(along[place])
            found = self.dictionary.terms[place] if best > 0.0 else None
        if len(self._lines):
            along = np.abs(self._lines @ (self._rest * self._kept)) * self._open
            place = int(np.argmax(along))
            if along[place] > best:
                found = self._further_terms[place]
        return found

    def _take(self, term: Term) -> bool:
        """Take a term off the offer and into the path, unless it is a sum of those that are in."""
        self._take_off(term)
        own = self.dictionary.column(term)
        own = own - self._mean(own)
        length = math.sqrt(float(own**2 @ self._kept))
        total = np.zeros(len(self._basis))
        for _ in range(2):  # twice is enough for orthogonality to rounding
            along = self._basis @ (own * self._kept)
            own, total = own - along @ self._basis, total + along
        left = math.sqrt(float(own**2 @ self._kept))
        if left <= _NOTHING_NEW * length:
            return False
        base = (self.dictionary.products(term)[self.fold] - total @ self._base) / left
        own = own / left
        amount = float((own * self._kept) @ self._rest)
        self._rest = self._rest - amount * own
        self._along = self._along - amount * base
        self._basis, self._base = np.vstack([self._basis, own]), np.vstack([self._base, base])
        self.terms.append(term)
        self.error = self._test_error()
        self._put_on_offer(term)
        return True

    def _take_off(self, term: Term) -> None:
        if term in self._further:
            self._open[self._further[term]] = False
        else:
            self._weight[self.dictionary.place[term]] = 0.0

    def _put_on_offer(self, term: Term) -> None:
        """Put on offer what a term brings in.

        The next functions of its quantities, two beyond the highest that is in, as a curve may be
        odd or even; and products of functions that are in, or the first, of two quantities that are
        in.
        """
        new: list[Term] = []
        numbers = (term.number, term.other)
        for quantity, number in zip(term.quantities, numbers, strict=False):
            functions = self.dictionary.dependence.functions(quantity)
            highest = min(functions.highest, max(number, functions.at_once) + 2)
            new += [power(quantity, n) for n in range(functions.at_once + 1, highest + 1)]
            mine = self._used.setdefault(quantity, set())
            added = {1, number} - mine
            mine |= added
            new += [
                product(quantity, other, one, of_other)
                for one in sorted(added)
                for other in self._used
                if other != quantity
                for of_other in sorted(self._used[other])
            ]
        new = [one for one in dict.fromkeys(new) if one not in self._further]
        if not new:
            return
        self._further.update({one: len(self._further) + k for k, one in enumerate(new)})
        self._further_terms += new
        lines = np.stack([self.dictionary.column(one) for one in new])
        lines = lines - self._mean(lines)[:, None]
        length = np.sqrt(lines**2 @ self._kept)[:, None]
        unit = np.divide(lines, length, out=np.zeros_like(lines), where=length > 1e-9)
        self._lines = np.vstack([self._lines, unit])
        self._open = np.concatenate([self._open, np.ones(len(new), np.bool_)])
        self.offered += len(new)
