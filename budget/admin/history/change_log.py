"""The page of changes in the administration: who changed what, newest first."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_safe

from budget.accounts.access import user_of
from budget.actions.change_types import KINDS
from budget.actions.changes import ChangeFilter, Cursor, Kind, page_of
from budget.models.history import HISTORIES
from budget.pages.params import positive_int

# Changes on a page.
PAGE_SIZE = 25
# Users that a part of a name selects; more have to be narrowed by a longer part.
_MOST_PEOPLE = 50


class ChangesForm(forms.Form):
    """The filters of a list of changes."""

    by = forms.CharField(label=gettext_lazy("Who"), required=False, max_length=150)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, data: Any, kinds: Sequence[Kind]) -> None:
        super().__init__(data)
        choice = self.fields["kind"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", _("Everything")), *((kind.name, kind.label) for kind in kinds)]


@require_safe
def changes_page(request: HttpRequest) -> HttpResponse:
    """Show all changes that the reader may see. Raises PermissionDenied where they may see no kind."""
    return _page(request, _visible_kinds(request), _("Changes"))


@require_safe
def changes_of(request: HttpRequest, model: type[Model], key: str) -> HttpResponse:
    """Show the changes of one object, which may be deleted. Raises Http404 where there never was one."""
    kinds = [kind for kind in _visible_kinds(request) if kind.name == model._meta.model_name]
    number = positive_int(key)
    if number is None:
        raise Http404
    row = model._base_manager.filter(pk=number).first()
    if row is None:
        entries = HISTORIES[model].model._default_manager.filter(**{model._meta.pk.attname: number})
        last: Any = entries.first()  # a row of a history
        if last is None:
            raise Http404
        row = last.history_object
    return _page(request, kinds, _("Changes: %(thing)s") % {"thing": row}, of=number)


def _visible_kinds(request: HttpRequest) -> list[Kind]:
    kinds = [kind for kind in KINDS if request.user.has_perm(kind.permission)]
    if not kinds:
        raise PermissionDenied
    return kinds


def _page(request: HttpRequest, kinds: Sequence[Kind], title: str, of: int | None = None) -> HttpResponse:
    form = ChangesForm(request.GET, kinds)
    page = None
    if form.is_valid():
        chosen = form.cleaned_data
        changes = ChangeFilter(
            by=_people(chosen["by"]) if chosen["by"] else None,
            kind=chosen["kind"],
            since=_start_of(chosen["since"]),
            until=_start_of(chosen["until"], days=1),
            of=of,
            cursor=_cursor(request),
        )
        page = page_of(kinds, changes, user_of(request), PAGE_SIZE)
    query = request.GET.copy()
    query.pop("before", None)
    newest = query.urlencode()
    if page and page.older:
        query["before"] = str(page.older)
    context = {
        "title": title,
        "form": form,
        "page": page,
        "newest": f"?{newest}" if "before" in request.GET else "",
        "older": f"?{query.urlencode()}" if page and page.older else "",
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "is_of_one_row": of is not None,
    }
    return TemplateResponse(request, "admin/changes.html", admin.site.each_context(request) | context)


def _people(typed: str) -> list[int]:
    """Return the key of the user of a name; else the keys of users whose names contain it."""
    exactly = list(User.objects.filter(username=typed).values_list("pk", flat=True))
    holds = Q(username__icontains=typed) | Q(first_name__icontains=typed) | Q(last_name__icontains=typed)
    return exactly or list(
        User.objects.filter(holds).order_by("pk").values_list("pk", flat=True)[:_MOST_PEOPLE]
    )


def _start_of(day: date | None, days: int = 0) -> datetime | None:
    """Return the start of a day, or of one a number of days later, in local time."""
    if day is None:
        return None
    try:
        return timezone.make_aware(datetime.combine(day + timedelta(days), time()))
    except OverflowError as error:
        raise Http404 from error


def _cursor(request: HttpRequest) -> Cursor | None:
    """Return the cursor in the address. Raises Http404 for an invalid one."""
    text = request.GET.get("before", "")
    try:
        return Cursor.parse(text) if text else None
    except (ValueError, OverflowError) as error:
        raise Http404 from error
