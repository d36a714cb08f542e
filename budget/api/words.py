"""The words of the OpenAPI schema, marked for translation: the page for people shows them in its language."""

from typing import Final

from django.utils.translation import gettext_noop as _

WORDS: Final = (
    _(
        "What departments published in their 项目支出绩效目标表. Money is in 万元, as strings; null means "
        "that the table states nothing, which is not 0. Where the installation asks everybody to sign "
        "in, who has not is answered 401."
    ),
    _("The fiscal years there are, the latest first"),
    _("Departments of a fiscal year"),
    _("fiscal year; else the latest"),
    _("words, all of which the row answers to"),
    _("the department's region, as it is named"),
    _("with a total in this range, in 万元"),
    _("of this project type"),
    _("with money from this source"),
    _("with an indicator of this category"),
    _("with an annual target of this kind"),
    _("with an annual target of this comparator"),
    _("with a point to review of this level"),
    _("of projects with this share of quantified indicators"),
    _("Units of a fiscal year"),
    _("of this department"),
    _("Projects of a fiscal year"),
    _("of this unit"),
    _("A project with its objective and indicators"),
    _("410 where a later revision of the table dropped it, or the table was withdrawn."),
    _("Indicators of a fiscal year"),
    _("of this project"),
    _("What was imported for a fiscal year"),
    _("A disclosure with the files it was read from"),
    _("410 where it was withdrawn."),
    _("Points to review of a fiscal year, the gravest first"),
    _("What the checks found. A point to review says where to look; it is no verdict."),
    _("of this check"),
    _("in tables of targets, or in self-evaluations"),
    _("Self-evaluations of a fiscal year"),
    _("by state"),
    _("by outcome"),
    _("by execution"),
    _("by score"),
    _("A self-evaluation with its indicators"),
)
