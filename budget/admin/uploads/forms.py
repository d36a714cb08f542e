"""The form of an upload: files, and what they do not say of themselves."""

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
from budget.imports.file_names import safe_file_name
from budget.models import Upload
from budget.models.disclosures import FIRST_YEAR, LAST_YEAR

# What is said of all files.
SAID = (
    *("fiscal_year", "department", "region", "money_unit"),
    *("published_url", "published_on"),
)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or more, each within the import's limits; empty ones are told of in the preview."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [super(FilesField, self).clean(one, initial) for one in data or [None]]
        if large := [error for one in files if (error := _too_large(one))]:
            raise ValidationError(large)
        return files


def too_large_together() -> str:
    """What is said of a request that is over the limit."""
    words = _("Together the files are larger than %(limit)s. Send them in several uploads.")
    return words % {"limit": filesizeformat(settings.UPLOAD_BYTES)}


def _too_large(file: UploadedFile) -> ValidationError | None:
    """A file that no import would read; an archive may be larger than what is in it."""
    start = file.read(len(ZIP_STARTS[0]))
    file.seek(0)
    limits = settings.IMPORT_LIMITS
    limit = limits.archive_bytes if start in ZIP_STARTS else limits.file_bytes
    if file.size <= limit:
        return None
    words = _("%(name)s has %(size)s; the limit is %(limit)s.")
    details = {"size": filesizeformat(file.size), "limit": filesizeformat(limit)}
    return ValidationError(words % {"name": safe_file_name(file.name), **details})


class UploadForm(forms.ModelForm):
    files = FilesField(
        label=gettext_lazy("Files"),
        help_text=gettext_lazy("Text, CSV, XLSX, XLS, ODS, DOCX, HTML, PDF, or ZIP archives of these."),
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
        fields = SAID
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
        # For the script, which looks before anything is sent.
        self.fields["files"].widget.attrs |= {
            "data-most-bytes": settings.UPLOAD_BYTES,
            "data-too-large": too_large_together(),
        }

    @property
    def sent(self) -> Sequence[UploadedFile]:
        return self.cleaned_data["files"]

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SAID}
