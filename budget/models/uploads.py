"""Uploads: files sent by an editor, the preview of their import, and its result once confirmed.

The bytes are stored here until the import is done; it stores them as any import does.
"""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from budget.disclosure.amounts import FEN_PER
from budget.disclosure.problems import Problem as ProblemRecord, worded
from budget.models.disclosures import FIRST_YEAR, LAST_YEAR, Disclosure, Revision

# Texts for the form, of problems whose own texts name options of the command.
_WORDS_FOR_THE_FORM = {
    "no-year": _(
        "The fiscal year is not in the title. Upload the file again with the field “fiscal year” filled in,"
        " or in an archive with a folder named for it (2024/)."
    ),
    "no-department": _(
        "The department is not in the file. Upload it again with the field “department” filled in."
    ),
    "no-money-unit": _(
        "The money unit is not in the file. Upload it again with the field “money unit” filled in."
    ),
    "contradicts-operator": _(
        "The file says {what} “{in_file}”, but “{given}” was filled in. Upload it again without that,"
        " or with the right one."
    ),
    "ambiguous-region": _(
        "Departments of this name are known in: {regions}. Upload the file again with the field"
        " “region” filled in."
    ),
    "too-large": _("The file has {size}; the limit is {limit}. Split it and upload the parts."),
    "archive-expands-too-far": _(
        "The archive's files expand to {size}; the limit is {limit}. Split it and upload the parts."
    ),
    "too-many-members": _(
        "The archive holds {count} files; the limit is {limit}. Split it and upload the parts."
    ),
}

STATUSES = [
    ("imported", pgettext_lazy("status of a file", "imported")),
    ("revised", pgettext_lazy("status of a file", "revised")),
    ("unchanged", pgettext_lazy("status of a file", "unchanged")),
    ("refused", pgettext_lazy("status of a file", "refused")),
    ("skipped", pgettext_lazy("status of a file", "skipped")),
]


class Upload(models.Model):
    """Files sent together, with the data of the form and the progress of the work on them.

    `file_count` grows while archives are read; `forms` counts the disclosures made of forms, which are
    assembled last. `run` identifies the process that works on it; `task` is its entry in the queue.
    """

    class State(models.TextChoices):
        READING = "reading", pgettext_lazy("state of an upload", "being read")
        PREVIEWED = "previewed", pgettext_lazy("state of an upload", "to be confirmed")
        STORING = "storing", pgettext_lazy("state of an upload", "being stored")
        STORED = "stored", pgettext_lazy("state of an upload", "stored")
        OUTDATED = "outdated", pgettext_lazy("state of an upload", "preview outdated")
        FAILED = "failed", pgettext_lazy("state of an upload", "failed")
        CANCELLED = "cancelled", pgettext_lazy("state of an upload", "cancelled")
        EXPIRED = "expired", pgettext_lazy("state of an upload", "never confirmed")

    class Failure(models.TextChoices):
        FAULT = "fault", _("The work on it ended by a fault of this program, which its log has in full.")
        DIED = "died", _("The process that worked on it was killed again and again.")
        LOST = "lost", _("It was taken out of the queue.")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), related_name="uploads"
    )
    at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.READING)
    changed_at = models.DateTimeField(_("since"), default=timezone.now)
    failure = models.CharField(_("why it failed"), max_length=10, choices=Failure.choices, blank=True)

    fiscal_year = models.PositiveSmallIntegerField(
        _("fiscal year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    department = models.CharField(_("department"), max_length=200, blank=True)
    region = models.CharField(_("region"), max_length=200, blank=True)
    money_unit = models.CharField(
        _("money unit"), max_length=2, blank=True, choices=[(unit, unit) for unit in FEN_PER]
    )
    published_url = models.URLField(_("published at"), max_length=1000, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)

    file_count = models.PositiveIntegerField(_("files"), default=0)
    files_read = models.PositiveIntegerField(default=0)
    forms = models.PositiveIntegerField(default=0)
    forms_stored = models.PositiveIntegerField(default=0)

    run = models.UUIDField(null=True, editable=False)
    task = models.UUIDField(null=True, editable=False)
    queued_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=(
                        *("reading", "previewed", "storing", "stored"),
                        *("outdated", "failed", "cancelled", "expired"),
                    )
                ),
                name="upload_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Upload %(number)s") % {"number": self.pk}

    @property
    def is_worked_on(self) -> bool:
        """Whether it is queued or in progress."""
        return self.state in (self.State.READING, self.State.STORING)


