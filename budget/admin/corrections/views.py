"""The pages by which editors correct values, and decide on corrections or take them back.

`budget.admin.corrections.admin` gives them addresses and checks the permission.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from budget.actions.base import ActionRefused, StaleState, show_refusal
from budget.actions.corrections import (
    NotCorrectable,
    Value,
    can_be_reconfirmed,
    correct,
    names_of,
    place_of_project,
    reconfirm,
    state_of,
    state_token_of,
    take_back,
    value_of,
)
from budget.admin.corrections.forms import CorrectionForm, ReasonForm
from budget.disclosure import records
from budget.disclosure.corrections import CORRECTABLE, Place, value_at
from budget.links import address
from budget.models import Correction, CorrectionStatus, Disclosure, Project
from budget.models.corrections import OPEN, label_of, words_of
from budget.pages.params import positive_int

# Fields of forms and flat tables, which a wide table does not have.
_NOT_OF_WIDE_TABLES = frozenset(
    {
        *("period_objective", "attribute", "starts_on", "ends_on"),
        *("comparator", "unit_of_measure", "weight", "direction", "standard"),
    }
)
# Units on a page; each has a line for every amount.
UNITS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A value that can be corrected, with its open correction."""

    field: str
    label: str
    disclosed: str
    correction: Correction | None
    url: str


@dataclass(frozen=True, slots=True)
class Block:
    """The values of one subject."""

    kind: str
    name: str
    lines: tuple[Line, ...]


