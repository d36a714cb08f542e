"""The formats of documents: content type, and what writes it."""

from collections.abc import Callable, Mapping
from typing import IO, Final

from budget.pages.export.documents.docx import write_docx
from budget.pages.export.documents.pdf import write_pdf
from budget.pages.report.document import Document

Writer = Callable[[Document, IO[bytes]], None]

FORMATS: Final[Mapping[str, tuple[str, Writer]]] = {
    "pdf": ("application/pdf", write_pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", write_docx),
}
