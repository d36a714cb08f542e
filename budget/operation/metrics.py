"""Figures of the running site for Prometheus, served on an address of their own.

The web processes write how long their answers took into PROMETHEUS_MULTIPROC_DIR (`budget.pages.access_log`).
This process adds them up, and asks the database for the rest at each scrape.
"""

import shutil
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.db import Error, close_old_connections
from django.db.models import Count, Model
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Metric, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from budget.models import Disclosure, Upload
from budget.operation.readiness import missing
from budget.uploads.worker_slots import workers

_PREFIX: Final = "budget_"


class SiteCollector(Collector):
    """Asks database, disk and workers when Prometheus asks."""

    def collect(self) -> Iterator[Metric]:
        close_old_connections()
        version = GaugeMetricFamily(f"{_PREFIX}version", "The version, as a label.", labels=["version"])
        version.add_metric([settings.VERSION], 1)
        yield version
        yield _gauge("disk_free_bytes", "Free bytes of DATA_DIR.", shutil.disk_usage(settings.DATA_DIR).free)
        yield _gauge("ready", "1 where /readyz answers ok.", int(not any(missing())))
        try:
            found = list(_of_database())
        except Error:
            found = []
        yield _gauge("database_up", "1 where the database answers.", int(bool(found)))
        yield from found
        close_old_connections()


def registry() -> CollectorRegistry:
    """Return what Prometheus is answered: the site's figures, and those of all web processes."""
    found = CollectorRegistry()
    found.register(SiteCollector())
    if settings.METRICS_DIR:
        multiprocess.MultiProcessCollector(found)  # type: ignore[no-untyped-call] # as its authors left it
    return found


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{_PREFIX}{name}", words, value=value)


def _of_database() -> Iterator[Metric]:
    """Yield the figures that the database knows. Raises django.db.Error."""
    yield _gauge("disclosures", "Disclosures in force.", Disclosure.objects.in_force().count())
    yield _gauge("workers", "Running workers.", len(workers()))
    yield _by_state("tasks", "Tasks of the queue by state.", DBTaskResult, "status")
    yield _by_state("uploads", "Uploads by state.", Upload, "state")


def _by_state(name: str, words: str, model: type[Model], column: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"{_PREFIX}{name}", words, labels=["state"])
    rows = model._base_manager.order_by(column).values_list(column).annotate(number=Count("pk"))
    for state, number in rows:
        family.add_metric([state.lower()], number)
    return family