class UploadedFile(models.Model):
    """A file as it was sent. `name` is for display: without folders and misleading characters."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="files", verbose_name=_("upload"))
    position = models.PositiveIntegerField(_("position"))
    name = models.TextField(_("file name"))
    size = models.BigIntegerField(_("bytes"))

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        ordering = ["upload", "position"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "position"], name="file_numbered_in_its_upload"),
        ]

    def __str__(self) -> str:
        return self.name


class UploadedPart(models.Model):
    """A chunk of an uploaded file: no file has to be in memory whole."""

    file = models.ForeignKey(
        UploadedFile, models.CASCADE, related_name="parts", verbose_name=_("uploaded file")
    )
    position = models.PositiveIntegerField(_("position"))
    content = models.BinaryField()

    class Meta:
        verbose_name = _("part of an uploaded file")
        verbose_name_plural = _("parts of uploaded files")
        ordering = ["file", "position"]
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="part_numbered_in_its_file"),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.position}"


class UploadedDisclosure(models.Model):
    """The result of an upload for one disclosure, or for the self-evaluations of one department and year
    (`kind`): previewed (`status`), then stored (`became`).

    Of self-evaluations `digest` is that of the state (`budget.imports.results.state_of`), `project_count`
    their number, `total` the sum of what was executed, `added` and `changed` those new and revised.

    `before` is the revision in force that the preview compared it with, `snapshot` its records
    (budget.disclosure.open_data) until it is stored. The keys are those of the records. Money in fen.
    """

    KINDS = [
        ("targets", pgettext_lazy("kind of a table", "targets")),
        ("results", pgettext_lazy("kind of a table", "self-evaluations")),
    ]

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="disclosures", verbose_name=_("upload"))
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, default="targets", editable=False)
    position = models.PositiveIntegerField(_("position"))
    department = models.TextField(_("department"))
    region = models.TextField(_("region"), blank=True)
    department_key = models.TextField(editable=False)
    region_key = models.TextField(editable=False)
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    status = models.CharField(_("previewed"), max_length=10, choices=STATUSES)
    became = models.CharField(_("became"), max_length=10, choices=STATUSES, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    snapshot = models.BinaryField(null=True)
    before = models.ForeignKey(
        Revision, models.SET_NULL, null=True, related_name="+", verbose_name=_("compared with")
    )
    had_before = models.BooleanField(default=False, editable=False)
    revision = models.ForeignKey(
        Revision, models.SET_NULL, null=True, related_name="+", verbose_name=_("revision")
    )

    unit_count = models.PositiveIntegerField(_("units"), default=0)
    project_count = models.PositiveIntegerField(_("projects"), default=0)
    indicator_count = models.PositiveIntegerField(_("indicators"), default=0)
    total = models.BigIntegerField(_("sum of the projects"), null=True)
    total_stated = models.BigIntegerField(_("grand total as stated"), null=True)
    total_before = models.BigIntegerField(_("sum of the projects before"), null=True)
    added = models.PositiveIntegerField(_("projects added"), default=0)
    gone = models.PositiveIntegerField(_("projects gone"), default=0)
    changed = models.PositiveIntegerField(_("projects with another amount"), default=0)

    class Meta:
        verbose_name = _("disclosure of an upload")
        verbose_name_plural = _("disclosures of uploads")
        ordering = ["upload", "position"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "position"], name="disclosure_numbered_in_its_upload"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.fiscal_year}"

    @property
    def total_differs(self) -> bool:
        """Whether the stated total is not the sum of the projects."""
        return self.total_stated is not None and self.total_stated != (self.total or 0)

    @property
    def difference(self) -> int | None:
        """The change of the projects' sum in fen; None where either sum is missing."""
        if self.total is None or self.total_before is None:
            return None
        return self.total - self.total_before

    @property
    def disclosure(self) -> Disclosure | None:
        """The disclosure that was stored, or that would be revised; None for self-evaluations."""
        revision = self.revision or self.before
        return revision.disclosure if revision else None


class UploadOutcome(models.Model):
    """The result of an upload for one file, file of an archive, or table: previewed (`status`), then stored
    (`became`).

    `number` counts the files in the order of reading, `part` the disclosures of one file.
    """

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="outcomes", verbose_name=_("upload"))
    number = models.PositiveIntegerField(_("file"))
    part = models.PositiveIntegerField(_("part"), default=1)
    file = models.TextField(_("file name"))
    status = models.CharField(_("previewed"), max_length=10, choices=STATUSES)
    became = models.CharField(_("became"), max_length=10, choices=STATUSES, blank=True)
    disclosure = models.ForeignKey(
        UploadedDisclosure,
        models.CASCADE,
        null=True,
        related_name="outcomes",
        verbose_name=_("disclosure of an upload"),
    )
    problems = models.JSONField(_("problems"), default=list)
    passed_over = models.JSONField(_("passed over"), default=list)

    class Meta:
        verbose_name = _("outcome of an uploaded file")
        verbose_name_plural = _("outcomes of uploaded files")
        ordering = ["upload", "number", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "number", "part"], name="outcome_numbered_in_its_upload"
            ),
        ]

    def __str__(self) -> str:
        return self.file

    @property
    def now(self) -> str:
        """The status as stored, else as previewed."""
        return self.became or self.status

    @property
    def worded_problems(self) -> list[tuple[ProblemRecord, str]]:
        """The problems, each with its words in the reader's language."""
        problems = [ProblemRecord(**one) for one in self.problems]
        return [(problem, _worded(problem)) for problem in problems]

    @staticmethod
    def as_json(problem: ProblemRecord) -> dict[str, Any]:
        """Return a problem in the form that `problems` stores."""
        return {
            "code": problem.code,
            "place": problem.place,
            "row": problem.row,
            "column": problem.column,
            "text": problem.text,
            "details": dict(problem.details),
        }


def words_for_the_form(code: str) -> str:
    """The words of a problem where the form's are others than the command's; else ""."""
    return str(_WORDS_FOR_THE_FORM.get(code, ""))


def _worded(problem: ProblemRecord) -> str:
    words = _WORDS_FOR_THE_FORM.get(problem.code)
    return worded(problem, gettext) if words is None else worded(problem, gettext, str(words))
