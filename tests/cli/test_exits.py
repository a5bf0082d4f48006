"""Exit codes and messages: 0 done, 1 scenario or run wrong, 2 wrong use, 130 interrupted."""

import pytest

from sim.cli.exits import guarded
from sim.errors import Problem, RunError, ScenarioError, UsageError


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (UsageError("no such thing"), 2, "sim: no such thing"),
        (RunError("it broke"), 1, "sim: it broke"),
        (
            ScenarioError([Problem("x.yaml", 3, 1, "moves", "bad", "moves:")]),
            1,
            "x.yaml:3:1: moves",
        ),
        (KeyboardInterrupt(), 130, "interrupted"),
        (PermissionError(13, "Permission denied", "x.yaml"), 1, "sim: x.yaml: Permission denied"),
        (MemoryError(), 1, "not enough memory"),
        (ZeroDivisionError("division by zero"), 1, "a fault in sim, ZeroDivisionError"),
    ],
)
def test_every_error_has_its_code_and_message(error, code, message, capsys):
    with pytest.raises(SystemExit) as left, guarded(debug=False):
        raise error
    out, err = capsys.readouterr()

    assert code == left.value.code
    assert message in err
    assert "Traceback" not in err
    assert out == ""


def test_debug_shows_where(capsys):
    with pytest.raises(SystemExit), guarded(debug=True):
        raise RunError("it broke")

    assert "Traceback" in capsys.readouterr().err


def test_nothing_wrong_leaves_nothing(capsys):
    with guarded(debug=False):
        pass

    assert capsys.readouterr() == ("", "")
