import inspect
import pickle

import pytest

from cchc_analysis import errors
from cchc_analysis.errors import CchcError, ReadError, first_rows

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, CchcError)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_says_where_what_expected_and_action(kind):
    extra = {"rule": "file-empty", "lines": (4, 10)} if kind is ReadError else {}
    error = kind("a.txt line 3", "'x'", "a number", "correct it", **extra)
    assert str(error) == "a.txt line 3: found 'x'; expected a number; correct it."
    assert isinstance(error, ValueError)


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_crosses_a_process_boundary(kind):
    extra = {"rule": "file-empty", "lines": (4, 10)} if kind is ReadError else {}
    error = kind("where", "found", "expected", "action", **extra)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_first_rows():
    assert first_rows(list("abcdefg")) == "a; b; c; d; e; +2 more"
    assert first_rows(["a"]) == "a"
