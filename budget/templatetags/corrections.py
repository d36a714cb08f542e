"""Filters of the templates for corrected values."""

from django import template

from budget.pages.corrected_values import mark_corrected, shown_value, stated_value

register = template.Library()

register.filter(stated_value)
register.filter(shown_value)
register.filter(mark_corrected)
