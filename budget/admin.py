"""What the admin shows. Each subject has a module of its own, which names its models in ADMINS."""

from django.contrib import admin

from budget import (
    corrections_admin,
    entry_admin,
    findings_admin,
    history_admin,
    lifecycle_admin,
    looked_at_admin,
    names_admin,
    people_admin,
    project_type_admin,
    uploads_admin,
)

SUBJECTS = [
    names_admin,
    entry_admin,
    corrections_admin,
    lifecycle_admin,
    uploads_admin,
    looked_at_admin,
    findings_admin,
    project_type_admin,
    people_admin,
    history_admin,
]

for subject in SUBJECTS:
    for model, model_admin in subject.ADMINS.items():
        admin.site.register(model, model_admin)
