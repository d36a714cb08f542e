"""The page of help: a guide for auditors and editors, which tables are read, what each refusal asks for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budget.links import address
from budget.pages.help import groups, headings, layouts, other_tables, result_headings
from budget.pages.help_guide import guide


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("Help"),
        "crumbs": [(_("Overview"), address("overview")), (_("Help"), "")],
        "guide": guide(),
        "layouts": layouts(),
        "headings": headings(),
        "result_headings": result_headings(),
        "other_tables": other_tables(),
        "groups": groups(),
    }
    return render(request, "budget/help.html", context)
