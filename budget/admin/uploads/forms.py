"""The form of an upload: files, and data that the files do not state."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _, gettext_lazy

from budget.disclosure.readers.zipped import ZIP_STARTS
from budget.imports.files import safe_file_name
from budget.models import Upload
from budget.models.disclosures import FIRST_YEAR, LAST_YEAR

# Columns of an Upload that hold for all its files: what reading needs, and where they were published.
READING_FIELDS = ("fiscal_year", "department", "region", "money_unit")
PUBLICATION_FIELDS = ("published_url", "published_on")


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or more, each within the limits of imports. The preview reports empty files."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [super(FilesField, self).clean(one, initial) for one in data or [None]]
        if large := [error for one in files if (error := _too_large(one))]:
            raise ValidationError(large)
        return files


def total_too_large() -> str:
    """Return the error for a request over the limit."""
    words = _("Together the files are larger than %(limit)s. Send them in several uploads.")
    return words % {"limit": filesizeformat(settings.UPLOAD_BYTES)}


def _too_large(file: UploadedFile) -> ValidationError | None:
    """Return the error for a file above the limit, which is higher for archives; None below it."""
    start = file.read(len(ZIP_STARTS[0]))
    file.seek(0)
    limits = settings.IMPORT_LIMITS
    limit = limits.archive_bytes if start in ZIP_STARTS else limits.file_bytes
    size = file.size or 0
    if size <= limit:
        return None
    words = _("%(name)s has %(size)s; the limit is %(limit)s.")
    details = {"size": filesizeformat(size), "limit": filesizeformat(limit)}
    return ValidationError(words % {"name": safe_file_name(file.name or ""), **details})


class UploadForm(forms.ModelForm):
    files = FilesField(  # type: ignore[assignment]  # the field; the form's own attribute is set per form
        label=gettext_lazy("Files"),
        help_text=gettext_lazy(
            "Text, CSV, XLSX, XLS, XML spreadsheets, ODS, DOCX, HTML, MHTML, PDF, or ZIP archives of these."
        ),
        error_messages={"required": gettext_lazy("Choose at least one file.")},
    )

    published_url = forms.URLField(
        label=gettext_lazy("Published at"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=gettext_lazy("The address of the page or file, where there is one."),
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )

    class Meta:
        model = Upload
        fields = (*READING_FIELDS, *PUBLICATION_FIELDS)
        help_texts = {
            "fiscal_year": gettext_lazy("Where the title does not say it."),
            "department": gettext_lazy("Where the files do not say it."),
            "region": gettext_lazy("Such as 广东省广州市: it tells departments of the same name apart."),
            "money_unit": gettext_lazy("Where the files do not say it."),
        }
        widgets = {
            "fiscal_year": forms.NumberInput(attrs={"min": FIRST_YEAR, "max": LAST_YEAR}),
            "department": forms.TextInput(attrs={"class": "vTextField"}),
            "region": forms.TextInput(attrs={"class": "vTextField"}),
            "published_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # For the script, which checks the size before sending.
        self.fields["files"].widget.attrs |= {
            "data-most-bytes": settings.UPLOAD_BYTES,
            "data-too-large": total_too_large(),
        }

    @property
    def files_sent(self) -> Sequence[UploadedFile]:
        sent: Sequence[UploadedFile] = self.cleaned_data["files"]
        return sent

    @property
    def upload_data(self) -> dict[str, Any]:
        """The columns of the Upload."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
