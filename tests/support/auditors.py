"""People for tests of reviews, and disclosures whose findings are known."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, Permission, User

from budget.actions.reviews import review
from budget.disclosure.records import Disclosure, Project
from budget.models import Disclosure as DisclosureRow, Finding
from tests import factories


def auditor(name: str = "auditor") -> User:
    """Somebody with the permission to review."""
    user = User.objects.create_user(name)
    user.user_permissions.add(Permission.objects.get(codename="review_finding"))
    return User.objects.get(pk=user.pk)  # anew: permissions are remembered


def reader(name: str = "reader") -> User:
    """Somebody signed in, without the permission."""
    return User.objects.create_user(name)


def table(*projects: Project, year: int = 2024, department: str = "市教育局") -> Disclosure:
    """A table of one unit."""
    return factories.disclosure(
        factories.unit(department, *projects, row=5), department=department, year=year
    )


def training(target: str = "98%", name: str = "教师培训", **fields: Any) -> Project:
    """A project with one indicator, a number of trainings; VAL-08 where its target is a percentage."""
    indicators = (factories.indicator("quantity", "培训次数", target, **fields),)
    return factories.project(name, 7 * factories.WAN, row=6, indicators=indicators)


def found(check: str, disclosure: DisclosureRow | None = None) -> Finding:
    """The one finding of a check."""
    findings = Finding.objects.filter(check_id=check)
    return (findings.filter(disclosure=disclosure) if disclosure else findings).get()


def decide(finding: Finding, state: str, reason: str = "查过了", by: AbstractBaseUser | None = None) -> None:
    """Give a finding a state, as read just now with its reviews."""
    who = by or User.objects.filter(username="auditor").first() or auditor()
    read = {finding.pk: finding.version}
    review(read, state, reason, who, shown=read)
