"""The sources of a report: each file with its SHA-256, address, revision and dates."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, pgettext

from budget.models import SelfEvaluation, Source
from budget.pages.report.document import Block, Cell, Column, Paragraph, Row, Section, Table
from budget.pages.report.words import NONE, Subject


def sources(subject: Subject, results: Sequence[SelfEvaluation]) -> Section:
    """The files of the revision in force, those of the self-evaluations, and how to read the report."""
    blocks: list[Block] = []
    if subject.sources:
        rows = [row for one in subject.sources for row in _of_file(subject, one)]
        columns = (Column(pgettext("column", "What"), 2), Column(pgettext("column", "Words"), 8))
        blocks.append(Table(_("Files of the disclosure"), columns, tuple(rows)))
    else:
        blocks.append(Paragraph(_("Entered by hand; there is no file.")))
    if files := _files_of(results):
        columns = (Column(_("File"), 4), Column("SHA-256", 8))
        blocks.append(Table(_("Files of the self-evaluations"), columns, tuple(Row(row) for row in files)))
    blocks += [Paragraph(words, is_note=True) for words in _how_to_read()]
    return Section("sources", _("Sources"), tuple(blocks))


def _of_file(subject: Subject, one: Source) -> list[Row]:
    revision = one.revision
    pairs: list[tuple[str, Cell]] = [
        ("SHA-256", one.file.sha256),
        (
            _("Published at"),
            subject.link(one.published_url, one.published_url) if one.published_url else NONE,
        ),
        (_("Published on"), _day(one.published_on) if one.published_on else NONE),
        (_("Received"), date_format(localtime(one.received_at), "Y-m-d H:i")),
        (
            _("Revision"),
            _("%(number)s, in force since %(day)s")
            % {"number": revision.number, "day": date_format(localtime(revision.created_at), "Y-m-d")},
        ),
    ]
    return [
        Row((subject.link(one.name, one.get_absolute_url()),), "group"),
        *(Row(pair) for pair in pairs),
    ]


def _day(day: date) -> str:
    return date_format(day, "Y-m-d")


def _files_of(results: Sequence[SelfEvaluation]) -> list[tuple[str, str]]:
    """The files of the self-evaluations, each once."""
    found = {(one.file_name, one.file_sha256) for one in results if one.file_name and one.file_sha256}
    return sorted(found)


def _how_to_read() -> list[str]:
    return [
        _("Amounts are as disclosed, corrected ones marked with *."),
        _("— means that nothing is stated, which is not 0."),
        _("Row numbers are those of the file, counted from its first row."),
        _("Sums are those of the projects; where a stated sum is another, the difference stands beside it."),
    ]
