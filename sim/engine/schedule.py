"""Tasks on an executor: a few at a time, and their results in order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def in_order(
    tasks: Iterable[Task],
    start: Callable[[Task], Future[Result] | Result],
    finish: Callable[[Result], None],
    ahead: int,
) -> Generator[Result]:
    """Yield the results of tasks in the order of the tasks, however they finish.

    At most ``ahead`` of them are under way or wait for an earlier one, so that any number of tasks
    takes no more memory than that.  If the iteration ends early, or a task fails, those that have
    not begun are cancelled.

    Parameters
    ----------
    start
        Begins a task, or returns its result at once if that is known.
    finish
        Called with the result of every task that was begun, as soon as there is one.
    """
    waiting = enumerate(tasks)
    under_way: dict[Future[Result], int] = {}
    ready: dict[int, Result] = {}
    following = 0
    try:
        while True:
            for number, task in islice(waiting, ahead - len(under_way) - len(ready)):
                begun = start(task)
                if isinstance(begun, Future):
                    under_way[begun] = number
                else:
                    ready[number] = begun
            if following in ready:
                yield ready.pop(following)
                following += 1
            elif under_way:
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    number = under_way.pop(future)
                    ready[number] = future.result()
                    finish(ready[number])
            else:
                return
    finally:
        for future in under_way:
            future.cancel()
