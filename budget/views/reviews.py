"""What an auditor decides about points to review, several at once; nothing that was typed is lost."""

import re
from collections.abc import Collection, Mapping

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from budget.actions.base import show_refusal
from budget.actions.reviews import StaleFindings, review
from budget.links import address
from budget.models import Finding, ReviewState
from budget.models.querysets.findings import may_review

_READ = re.compile(r"([0-9]{1,18}):([0-9]{1,9})", re.ASCII)


class ReviewForm(forms.Form):
    """State and reason; the reason may lack where the points are open again."""

    state = forms.ChoiceField(
        choices=ReviewState.choices, error_messages={"required": gettext_lazy("Choose a state.")}
    )
    reason = forms.CharField(required=False, max_length=4000)

    def clean(self) -> None:
        state, reason = self.cleaned_data.get("state"), self.cleaned_data.get("reason")
        if state and state != ReviewState.OPEN and not reason and "reason" not in self.errors:
            self.add_error("reason", _("Give the reason: only what is open again needs none."))


@never_cache
@require_POST
def review_findings(request: HttpRequest) -> HttpResponse:
    """Store a review of the ticked findings; an invalid form is shown again as typed."""
    following = _following(request)
    if not request.user.is_authenticated:
        return redirect_to_login(following)
    if not may_review(request.user):
        raise PermissionDenied
    read = _read(request)
    form = ReviewForm(request.POST)
    if not read:
        form.add_error(None, _("Tick the points to review that this is about."))
    if not form.is_valid():
        return _again(request, read, form, status=400)
    try:
        done = review(read, form.cleaned_data["state"], form.cleaned_data["reason"], request.user)
    except StaleFindings as refused:
        changed = {finding.pk for finding in refused.findings}
        status = show_refusal(form, refused)
        return _again(request, read, form, status=status, changed=changed)
    words = ngettext("%(number)s point reviewed.", "%(number)s points reviewed.", len(done))
    messages.success(request, words % {"number": len(done)})
    return HttpResponseRedirect(following)


def _following(request: HttpRequest) -> str:
    """The page of this site that the form was on."""
    following = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure())
    return following if is_ours else address("findings")


def _read(request: HttpRequest) -> dict[int, int]:
    """The findings that were ticked, each with the version that was read. Raise BadRequest for other text."""
    read = {}
    for text in request.POST.getlist("finding"):
        match = _READ.fullmatch(text)
        if match is None:
            raise BadRequest("a finding is given as its id and its version")
        read[int(match[1])] = int(match[2])
    return read


def _again(
    request: HttpRequest,
    read: Mapping[int, int],
    form: ReviewForm,
    *,
    status: int,
    changed: Collection[int] = frozenset(),
) -> HttpResponse:
    """The form once more: what was ticked, as it is now, and what was typed."""
    found = Finding.objects.for_reader(request.user).filter(pk__in=read).with_reviews()
    following = _following(request)
    context = {
        "title": _("The review is not kept yet"),
        "crumbs": [
            (_("Overview"), address("overview")),
            (_("Points to review"), following),
            (_("Review"), ""),
        ],
        "form": form,
        "findings": [(finding, finding.pk in changed) for finding in found.for_list_page().with_projects()],
        "next": following,
        "states": ReviewState.choices,
    }
    return render(request, "budget/review.html", context, status=status)
