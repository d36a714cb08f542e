"""The tables: departments, units and projects, the disclosures that state them, and all that derives."""

from budget.models.account_history import GroupState, UserState
from budget.models.aliases import DepartmentAlias, UnitAlias
from budget.models.checks import Checked, CheckSetting, FindingFigures, NotEvaluated, Tally
from budget.models.corrections import Correction, CorrectionStatus
from budget.models.disclosures import Disclosure, Problem, Revision, Source, StoredFile, UnitStatement
from budget.models.facts import FactBlock
from budget.models.findings import Finding, ReviewState
from budget.models.hierarchy import Department, Unit
from budget.models.history import HISTORIES
from budget.models.lifecycle import DisclosureEvent, EventKind
from budget.models.match_decisions import MatchDecision, PairDecision
from budget.models.people import ExternalIdentity, FailedSignIn, SecondFactor
from budget.models.project_types import HandSetType, ProjectTypeRule
from budget.models.projects import Project, RetiredProject
from budget.models.result_decisions import ResultDecision
from budget.models.reviews import Review
from budget.models.rollups import CategoryFigures, TypeFigures
from budget.models.search import SearchText
from budget.models.self_evaluations import (
    ResultIndicator,
    SelfEvaluation,
    SelfEvaluationRevision,
    SelfEvaluationSource,
)
from budget.models.uploads import Upload, UploadedDisclosure, UploadedFile, UploadedPart, UploadOutcome

__all__ = [
    "HISTORIES",
    "CategoryFigures",
    "CheckSetting",
    "Checked",
    "Correction",
    "Department",
    "DepartmentAlias",
    "Disclosure",
    "DisclosureEvent",
    "EventKind",
    "ExternalIdentity",
    "FailedSignIn",
    "FactBlock",
    "Finding",
    "FindingFigures",
    "GroupState",
    "HandSetType",
    "MatchDecision",
    "NotEvaluated",
    "PairDecision",
    "Problem",
    "Project",
    "ProjectTypeRule",
    "RetiredProject",
    "ResultDecision",
    "ResultIndicator",
    "Review",
    "Revision",
    "SearchText",
    "SecondFactor",
    "SelfEvaluation",
    "SelfEvaluationRevision",
    "SelfEvaluationSource",
    "Source",
    "CorrectionStatus",
    "ReviewState",
    "StoredFile",
    "Tally",
    "TypeFigures",
    "Unit",
    "UnitAlias",
    "UnitStatement",
    "Upload",
    "UploadOutcome",
    "UploadedDisclosure",
    "UploadedFile",
    "UploadedPart",
    "UserState",
]
