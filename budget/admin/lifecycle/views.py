"""The pages by which editors manage a disclosure: an overview, and a page for each act.

`budget.admin.lifecycle.admin` gives them addresses and checks the permission. `budget.actions.lifecycle` does
the acts, and words its refusals.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from budget.accounts.access import user_of
from budget.actions.base import ActionRefused, show_refusal
from budget.actions.lifecycle import moves, publications, reversals, withdrawals
from budget.admin.lifecycle.forms import (
    ActForm,
    BringBackForm,
    MoveForm,
    PublicationForm,
    StateForm,
    files_of,
)
from budget.models import Department, Disclosure, DisclosureEvent, EventKind
from budget.pages.params import positive_int


def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the acts that a disclosure permits, its revisions and files, and its past acts."""
    disclosure = _disclosure(pk)
    revisions = list(disclosure.revisions.for_disclosure_page())
    current = next((one for one in revisions if one.is_current), None)
    events = list(disclosure.events.for_disclosure_page())
    context = {
        "title": _("Manage: %(disclosure)s") % {"disclosure": disclosure},
        "disclosure": disclosure,
        "current": current,
        "revisions": revisions,
        "files": list(files_of(disclosure)),
        "events": [(event, _can_be_taken_back(event, events)) for event in events],
    }
    return _page(request, "manage", context)


def _can_be_taken_back(event: DisclosureEvent, events: list[DisclosureEvent]) -> bool:
    """Return whether an act may be taken back: the latest of its kind that was not taken back itself."""
    if event.undoes_id is not None or hasattr(event, "undone_by"):
        return False
    if event.kind == EventKind.PUBLISHED:
        return True
    in_effect = (
        one
        for one in events
        if one.undoes_id is None and not hasattr(one, "undone_by") and one.kind != EventKind.PUBLISHED
    )
    return event == next(in_effect)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    disclosure = _disclosure(pk)
    form = StateForm(disclosure, request.POST or None, {})

    def do() -> str:
        data = form.cleaned_data
        withdrawals.withdraw(disclosure, reason=data["reason"], by=user_of(request), seen=data["seen"])
        return _("The disclosure is withdrawn.")

    words = _(
        "Nothing of the disclosure is counted, listed or found any longer, and its points to review end. Its "
        "page says that it was withdrawn, and shows its revisions. This can be taken back."
    )
    return _act(request, disclosure, form, Act(_("Withdraw"), words, do))


def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    disclosure = _disclosure(pk)
    number = positive_int(request.GET.get("revision", ""), digits=5)
    earlier = disclosure.revisions.filter(is_current=False).only("pk")
    chosen = None if number is None else earlier.filter(number=number).first()
    form = BringBackForm(disclosure, request.POST or None, {"revision": chosen})

    def do() -> str:
        data = form.cleaned_data
        event = withdrawals.bring_back(
            data["revision"], reason=data["reason"], by=user_of(request), seen=data["seen"]
        )
        return _("It is in force again, as revision %(number)s.") % {"number": event.after["revision"]}

    words = _(
        "The records, files and problems of an earlier revision are in force again, as a new revision that "
        "says which one it repeats. This can be taken back."
    )
    return _act(request, disclosure, form, Act(_("Bring an earlier revision back"), words, do))


def move(request: HttpRequest, pk: int) -> HttpResponse:
    disclosure = _disclosure(pk)
    department: Department = disclosure.department
    place = {
        "fiscal_year": disclosure.fiscal_year,
        "region": department.region,
        "department": department.name,
    }
    form = MoveForm(disclosure, request.POST or None, place)

    def do() -> str:
        data = form.cleaned_data
        to = moves.Destination(**{name: data[name] for name in place})
        event = moves.move(disclosure, to, reason=data["reason"], by=user_of(request), seen=data["seen"])
        return _("The disclosure was moved: %(place)s") % {"place": event.became}

    words = _(
        "For a disclosure that came under a wrong year, region or department. Its address and those of its "
        "projects stay; reviews, corrections and types set by hand go with it. The same file is not imported "
        "again where it was. This can be taken back."
    )
    return _act(request, disclosure, form, Act(_("Move to another year or department"), words, do))


def publication(request: HttpRequest, pk: int) -> HttpResponse:
    disclosure = _disclosure(pk)
    files = list(files_of(disclosure))
    wanted = request.GET.get("source", "")
    chosen = next((one for one in files if str(one.pk) == wanted), files[0] if files else None)
    initial = {"source": chosen, "url": chosen.published_url, "on": chosen.published_on} if chosen else {}
    form = PublicationForm(disclosure, request.POST or None, initial)

    def do() -> str:
        data = form.cleaned_data
        publications.note_publication(
            data["source"], url=data["url"], on=data["on"], reason=data["reason"], by=user_of(request)
        )
        return _("It is noted where and when the file was published.")

    words = _("Address and date stand on the disclosure's page beside the file. This can be taken back.")
    return _act(request, disclosure, form, Act(_("Note where and when it was published"), words, do))


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(DisclosureEvent.objects.select_related("disclosure__department"), pk=pk)
    disclosure = event.disclosure
    form = ActForm(disclosure, request.POST or None, {})

    def do() -> str:
        reversals.undo(event, reason=form.cleaned_data["reason"], by=user_of(request))
        return _("Taken back: %(act)s") % {"act": event.what}

    words = _(
        "%(act)s on %(day)s by %(who)s: %(reason)s. Everything is then as it was before: %(before)s"
    ) % {
        "act": event.what,
        "day": localdate(event.at).isoformat(),
        "who": event.by,
        "reason": event.reason,
        "before": event.was,
    }
    return _act(request, disclosure, form, Act(_("Take back"), words, do))


@dataclass(frozen=True, slots=True)
class Act:
    """An act of a page: name, description, and the call that does it and returns words for its author.

    `do` raises ActionRefused where it refuses.
    """

    name: str
    words: str
    do: Callable[[], str]


def _act(request: HttpRequest, disclosure: Disclosure, form: ActForm, act: Act) -> HttpResponse:
    """Show the page of an act with its form; once done, redirect to the overview with its words."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act.do())
            return HttpResponseRedirect(_address(disclosure))
        except ActionRefused as refused:
            status = show_refusal(form, refused)
            form.rebase(disclosure)
    context = {
        "title": f"{act.name}: {disclosure}",
        "name": act.name,
        "words": act.words,
        "disclosure": disclosure,
        "form": form,
        "back": _address(disclosure),
    }
    return _page(request, "act", context, status)


def _disclosure(pk: int) -> Disclosure:
    return get_object_or_404(Disclosure.objects.select_related("department"), pk=pk)


def _address(disclosure: Disclosure) -> str:
    return reverse("admin:budget_disclosureevent_manage", args=[disclosure.pk])


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    common = {**admin.site.each_context(request), "opts": DisclosureEvent._meta}
    return render(request, f"admin/budget/disclosureevent/{name}.html", common | context, status=status)
