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
    finish: Callable[[Future[Result]], Result],
    ahead: int,
    idle: Callable[[], None] = lambda: None,
    patience: float | None = None,
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
        Returns the result of a task that was begun; called as soon as there is one.
    idle
        Called when no task has ended for ``patience`` seconds, and may raise to end the waiting.
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
                ended = wait(under_way, patience, FIRST_COMPLETED).done
                for future in ended:
                    ready[under_way.pop(future)] = finish(future)
                if not ended:
                    idle()
            else:
                return
    finally:
        for future in under_way:
            future.cancel()
