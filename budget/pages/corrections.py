"""Corrections in force as pages show them. Only staff and auditors see the authors."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from budget.accounts.permissions import may_correct, may_enter_admin
from budget.models import Correction, CorrectionStatus, Disclosure, Project, Unit, UnitStatement
from budget.models.corrections import OPEN
from budget.models.querysets.findings import may_review
from budget.money import shown_unit
from budget.pages.corrected_values import disclosed_words
from budget.pages.remembered import remembered
from budget.pages.tables.base import OrderedRows, arranged
from budget.pages.tables.detail import CorrectionTable

Reader = User | AnonymousUser


def may_see_authors(reader: Reader) -> bool:
    """Whether the reader may see the author of a correction."""
    return may_enter_admin(reader) or may_review(reader)


def corrections_of(
    request: HttpRequest, disclosure: Disclosure, unit: Unit | None = None
) -> CorrectionTable | None:
    """The table of a disclosure's corrections in force, or of those of one of its units; None where there are
    none.
    """
    if not disclosure.correction_count:
        return None
    rows = disclosure.corrections.for_pages().select_related("project")
    number = disclosure.correction_count
    if unit is not None:
        rows = rows.filter(Q(statement__unit=unit) | Q(project__unit=unit))
        number = remembered(("corrections of a unit", disclosure.pk, unit.pk), rows.count)
    table = CorrectionTable(
        OrderedRows(rows, number),
        year=disclosure.fiscal_year,
        caption=_("Corrections in force"),
        hidden=[] if may_see_authors(request.user) else ["by"],
        prefix="corrections-",
    )
    return arranged(table, request)


def corrected_note(row: Disclosure | UnitStatement | Project, name: str) -> str:
    """The note below a corrected amount; "" for another amount."""
    if name not in row.as_disclosed:
        return ""
    return _("corrected; disclosed: %(value)s") % {
        "value": disclosed_words(row.as_disclosed[name], shown_unit())
    }


@dataclass(frozen=True, slots=True)
class OfProject:
    """A project's corrections in force by what they are about, and, for editors, those that wait for a
    decision.
    """

    in_force: Sequence[Correction] = ()
    to_decide: Sequence[Correction] = ()
    own: dict[str, Correction] = field(default_factory=dict)
    of_indicators: dict[int, list[Correction]] = field(default_factory=dict)


def corrections_of_project(project: Project, reader: Reader) -> OfProject:
    """The corrections of a project. A project without any needs no query."""
    may_decide = may_correct(reader)
    if not (project.as_disclosed or may_decide):
        return OfProject()
    found = list(project.corrections.filter(standing__in=OPEN).select_related("by").order_by("pk"))
    in_force = [one for one in found if one.standing == CorrectionStatus.IN_FORCE]
    of_indicators: dict[int, list[Correction]] = defaultdict(list)
    for one in in_force:
        if one.indicator_position is not None:
            of_indicators[one.indicator_position].append(one)
    return OfProject(
        in_force=in_force,
        to_decide=[one for one in found if one not in in_force] if may_decide else [],
        own={one.field: one for one in in_force if one.about == "project"},
        of_indicators=dict(of_indicators),
    )
