"""What ends the storing of a file: a dry run, a refusal, a failure that no check foresees."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import Error, connection

from budget.disclosure.problems import Problem, Refused
from budget.imports.outcomes import Outcome
from budget.store.outages import WORDS, outage_of

logger = logging.getLogger(__name__)


class DryRun(Exception):
    """Rolls back the transaction of a dry run."""


@contextmanager
def refusing(outcomes: Sequence[Outcome]) -> Iterator[None]:
    """Refuse the files of one disclosure where its storing fails; the run goes on with the next one.

    Fails what no check foresees: a full disk, a lost connection, a figure that no column holds.
    """
    try:
        yield
    except Refused as refused:
        problems = refused.problems
    except (Error, OverflowError, OSError) as error:
        outage = outage_of(error)
        reason = WORDS[outage] if outage else (str(error).strip().splitlines() or [type(error).__name__])[0]
        logger.error(
            "storing %s failed: %s",
            ", ".join(outcome.file for outcome in outcomes),
            reason,
            exc_info=logger.isEnabledFor(logging.DEBUG),
        )
        problems = (Problem("not-stored", details={"reason": reason}),)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
    else:
        return
    for outcome in outcomes:
        outcome.refuse(*problems)
