"""Tasks that finish in any order, handed on in their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from sim.engine.workers.futures import in_order


def result_of(future: Future[int]) -> int:
    return future.result()


def taking(finished: list[int]) -> Callable[[Future[int]], int]:
    """Return what takes a result and notes it."""

    def take(future: Future[int]) -> int:
        finished.append(future.result())
        return finished[-1]

    return take


def test_results_come_in_the_order_of_the_tasks() -> None:
    """Every second task waits until the one after it is done."""
    done = [threading.Event() for _ in range(40)]

    def work(number: int) -> int:
        if number % 2 == 0 and number + 1 < len(done):
            assert done[number + 1].wait(20)
        done[number].set()
        return number

    finished: list[int] = []
    with ThreadPoolExecutor(4) as pool:
        noting = taking(finished)
        results = in_order(range(40), lambda n: pool.submit(work, n), noting, ahead=4)
        assert list(results) == list(range(40))
    assert sorted(finished) == list(range(40))
    assert finished != sorted(finished)


def test_no_more_are_begun_than_may_wait() -> None:
    begun: list[int] = []

    def start(number: int) -> Future[int]:
        begun.append(number)
        future: Future[int] = Future()
        future.set_result(number)
        return future

    for number in in_order(range(100), start, result_of, ahead=5):
        assert len(begun) <= number + 5


def test_what_is_known_is_not_begun() -> None:
    def start(number: int) -> Future[int] | int:
        if number % 3 == 0:
            return -number
        future: Future[int] = Future()
        future.set_result(number)
        return future

    finished: list[int] = []
    results = list(in_order(range(10), start, taking(finished), ahead=2))
    assert results == [0, 1, 2, -3, 4, 5, -6, 7, 8, -9]
    assert sorted(finished) == [1, 2, 4, 5, 7, 8]


def test_tasks_are_taken_one_by_one() -> None:
    """An endless row of tasks can be begun."""

    def endless() -> Iterator[int]:
        number = 0
        while True:
            yield number
            number += 1

    with ThreadPoolExecutor(2) as pool:
        results = in_order(endless(), lambda n: pool.submit(pow, n, 2), result_of, ahead=4)
        assert [next(results) for _ in range(5)] == [0, 1, 4, 9, 16]
        results.close()


def test_a_failure_cancels_what_has_not_begun() -> None:
    futures: list[Future[int]] = []

    def start(number: int) -> Future[int]:
        future: Future[int] = Future()
        if number == 2:
            future.set_exception(ZeroDivisionError("two"))
        elif number < 2:
            future.set_result(number)
        futures.append(future)
        return future

    seen = []
    with pytest.raises(ZeroDivisionError, match="two"):
        seen.extend(in_order(range(10), start, result_of, ahead=4))
    waiting = futures[3:]
    assert waiting
    assert all(future.cancelled() for future in waiting)


def test_who_waits_in_vain_is_asked_whether_to_go_on() -> None:
    asked: list[int] = []

    def idle() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise TimeoutError

    never: Future[int] = Future()
    with pytest.raises(TimeoutError):
        list(in_order([0], lambda _: never, result_of, 1, idle, patience=0.01))
    assert never.cancelled()
