"""Citations: a figure or a finding in one line that leads back to the row of the file it came from."""

from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _, pgettext

from budget.disclosure.amounts import wan_yuan
from budget.links import address
from budget.models import Disclosure, Finding, Project, SelfEvaluation, SelfEvaluationSource, Source
from budget.pages.formats import place_words
from indicators.cells import joined
from indicators.models import Indicator


def cite_project(request: HttpRequest, project: Project, source: Source | None) -> str:
    """A project with its total as disclosed, in 万元."""
    disclosed = project.as_disclosed.get("total", project.total)
    words = _("%(amount)s ×10,000 yuan")
    total = _("not stated") if disclosed is None else words % {"amount": wan_yuan(disclosed)}
    said = _("%(unit)s, %(project)s, total as disclosed %(total)s") % {
        "unit": project.unit.name,
        "project": project.name,
        "total": total,
    }
    origin = _origin(source, project.place, project.row)
    return _line(request, _document(project.disclosure), said, origin, project.get_absolute_url())


def cite_indicator(
    request: HttpRequest, project: Project, indicator: Indicator, source: Source | None
) -> str:
    """An indicator of a project with its annual target as disclosed."""
    said = _("%(unit)s, %(project)s, indicator %(number)s, %(indicator)s: %(target)s") % {
        "unit": project.unit.name,
        "project": project.name,
        "number": indicator.position,
        "indicator": indicator.as_disclosed.get("name", indicator.name),
        "target": joined(
            indicator.as_disclosed.get("annual_target", indicator.annual_target),
            indicator.comparator,
            indicator.unit_of_measure,
        )
        or _("not stated"),
    }
    origin = _origin(source, project.place, indicator.row or project.row)
    url = f"{project.get_absolute_url()}#indicator-{indicator.pk}"
    return _line(request, _document(project.disclosure), said, origin, url)


def cite_finding(request: HttpRequest, finding: Finding) -> str:
    """A finding: its check and wording, the projects or the unit it names, and their rows."""
    about = _(", ").join(one["name"] for one in finding.named) or finding.unit_name
    said = _("point to review %(check)s, %(wording)s %(about)s") % {
        "check": finding.check_id,
        "wording": finding.wording,
        "about": about,
    }
    source: Source | SelfEvaluationSource | None
    if finding.self_evaluation_id is not None:
        files = SelfEvaluationSource.objects.in_force().select_related("revision", "file")
        source = (
            files.defer("file__content", "revision__snapshot")
            .filter(revision__self_evaluation=finding.self_evaluation_id)
            .first()
        )
    else:
        sha256 = finding.project.file if finding.project else ""
        source = Source.objects.in_force(finding.disclosure_id, sha256)
    origin = _origin(source, finding.place, finding.row)
    document = _document(finding.disclosure, finding.self_evaluation)
    return _line(request, document, said.strip(), origin, address("finding", finding.pk))


def _document(disclosure: Disclosure, evaluation: SelfEvaluation | None = None) -> dict[str, Any]:
    """The document that is cited: department, title and year of a disclosure or a self-evaluation."""
    if evaluation is None:
        title = disclosure.title or _("performance target table of projects")
    else:
        title = evaluation.title or _("self-evaluation of a project")
    return {
        "department": disclosure.department_name or disclosure.department.name,
        "title": title,
        "year": disclosure.fiscal_year,
    }


def _line(request: HttpRequest, document: dict[str, Any], said: str, origin: str, url: str) -> str:
    words = _("%(department)s, %(title)s (%(year)s): %(said)s. %(origin)s %(address)s, read on %(day)s.")
    return words % (
        document
        | {
            "said": said,
            "origin": origin,
            "address": request.build_absolute_uri(url),
            "day": localdate().isoformat(),
        }
    )


def _origin(source: Source | SelfEvaluationSource | None, place: str, row: int | None) -> str:
    """File, sheet or page, row, revision and SHA-256; that there is no file where it was entered by hand."""
    if source is None:
        return _("Entered by hand; there is no file.")
    where = [source.name]
    if place:
        where.append(place_words(place))
    if row:
        where.append(_("row %(row)s") % {"row": row})
    where.append(_("revision %(number)s") % {"number": source.revision.number})
    words = pgettext("parts of a place", ", ").join(where)
    return _("%(where)s, SHA-256 %(sha256)s.") % {"where": words, "sha256": source.file.sha256}
