"""Lines of the log, as text or as JSON, each with the request that it belongs to."""

import logging
from contextvars import ContextVar
from types import TracebackType
from typing import Final

from pythonjsonlogger.json import JsonFormatter

from budget.disclosure.quoting import printable, printable_line

# The id of the request that this thread answers; empty outside of requests.
request_id: ContextVar[str] = ContextVar("request_id", default="")
_REFUSALS: Final = range(400, 500)


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


class JsonLineFormatter(JsonFormatter):
    """Writes a record as one JSON object on one line: time, level, logger, message, request, and what a
    record has besides. JSON escapes what a terminal would obey.
    """

    def __init__(self) -> None:
        super().__init__(
            "{asctime}{levelname}{name}{message}",
            style="{",
            datefmt="%Y-%m-%dT%H:%M:%S%z",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            reserved_attrs=[*_STANDARD, "request", "server_time"],
            json_ensure_ascii=True,
        )


_STANDARD: Final = tuple(logging.makeLogRecord({}).__dict__) + ("asctime", "message", "taskName")


class WithRequest(logging.Filter):
    """Gives each record the id of its request, and takes the trace from a refused request: who asks for what
    is forbidden or missing gets an answer, which is no fault of the site.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        if getattr(record, "status_code", 0) in _REFUSALS:
            record.exc_info = record.exc_text = None
        return True
