"""What an auditor decides about points to review, several at once; nothing that was typed is lost."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from budget.accounts.access import user_of
from budget.actions.base import show_refusal
from budget.actions.reviews import StaleFindings, review, reviewed_by_others
from budget.links import address
from budget.models import Finding, ReviewState
from budget.models.form_fields import validate_whole_characters
from budget.models.querysets.findings import may_review

_READ = re.compile(r"([0-9]{1,18}):([0-9]{1,9})", re.ASCII)


class ReviewForm(forms.Form):
    """State and reason; the reason may lack where the points are open again."""

    state = forms.ChoiceField(
        choices=ReviewState.choices, error_messages={"required": gettext_lazy("Choose a state.")}
    )
    reason = forms.CharField(required=False, max_length=4000, validators=[validate_whole_characters])

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
    read = _versions(request, "finding")
    form = ReviewForm(request.POST)
    if not read:
        form.add_error(None, _("Tick the points to review that this is about."))
    if not form.is_valid():
        return _again(request, read, form, status=400)
    try:
        decided = form.cleaned_data["state"], form.cleaned_data["reason"]
        done = review(read, *decided, request.user, shown=_versions(request, "shown"))
    except StaleFindings as refused:
        return _again(request, read, form, status=show_refusal(form, refused))
    words = ngettext("%(number)s point reviewed.", "%(number)s points reviewed.", len(done))
    messages.success(request, words % {"number": len(done)})
    return HttpResponseRedirect(following)


def _following(request: HttpRequest) -> str:
    """The page of this site that the form was on."""
    following = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure())
    return following if is_ours else address("findings")


def _versions(request: HttpRequest, field: str) -> dict[int, int]:
    """The findings that were ticked, or of which the reviews were shown, each with the version that was read.

    Raise BadRequest for other text.
    """
    read = {}
    for text in request.POST.getlist(field):
        match = _READ.fullmatch(text)
        if match is None:
            raise BadRequest("a finding is given as its id and its version")
        read[int(match[1])] = int(match[2])
    return read


@dataclass(frozen=True, slots=True)
class Ticked:
    """A finding that was ticked, as it is now.

    `has_changed`: since it was read. `has_review`: a colleague's, which is shown. `is_ticked`: still, because
    nothing of it is new to the auditor.
    """

    finding: Finding
    has_changed: bool
    has_review: bool
    is_ticked: bool


def _ticked(request: HttpRequest, read: Mapping[int, int], user: User) -> list[Ticked]:
    """What was ticked, in the order of lists."""
    found = Finding.objects.for_reader(user).filter(pk__in=read).with_reviews()
    by_others = reviewed_by_others(read, user)
    shown = _versions(request, "shown")
    ticked = []
    for finding in found.for_list_page().with_projects():
        has_changed = finding.version != read[finding.pk]
        has_review = finding.pk in by_others
        is_known = not has_review or shown.get(finding.pk) == finding.version
        ticked.append(Ticked(finding, has_changed, has_review, is_known and not has_changed))
    return ticked


def _again(request: HttpRequest, read: Mapping[int, int], form: ReviewForm, *, status: int) -> HttpResponse:
    """The form once more: what was ticked, as it is now, and what was typed."""
    following = _following(request)
    context = {
        "title": _("The review is not kept yet"),
        "crumbs": [
            (_("Overview"), address("overview")),
            (_("Points to review"), following),
            (_("Review"), ""),
        ],
        "form": form,
        "ticked": _ticked(request, read, user_of(request)),
        "next": following,
        "states": ReviewState.choices,
    }
    return render(request, "budget/review.html", context, status=status)
