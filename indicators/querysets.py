"""The queries over indicators, each in a method named for what it serves."""

from django.db import models


class IndicatorQuerySet(models.QuerySet):
    pass
