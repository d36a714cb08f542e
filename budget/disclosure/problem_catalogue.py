"""The catalogue of problems of reading: their levels and messages.

A problem of level `error` refuses the file: nothing of it is stored. Problems of level `warning` and
`notice` are stored with the disclosure and shown at their place. Sums that do not add up are findings of
the audit, not problems.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Level = Literal["error", "warning", "notice"]


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


# code -> (level, words). Words are format strings over `text` and the problem's details.
CATALOGUE: Mapping[str, tuple[Level, str]] = MappingProxyType(
    {
        # -- the file as a whole
        "empty-file": ("error", _("The file is empty. Give the file as it was published.")),
        "unknown-format": (
            "error",
            _(
                "This is no kind of file that can be read. Known are: text, CSV, XLSX, XLS, XML "
                "spreadsheets, ODS, DOCX, HTML, MHTML, PDF and ZIP."
            ),
        ),
        "binary-document": (
            "error",
            _(
                "This is a document of an older office program (.doc, .wps, .ppt, .rtf), which cannot be "
                "read. Save it as XLSX or DOCX and import it again."
            ),
        ),
        "unreadable": ("error", _("The file is damaged and cannot be read: {reason}")),
        "encrypted": ("error", _("The file is encrypted. Save it without a password and import it again.")),
        "unknown-charset": (
            "error",
            _("The text is neither UTF-8 nor GB18030. Save it as UTF-8 and import it again."),
        ),
        "too-large": (
            "error",
            _("The file has {size}; the limit is {limit}. Split it, or raise {setting}."),
        ),
        "expands-too-far": (
            "error",
            _("The file's parts expand to {size}; the limit is {limit}. Split it and import the parts."),
        ),
        "archive-expands-too-far": (
            "error",
            _(
                "The archive's files expand to {size}; the limit is {limit}. "
                "Split it, or raise IMPORT_ARCHIVE_EXPANDED_MIB."
            ),
        ),
        "too-many-members": (
            "error",
            _(
                "The archive holds {count} files; the limit is {limit}. Split it, or raise "
                "IMPORT_ARCHIVE_FILES."
            ),
        ),
        "nested-too-deep": (
            "error",
            _("Archives lie in archives, more than {limit} deep. Unpack this one and import what is in it."),
        ),
        "empty-archive": ("error", _("The archive holds no file.")),
        "too-many-table-cells": (
            "error",
            _("The file's tables have more than {limit} cells. Split it and import the parts."),
        ),
        "formula-without-value": (
            "error",
            _(
                "Cell {cell} holds the formula {text} without its result. Open the file in a spreadsheet "
                "program, save it there and import it again."
            ),
        ),
        "no-text": (
            "error",
            _(
                "There is no text to read: {reason}. Give the table in another format, or a PDF with "
                "text in it."
            ),
        ),
        "runaway": ("error", _("Reading was stopped: {reason}.")),
        "reader-failed": (
            "error",
            _(
                "Reading failed by a fault of this program, which its log has in full ({reason}). "
                "Nothing of the file is stored."
            ),
        ),
        "no-table": (
            "error",
            _(
                "No project expenditure performance target table and no self-evaluation of a project was "
                "found. Header cells seen: {seen}."
            ),
        ),
        "no-rules": (
            "error",
            _(
                "The table is printed in columns without ruled lines, so that its cells cannot be told apart "
                "with certainty. Headings seen: {seen}. Give the table as XLSX, XLS, ODS, DOCX or CSV, or "
                "as a PDF with ruled lines."
            ),
        ),
        "condition-unclear": (
            "error",
            _(
                "A conditional format may hide or strike out what cell {cell} holds, and whether its rule "
                "holds cannot be told: {text}. Remove the rule in a spreadsheet program, save the workbook "
                "and import it again."
            ),
        ),
        "style-unclear": (
            "error",
            _(
                "The page hides or strikes out text by a rule of its style sheet that is not understood "
                "({selector}), which may be for: {text}. Open the page in a browser, copy the table into a "
                "workbook, and give that as XLSX."
            ),
        ),
        "columns-unclear": (
            "error",
            _(
                "The table's columns are aligned by blanks, and in this line it cannot be told which text is "
                "in which column: {text}. Give the table as XLSX, or as CSV with a comma or tab between two "
                "cells."
            ),
        ),
        "columns-unproved": (
            "error",
            _(
                "The table's columns are places on the page alone, and its sums do not show that every "
                "figure was read in its column. Give the table as XLSX, XLS, ODS, DOCX or CSV, or as a PDF "
                "with ruled lines."
            ),
        ),
        "other-table": (
            "error",
            _(
                "This is {kind}, as its words show: {text}. It is not read. Give project expenditure "
                "performance target tables (项目支出绩效目标表) or projects' self-evaluations "
                "(项目支出绩效自评表)."
            ),
        ),
        "blank-form": (
            "error",
            _("This is a blank template: no label has a value. Give the table that is filled in."),
        ),
        "missing-column": (
            "error",
            _("The table's header lacks the column {column_name}. Header cells seen: {seen}."),
        ),
        "no-year": (
            "error",
            _(
                "The fiscal year is not in the title. Say it with --year, or put the file into a folder "
                "named for it (2024/)."
            ),
        ),
        "no-department": ("error", _("The department is not in the file. Say it with --department NAME.")),
        "no-money-unit": (
            "error",
            _("The money unit is not in the file. Say it with --money-unit 万元 or --money-unit 元."),
        ),
        "contradicts-operator": (
            "error",
            _(
                "The file says {what} “{in_file}”, but “{given}” was given. Leave the option out or give "
                "the right one."
            ),
        ),
        "contradicts-itself": (
            "error",
            _("The file says more than one {what}: {said}. Give the file with the table alone."),
        ),
        "unknown-money-unit": ("error", _("The money unit “{text}” is neither 万元 nor 元.")),
        "unknown-amount-column": (
            "error",
            _(
                "The column “{column_name}” holds money, and what money is not known; its figures would "
                "be lost."
            ),
        ),
        "year-unclear": (
            "error",
            _(
                "The figures are labelled {labels}; which of them are those of {year} cannot be told. "
                "Give the table with that year's alone."
            ),
        ),
        "unknown-heading": (
            "error",
            _("The heading “{column_name}” covers several columns, whose meaning cannot be told: {text}"),
        ),
        "ambiguous-region": (
            "error",
            _("Departments of this name are known in: {regions}. Say with --region which one this is."),
        ),
        "second-table": (
            "error",
            _(
                "Another file of this import already gave other figures for {department}, {year}: "
                "{other}. Import one of them."
            ),
        ),
        "second-self-evaluation": (
            "error",
            _(
                "Another file of this import already gave another self-evaluation of “{project}” of "
                "{department}, {year}: {other}. Import one of them."
            ),
        ),
        "tables-disagree": (
            "error",
            _(
                "Several tables of this file give figures of {department}, {year}, and their sums do not "
                "show that they are parts of one: {tables}. Give the file with one of them."
            ),
        ),
        "changed-since-preview": (
            "error",
            _(
                "What is in force of {department}, {year}, or what the file gives is no longer what the "
                "preview showed. Nothing of it was stored: upload the file again."
            ),
        ),
        "form-beside-table": (
            "error",
            _(
                "A whole table of {department}, {year}, is in already; a form of one project does not "
                "replace it."
            ),
        ),
        "withdrawn": (
            "error",
            _(
                "This table of {department}, {year}, was withdrawn on {date} and is not imported again. "
                "In the administration it can be brought back: /disclosures/{id}/"
            ),
        ),
        "moved-away": (
            "error",
            _(
                "This table was moved to {department}, {year}, and is not imported a second time: "
                "/disclosures/{id}/"
            ),
        ),
        "no-storable-text": (
            "error",
            _("A text holds a character that is none: {text}. Save the file anew and import it again."),
        ),
        "sum-out-of-range": (
            "error",
            _(
                "The amounts of the column {column_name} add up to more than {limit} 万元, more than a table "
                "can hold. Correct the amounts, or the money unit, and import the file again."
            ),
        ),
        "too-many-namesakes": (
            "error",
            _(
                "A unit has more than {limit} projects of the name “{text}”. Split the table, or name its "
                "projects, and import it again."
            ),
        ),
        "not-stored": (
            "error",
            _(
                "The database did not take it ({reason}). Nothing of it is stored; other disclosures are. "
                "Remove the cause and import the file again."
            ),
        ),
        "region-too-long": ("error", _("The region's name has more than {limit} characters: {text}")),
        "hidden-money": (
            "error",
            _(
                "Hidden rows or columns hold money ({where}), and no stated sum shows that the table is "
                "whole without them. Unhide or delete them and import the file again."
            ),
        ),
        # -- a row that makes the whole table unreadable
        "too-many-cells": (
            "error",
            _("The row has {count} cells that are not empty; the header has {expected}."),
        ),
        "not-an-amount": ("error", _("“{text}” is not an amount of money.")),
        "joined-amount": (
            "error",
            _(
                "The cell prints figures on several lines, and the sums do not show that they are one "
                "amount: {text}. Give the table as XLSX, or as a PDF with the amount on one line."
            ),
        ),
        "finer-than-fen": ("error", _("“{text}” {money_unit} is finer than one fen.")),
        "amount-out-of-range": ("error", _("“{text}” is more money than any table can hold.")),
        "no-rows": ("error", _("The table has a header and no project under it.")),
        # -- doubts: the row is imported and the page shows them
        "folder-year": (
            "notice",
            _("The title says {year}; the folder is named {folder}. The title was followed."),
        ),
        "unit-or-project": (
            "warning",
            _(
                "Whether “{text}” is a unit or a project cannot be told: no reading makes every stated "
                "sum hold."
            ),
        ),
        "implied-unit": (
            "notice",
            _("No unit stands before this project; it was put under the department itself."),
        ),
        "unknown-character": (
            "warning",
            _("The file does not say which character stands where � is shown: {text}"),
        ),
        "no-name": ("warning", _("The row has figures or text but no name.")),
        "unread-text": ("warning", _("Part of the indicators could not be read ({why}): {text}")),
        "structure-in-value": ("warning", _("A value that was read holds another indicator's words: {text}")),
        "unknown-code": ("warning", _("The code {text} is not in the classification.")),
        "label-does-not-fit-code": ("warning", _("The label does not fit its code: {text}")),
        "level2-under-other-level1": (
            "warning",
            _("The level-2 indicator lies under another level 1: {text}"),
        ),
        "missing-target": ("warning", _("Indicator {position}, “{text}”, has no {which}.")),
        "merged-score": (
            "warning",
            _("Points or scores are merged over several indicators; they are kept at the first one: {text}"),
        ),
        "merged-amount": (
            "warning",
            _("The amount {text} is one cell over several rows; it was read for each of them."),
        ),
        "subtotal": ("notice", _("A subtotal stands here that belongs to no unit's row: {text}")),
        "template-row": ("notice", _("A row that the template left is no indicator: {text}")),
        "other-money": (
            "notice",
            _("Money that is no part of the year's funds, or of a kind not known, was not read: {text}"),
        ),
        "other-year": (
            "notice",
            _("The column “{text}” is not of the fiscal year; its figures were not read."),
        ),
        "unread-source": (
            "warning",
            _("The amount of a funding source is no amount of money, and was not read: {text}"),
        ),
        "text-outside-table": ("notice", _("Text beside the table was not read as part of it: {text}")),
        # -- content that the printed table does not show, or shows as deleted
        "struck-text": ("notice", _("Struck-out text was left out: {text}")),
        "struck-amount": ("warning", _("A struck-out figure was left out: {text}")),
        "note-mark": ("notice", _("A raised or lowered mark that points to a note was left out: {text}")),
        "invisible-text": ("notice", _("Text that cannot be seen was left out: {text}")),
        "invisible-amount": ("warning", _("A figure that cannot be seen was left out: {text}")),
        "joined-figure": ("warning", _("Figures on several lines of a cell were read as one: {text}")),
        "hidden-row": ("notice", _("A hidden row was left out: {text}")),
        "hidden-column": ("notice", _("A hidden column was left out: {text}")),
        "hidden-sheet": ("notice", _("A hidden sheet was left out: {text}")),
        "only-hidden-sheet": (
            "warning",
            _("The table was read from the hidden sheet “{text}”; no visible sheet holds one."),
        ),
        "second-grand-total": (
            "warning",
            _("A second grand total with other figures stands here, and is not counted: {text}"),
        ),
        # -- the history of the disclosure
        "after-withdrawn": (
            "notice",
            _(
                "An earlier disclosure of this department and year was withdrawn on {date}: "
                "/disclosures/{id}/. This one does not bring it back."
            ),
        ),
        "problems-not-kept": (
            "notice",
            _("The problems of reading were not kept with this revision; the file has them."),
        ),
    }
)
