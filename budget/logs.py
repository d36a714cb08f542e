"""Lines of the log."""

import logging
from types import TracebackType

from budget.disclosure.quoting import printable, printable_line


class PrintableFormatter(logging.Formatter):
    """Writes a record on one line, and below it the trace of its error, with nothing that a terminal obeys:
    names of files, and addresses, come from anybody.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:
        return printable_line(super().formatMessage(record))

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return printable(super().formatException(ei))
