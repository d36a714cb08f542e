"""Registers the administration. The module of each subject names its models and their admins in ADMINS."""

from django.contrib import admin

from budget.admin import (
    accounts,
    aliases,
    findings,
    imports,
    match_decisions,
    names,
    project_types,
    results,
)
from budget.admin.corrections import admin as corrections_admin
from budget.admin.entry import disclosures, indicators, projects, units
from budget.admin.history import admin as history_admin
from budget.admin.lifecycle import admin as lifecycle_admin
from budget.admin.uploads import admin as uploads_admin

SUBJECTS = [
    names,
    aliases,
    disclosures,
    units,
    projects,
    indicators,
    corrections_admin,
    lifecycle_admin,
    uploads_admin,
    imports,
    findings,
    match_decisions,
    results,
    project_types,
    accounts,
    history_admin,
]

for subject in SUBJECTS:
    for model, model_admin in subject.ADMINS.items():
        admin.site.register(model, model_admin)
