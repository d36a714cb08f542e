from django.db import migrations

# Dotted names in the queue's rows, as they were before budget.uploads was a package: the task that a worker imports,
# and the failure that `budget.uploads.worker` writes and reads.
TASKS = {"budget.upload_work.work_on_upload": "budget.uploads.tasks.work_on_upload"}
FAILURES = {"budget.worker.Died": "budget.uploads.worker.Died"}


def _rename(apps, tasks, failures):
    results = apps.get_model("django_tasks_database", "DBTaskResult").objects
    for old, new in tasks.items():
        results.filter(task_path=old).update(task_path=new)
    for old, new in failures.items():
        results.filter(exception_class_path=old).update(exception_class_path=new)


def rename(apps, schema_editor):
    """Give queued uploads the task's new name, without which no worker can run them."""
    _rename(apps, TASKS, FAILURES)


def rename_back(apps, schema_editor):
    """Give queued uploads the task's former name."""
    _rename(apps, *({new: old for old, new in names.items()} for names in (TASKS, FAILURES)))


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0020_corrected_findings"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [migrations.RunPython(rename, rename_back)]