def correctable(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the correctable values: stated sums of a disclosure, or with `?project=` those of a project."""
    disclosure = _disclosure(pk)
    project = _project(request, disclosure)
    context: dict[str, Any] = {
        "title": _("Correct: %(what)s") % {"what": project or disclosure},
        "disclosure": disclosure,
        "project": project,
        "back": (project or disclosure).get_absolute_url(),
    }
    try:
        record, _revision = state_of(disclosure)
    except NotCorrectable:
        return _page(request, "correctable", context)
    if project is not None:
        places = _within(record, place_of_project(record, project))
    else:
        units = Paginator(range(len(record.units)), UNITS_PER_PAGE).get_page(request.GET.get("page"))
        context["units"] = units
        places = [*([Place()] if units.number == 1 else []), *(Place(number) for number in units)]
    context["blocks"] = list(_blocks(disclosure, record, places, project))
    return _page(request, "correctable", context)


def correct_value(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for one value: `?field=` of the grand total, of a unit (`unit=`, its number in the table), of
    a project (`project=`, its key) or of one of its indicators (`indicator=`, its number).
    """
    value, place = _requested_value(request, pk)
    form = CorrectionForm(value, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        try:
            made = correct(
                value.disclosure, place, value.field, form.corrected, reason, request.user, seen=seen
            )
        except ActionRefused as refused:
            status = show_refusal(form, refused)
            if isinstance(refused, StaleState):
                value, _place = _requested_value(request, pk)
                form.rebase(value.seen)
        else:
            messages.success(request, _("Corrected. Sums and points to review follow it."))
            return HttpResponseRedirect(_page_of(made))
    about = value.subject.about
    context = {
        "title": _("Correct: %(what)s") % {"what": label_of(about, value.field)},
        "disclosure": value.disclosure,
        "value": value,
        "kind": dict(Correction.ABOUT)[about],
        "name": words_of(value.subject),
        "form": form,
        "back": _correctable_address(value.disclosure, request.GET.get("project")),
    }
    return _page(request, "correct", context, status)


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a correction in force; keep one that is to be decided upon what is disclosed now, or let it
    go.
    """
    correction = get_object_or_404(Correction.objects.select_related("disclosure__department"), pk=pk)
    try:
        _record, revision = state_of(correction.disclosure)
    except NotCorrectable as error:
        raise Http404 from error
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": state_token_of(correction, revision)},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        is_reconfirmed = "keep" in request.POST
        act = reconfirm if is_reconfirmed else take_back
        try:
            act(correction, form.cleaned_data["reason"], request.user, seen=form.cleaned_data["seen"])
        except ActionRefused as refused:
            status = show_refusal(form, refused)
            correction.refresh_from_db()
            form.rebase(state_token_of(correction, revision))
        else:
            kept, gone = (
                _("The correction is kept."),
                _("The correction is gone; the disclosed value counts."),
            )
            messages.success(request, kept if is_reconfirmed else gone)
            return HttpResponseRedirect(reverse("admin:budget_correction_changelist"))
    is_to_decide = correction.standing == CorrectionStatus.TO_DECIDE
    title = _("Decide: %(what)s") if is_to_decide else _("Take back: %(what)s")
    context = {
        "title": title % {"what": correction},
        "correction": correction,
        "is_open": correction.standing in OPEN,
        "is_to_decide": is_to_decide,
        "can_be_reconfirmed": can_be_reconfirmed(correction),
        "form": form,
    }
    return _page(request, "decide", context, status)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shown = admin.site.each_context(request) | {"opts": Correction._meta} | context
    return render(request, f"admin/budget/correction/{name}.html", shown, status=status)


def _disclosure(pk: int) -> Disclosure:
    return get_object_or_404(Disclosure.objects.select_related("department"), pk=pk)


def _project(request: HttpRequest, disclosure: Disclosure) -> Project | None:
    """Return the project in the address. Raises Http404 where the disclosure has none of that key."""
    if "project" not in request.GET:
        return None
    return get_object_or_404(disclosure.projects, pk=_number(request, "project"))


def _number(request: HttpRequest, name: str) -> int:
    number = positive_int(request.GET.get(name, ""))
    if number is None:
        raise Http404
    return number


def _requested_value(request: HttpRequest, pk: int) -> tuple[Value, Place]:
    """Return the present value at the place in the address. Raises Http404 where it is not correctable."""
    disclosure = _disclosure(pk)
    project = _project(request, disclosure)
    try:
        record, _revision = state_of(disclosure)
        place = Place()
        if project is not None:
            place = place_of_project(record, project)
        elif "unit" in request.GET:
            place = Place(_number(request, "unit") - 1)
        if "indicator" in request.GET and place.unit is not None and place.project is not None:
            place = place._replace(indicator=_indicator_at(record, place, _number(request, "indicator")))
        return value_of(disclosure, place, request.GET.get("field", "")), place
    except NotCorrectable as error:
        raise Http404 from error


def _indicator_at(record: records.Disclosure, place: Place, position: int) -> int:
    """Return the index of the indicator of a number. Raises NotCorrectable where there is none."""
    indicators = record.units[place.unit or 0].projects[place.project or 0].indicators
    for index, one in enumerate(indicators):
        if one.position == position:
            return index
    raise NotCorrectable


def _within(record: records.Disclosure, place: Place) -> list[Place]:
    """Yield the places of a project and of its indicators."""
    project = record.units[place.unit or 0].projects[place.project or 0]
    return [place, *(place._replace(indicator=index) for index in range(len(project.indicators)))]


def _blocks(
    disclosure: Disclosure, record: records.Disclosure, places: Iterable[Place], project: Project | None
) -> Iterable[Block]:
    names = names_of(disclosure, record)
    open_ones = {
        (names.place_of(one.subject), one.field): one
        for one in disclosure.corrections.filter(standing__in=OPEN)
    }
    kinds = dict(Correction.ABOUT)
    for place in places:
        subject = names.subject_at(place)
        lines = []
        for field in CORRECTABLE[subject.about]:
            disclosed, correction = value_at(record, place, field), open_ones.get((place, field))
            if record.layout == "wide" and field in _NOT_OF_WIDE_TABLES and not (disclosed or correction):
                continue
            named: dict[str, Any] = {"field": field}
            if project is not None:
                named["project"] = project.pk
            elif place.unit is not None:
                named["unit"] = place.unit + 1
            if place.project is not None and place.indicator is not None:
                one = record.units[place.unit or 0].projects[place.project].indicators[place.indicator]
                named["indicator"] = one.position
            url = f"{reverse('admin:budget_correction_correct', args=[disclosure.pk])}?{urlencode(named)}"
            lines.append(
                Line(
                    field,
                    label_of(subject.about, field),
                    disclosed,
                    correction,
                    url,
                )
            )
        yield Block(str(kinds[subject.about]), words_of(subject), tuple(lines))


def _correctable_address(disclosure: Disclosure, project: Any) -> str:
    query = f"?{urlencode({'project': project})}" if project else ""
    return reverse("admin:budget_correction_correctable", args=[disclosure.pk]) + query


def _page_of(correction: Correction) -> str:
    """Return the address of the page that shows a correction in force."""
    if correction.project_id is not None:
        return address("project", correction.project_id, anchor="corrections")
    return address("disclosure", correction.disclosure_id, anchor="corrections")
