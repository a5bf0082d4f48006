"""Matching pursuit by inner products, against least squares on the draws themselves."""

import numpy as np

from sim.analysis.jackknife import groups
from sim.analysis.pursuit import Dictionary, Path
from sim.analysis.scores import dependence
from sim.analysis.surface import fit
from sim.analysis.terms import columns, power, product
from tests.analysis.two_level import latin, standard_normal


def library_and_response(seed=1, n=200, p=30):
    rng = np.random.default_rng(seed)
    scores = np.stack([standard_normal(latin(rng, n)) for _ in range(p)], axis=1)
    response = (
        2.0 * scores[:, 3] + scores[:, 5] + scores[:, 3] * scores[:, 5] + np.exp(scores[:, 7])
    )
    response += rng.normal(size=n)
    return Dictionary(scores, dependence(p, [(3, 4, 0.5)]), groups(n, 20)), scores, response


def paths_of(dictionary, response, concerns):
    products = dictionary.products_with(response)
    return [
        Path(dictionary, fold, response, products[fold], concerns)
        for fold in range(len(dictionary.rows))
    ]


def test_every_step_is_that_of_the_plain_pursuit():
    dictionary, scores, response = library_and_response()
    lines = columns(dictionary.terms, scores, dictionary.dependence)
    for path in paths_of(dictionary, response, np.ones(30, bool)):
        rows, group = dictionary.rows[path.fold], dictionary.groups[path.fold]
        centred = lines[rows] - lines[rows].mean(axis=0)
        unit = centred / np.linalg.norm(centred, axis=0)
        for _ in range(8):
            before = fit(response[rows, None], scores[rows], [path.terms], dictionary.dependence)
            rest = response[rows] - before.predict(scores[rows])[:, 0]
            along = np.abs(rest @ unit)
            path.advance()
            term = path.terms[-1]

            # The best of those always on offer, or one that was brought in and is better.
            if term in dictionary.place:
                assert dictionary.terms[int(np.argmax(along))] == term
            else:
                own = dictionary.column(term)[rows]
                own = own - own.mean()
                assert abs(rest @ own) / np.linalg.norm(own) >= along.max()
            after = fit(response[rows, None], scores[rows], [path.terms], dictionary.dependence)
            left = response[group] - after.predict(scores[group])[:, 0]
            np.testing.assert_allclose(path.error, left @ left, rtol=1e-9)


def test_products_and_further_functions_come_with_what_is_in():
    dictionary, _, response = library_and_response()
    *_, path = paths_of(dictionary, response, np.ones(30, bool))
    for _ in range(10):
        path.advance()

    assert power(3, 1) == path.terms[0]
    assert {power(5, 1), product(3, 5), power(7, 1), power(7, 2)} <= set(path.terms)
    for place, term in enumerate(path.terms):
        earlier = {quantity for one in path.terms[:place] for quantity in one.quantities}
        if term.is_product or term.number > 2:
            assert set(term.quantities) <= earlier


def test_what_cannot_matter_is_not_on_offer():
    dictionary, _, response = library_and_response()
    concerns = np.ones(30, bool)
    concerns[[3, 7]] = False
    *_, path = paths_of(dictionary, response, concerns)
    for _ in range(10):
        path.advance()

    assert not {3, 7} & {quantity for term in path.terms for quantity in term.quantities}


def test_a_sum_of_what_is_in_is_passed_over():
    rng = np.random.default_rng(2)
    one = standard_normal(latin(rng, 100))
    dictionary = Dictionary(np.stack([one, one], axis=1), dependence(2), groups(100, 20))
    *_, path = paths_of(dictionary, one.copy(), np.ones(2, bool))
    path.advance()
    path.advance()

    assert path.done
    assert [power(0, 1)] == path.terms
