"""Results of queries over a whole year, remembered by this process for one version of the data.

The first request after a change asks the database again: what is remembered is never of an earlier version.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar

from django.db import connection

from budget.store import data_version

T = TypeVar("T")
# Results of one version: counts by value, and a few sets of keys.
_MOST: Final = 400

_results: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def remembered(key: Hashable, compute: Callable[[], T]) -> T:
    """The result of `compute`, which reads nothing but the database, by a key of its own."""
    whole = (str(connection.settings_dict["NAME"]), data_version.of_request(), key)
    with _lock:
        if whole in _results:
            _results.move_to_end(whole)
            found: T = _results[whole]
            return found
    result = compute()
    with _lock:
        _results[whole] = result
        while len(_results) > _MOST:
            _results.popitem(last=False)
    return result
