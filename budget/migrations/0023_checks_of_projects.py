import hashlib
import json
from itertools import groupby, islice
from operator import attrgetter

from django.db import migrations

from budget.migrations._frozen_folding import fold

# A check says the same of a project once since here: its finding lists the indicators, and its key is the project's.
# The findings before were one an indicator (`VAL-08:project.indicator`), or one a missing category (CMP-05:project).
LISTING = {
    *("QNT-03", "QNT-04", "QNT-11", "QNT-12", "QNT-13", "AMT-05", "FMT-01", "YOY-01", "REL-02", "REL-03", "REL-04"),
    *("VAL-02", "VAL-03", "VAL-04", "VAL-05", "VAL-06", "VAL-07", "VAL-08", "VAL-09", "VAL-10", "VAL-12"),
    *("CLS-01", "CLS-02", "CLS-03", "CLS-04", "CLS-05", "CLS-06"),
}
# Their key named all of the indicators, not one.
NAMED_ALL = {"AMT-05", "QNT-04", "VAL-04", "VAL-05"}
CATEGORIES = {"CMP-05": "效益指标", "CMP-06": "数量指标", "CMP-07": "质量指标", "CMP-10": "满意度指标"}
# CMP-03 becomes CMP-13 where a category is missing as well.
AFFECTED = {"QNT-01", "CMP-03", "CMP-13", *CATEGORIES, *LISTING}
# Checks that are new here, and the former check that is nearest: for findings with reviews, on the way back.
NEAREST = {
    "CST-01": "CMP-08", "CST-02": "CMP-08", "CST-03": "CMP-08", "WGT-01": "CLS-06", "FMT-04": "FMT-01",
    "VAL-13": "YOY-03", "VAL-14": "VAL-08", "VAL-15": "VAL-12", "VAL-16": "VAL-02",
    "REL-06": "CMP-01", "REL-07": "REL-01", "REL-08": "REL-04", "REL-09": "REL-02",
}
BENEFITS = {"economic", "social", "ecological", "sustained"}
SAYS_NOTHING = {"", "-", "--", "—", "——", "–", "/", "\\", "无", "暂无", "不适用"}
LEVELS = ("error", "warning", "notice")
GROUPS = 500
ROWS = 500
TRIGGER = {
    "sqlite": (
        ["DROP TRIGGER review_is_never_changed"],
        [
            """CREATE TRIGGER review_is_never_changed BEFORE UPDATE ON budget_review
            BEGIN SELECT RAISE(ABORT, 'review_is_never_changed'); END"""
        ],
    ),
    "postgresql": (
        ["ALTER TABLE budget_review DISABLE TRIGGER review_is_never_changed"],
        ["SET CONSTRAINTS ALL IMMEDIATE", "ALTER TABLE budget_review ENABLE TRIGGER review_is_never_changed"],
    ),
}
WRITTEN = [
    *("check_id", "key", "level", "level_rank", "position", "indicator", "indicators", "categories", "row", "rows"),
    *("evidence", "evidence_digest", "review_state", "version", "first_seen_in", "last_seen_in"),
]


def quotes(finding, what):
    return [quote["text"] for quote in finding.evidence if quote["what"] == what]


def place(finding):
    """The position of the first indicator that a finding names; before all where it names none."""
    return finding.indicator or min(finding.indicators, default=0)


def new_check(finding):
    if finding.check_id in CATEGORIES:
        return "CMP-13"
    if finding.check_id != "QNT-01":
        return finding.check_id
    targets = quotes(finding, "annual_target")
    if targets and fold(targets[-1]) in SAYS_NOTHING:
        return "QNT-11"
    return "QNT-13" if BENEFITS.intersection(finding.categories.split()) else "QNT-12"


def grouped(findings):
    """The findings of one disclosure that become one, by its key."""
    groups = {}
    for finding in findings:
        subject = finding.key.partition(":")[2].partition(".")[0]
        groups.setdefault((new_check(finding), subject), []).append(finding)
    for check, subject in list(groups):
        if check == "CMP-03" and ("CMP-13", subject) in groups:
            groups["CMP-13", subject] += groups.pop((check, subject))
    return groups


def merged(check, subject, findings, counts):
    """The finding that stands for all of them: what is in force in it, else the latest decided one."""
    findings.sort(key=lambda one: (not one.is_active, one.review_state == "open", place(one), one.pk))
    kept = findings[0]
    there = sorted((one for one in findings if one.is_active), key=lambda one: (place(one), one.pk)) or [kept]
    key = f"{check}:{subject}"
    if len(findings) == 1 and (kept.key, kept.check_id) == (key, check):
        return kept, False
    states = {one.review_state for one in there}
    is_opened = len(states) > 1
    kept.review_state = "open" if is_opened else states.pop()
    kept.version = max(one.version for one in findings) + (len(findings) > 1)
    kept.first_seen_in_id = min(one.first_seen_in_id for one in findings)
    kept.last_seen_in_id = max(one.last_seen_in_id for one in findings)
    kept.position = min(one.position for one in there)
    ranks = [one.level_rank for one in there]
    if check == "CMP-13":
        kept.evidence = missing_categories(there, counts.get(kept.project_id)) or kept.evidence
    else:
        kept.evidence = [quote for one in there for quote in one.evidence]
        kept.indicators = sorted({position for one in there for position in one.indicators})
        kept.indicator = kept.indicators[0] if len(kept.indicators) == 1 else None
        kept.rows = list(dict.fromkeys(row for one in there for row in one.rows))
        if len(there) > 1 and kept.named:
            kept.row = kept.named[0]["row"]
        kept.categories = "".join(f" {key} " for key in sorted({k for one in there for k in one.categories.split()}))
    ranks = {"QNT-11": [0], "QNT-12": [1], "QNT-13": [2]}.get(check, ranks) if kept.check_id == "QNT-01" else ranks
    kept.level_rank = min(ranks)
    kept.level = LEVELS[kept.level_rank]
    kept.evidence_digest = digest_of_evidence(kept.evidence)
    kept.check_id, kept.key = check, key
    return kept, is_opened


def missing_categories(findings, count):
    """The evidence of CMP-13 for what the former checks of categories found."""
    of = {one.check_id: one for one in findings}
    names = [name for check, name in CATEGORIES.items() if check in of]
    stated = [quote for one in findings for quote in one.evidence if quote["what"] == "categories"]
    if not names or count is None:
        return []
    plain = {"column": "", "indicator": None}
    return [
        {"what": "missing", "text": "、".join(names), **plain},
        {"what": "indicator_count", "text": str(count), **plain},
        *stated[:1],
    ]


def digest_of_evidence(evidence):
    words = [(quote["what"], fold(quote["text"]), quote["column"]) for quote in evidence]
    return hashlib.sha256(json.dumps(words, ensure_ascii=True).encode()).hexdigest()


def chunks(rows, size):
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


def merge(apps, schema_editor):
    """Make one finding a project and check of those an indicator or a category. Reviews go to the finding that stays."""
    Finding = apps.get_model("budget", "Finding")
    reviewed = set(apps.get_model("budget", "Review").objects.values_list("finding_id", flat=True).distinct())
    disclosures = apps.get_model("budget", "Disclosure").objects.order_by("pk").values_list("pk", flat=True)
    change_reviews(schema_editor, 0)
    for some in chunks(list(disclosures), 20):
        rows = Finding.objects.filter(disclosure__in=some, check_id__in=AFFECTED).order_by("disclosure_id", "pk")
        merge_disclosures(apps, [list(found) for _, found in groupby(rows, key=attrgetter("disclosure_id"))], reviewed)
    change_reviews(schema_editor, 1)
    set_new_checks(apps)
    rename_around(apps, {**dict.fromkeys(CATEGORIES, ["CMP-13"]), "QNT-01": ["QNT-11", "QNT-12", "QNT-13"]})


def set_new_checks(apps):
    """Give the new checks what an operator chose for the former ones, whose settings stay without effect."""
    CheckSetting = apps.get_model("budget", "CheckSetting")
    of = {one.check_id: one for one in CheckSetting.objects.filter(check_id__in=["QNT-01", *CATEGORIES])}
    levels = [of[check].level for check in CATEGORIES if check in of and of[check].level]
    is_off = all(check in of and of[check].is_on is False for check in CATEGORIES)
    wanted = {"CMP-13": (False if is_off else None, min(levels, key=LEVELS.index, default=""))}
    if "QNT-01" in of:
        was = of["QNT-01"]
        wanted |= {"QNT-11": (was.is_on, ""), "QNT-12": (was.is_on, was.level), "QNT-13": (was.is_on, "")}
    for check, (is_on, level) in wanted.items():
        if is_on is not None or level:
            CheckSetting.objects.get_or_create(check_id=check, defaults={"is_on": is_on, "level": level})


def change_reviews(schema_editor, which):
    """Let the reviews' finding be changed (0), or forbid it again (1)."""
    for statement in TRIGGER[schema_editor.connection.vendor][which]:
        schema_editor.execute(statement)


def merge_disclosures(apps, disclosures, reviewed):
    Finding, Review = apps.get_model("budget", "Finding"), apps.get_model("budget", "Review")
    projects = {one.project_id for found in disclosures for one in found if one.check_id in CATEGORIES} - {None}
    counts = {}
    for some in chunks(sorted(projects), ROWS):
        counts.update(
            apps.get_model("budget", "Project").objects.filter(pk__in=some).values_list("pk", "indicator_count")
        )
    kept, gone, opened = [], {}, []
    for found in disclosures:
        for (check, subject), findings in grouped(found).items():
            before = [(one.pk, one.key) for one in findings]
            one, is_opened = merged(check, subject, findings, counts)
            gone.update((pk, one.pk) for pk, _ in before if pk != one.pk)
            if len(before) > 1 or before[0][1] != one.key:
                kept.append(one)
            if is_opened:
                opened.append(one)
    for pk in sorted(reviewed & gone.keys()):
        Review.objects.filter(finding_id=pk).update(finding_id=gone[pk])
    links = Finding.projects.through.objects
    for some in chunks(sorted(gone), ROWS):
        rows = links.filter(finding_id__in=some)
        rows._raw_delete(rows.db)
        rows = Finding.objects.filter(pk__in=some)
        rows._raw_delete(rows.db)
    Finding.objects.bulk_create(
        kept, batch_size=ROWS, update_conflicts=True, unique_fields=["pk"], update_fields=WRITTEN
    )
    Review.objects.bulk_create(
        [
            Review(finding=one, state="open", is_reopening=True, evidence=one.evidence, revision_id=one.last_seen_in_id)
            for one in opened
        ]
    )


def rename_around(apps, new_ids):
    """Rename checks in what is kept beside findings, count anew, and mark every disclosure as to be checked again."""
    for model in ("NotEvaluated", "Tally", "FindingFigures"):
        apps.get_model("budget", model).objects.filter(check_id__in=new_ids).delete()
    Checked = apps.get_model("budget", "Checked")
    for checked in Checked.objects.exclude(off=[]).iterator():
        off = list(dict.fromkeys(new for check in checked.off for new in new_ids.get(check, [check])))
        if off != checked.off:
            Checked.objects.filter(pk=checked.pk).update(off=off)
    Checked.objects.update(settings_digest="")
    count_again(apps)


def count_again(apps):
    """Count the findings in force of each disclosure by check, level and category, and by check with their projects."""
    Finding = apps.get_model("budget", "Finding")
    figures, tallies = apps.get_model("budget", "FindingFigures"), apps.get_model("budget", "Tally")
    rows = Finding.objects.filter(is_active=True).order_by("disclosure_id")
    rows = rows.values_list("disclosure_id", "check_id", "level", "categories", "money", "project_id").iterator()
    for found in chunks(groupby_disclosure(rows), GROUPS):
        ids = [disclosure for disclosure, _, _ in found]
        figures.objects.filter(disclosure_id__in=ids).delete()
        figures.objects.bulk_create(
            [
                figures(disclosure_id=disclosure, check_id=check, level=level, category=category, finding_count=count)
                for disclosure, counts, _ in found
                for (check, level, category), count in counts.items()
            ],
            batch_size=ROWS,
        )
        there = set(tallies.objects.filter(disclosure_id__in=ids).values_list("disclosure_id", "check_id"))
        for disclosure, _, projects in found:
            for check, of_check in projects.items():
                columns = tally(of_check)
                if (disclosure, check) in there:
                    tallies.objects.filter(disclosure_id=disclosure, check_id=check).update(
                        finding_count=columns["finding_count"]
                    )
                else:
                    tallies.objects.create(disclosure_id=disclosure, check_id=check, **columns)


def tally(findings):
    """The counts of a check that had none yet: each of its findings is on one project."""
    money = dict(findings)
    stated = [fen for fen in money.values() if fen is not None]
    return {
        "finding_count": len(findings),
        "project_count": len(money),
        "money": sum(stated) if stated else None,
    }


def groupby_disclosure(rows):
    for disclosure, of_disclosure in groupby(rows, key=lambda row: row[0]):
        counts, projects = {}, {}
        for _, check, level, categories, money, project in of_disclosure:
            projects.setdefault(check, []).append((project, money))
            for category in ("", *categories.split()):
                counts[check, level, category] = counts.get((check, level, category), 0) + 1
        yield disclosure, counts, projects


def split(apps, schema_editor):
    """Give findings their former checks and keys, of the first indicator that each names. Reviews stay with them;
    what the former checks find beside is found by checking again."""
    Finding = apps.get_model("budget", "Finding")
    reviewed = set(apps.get_model("budget", "Review").objects.values_list("finding_id", flat=True).distinct())
    new = Finding.objects.filter(check_id__in=NEAREST)
    for some in chunks(list(new.exclude(pk__in=reviewed).values_list("pk", flat=True)), ROWS):
        Finding.projects.through.objects.filter(finding_id__in=some).delete()
        Finding.objects.filter(pk__in=some).delete()
    for check, nearest in NEAREST.items():
        Finding.objects.filter(check_id=check).update(check_id=nearest)
    rows = Finding.objects.filter(check_id__in=AFFECTED).order_by("disclosure_id", "pk").iterator(chunk_size=2000)
    for some in chunks(rows, GROUPS):
        names = names_of_indicators(apps, {one.project_id for one in some} - {None})
        for one in some:
            former_check_and_key(one, names.get(one.project_id, {}))
        Finding.objects.bulk_create(
            some, batch_size=ROWS, update_conflicts=True, unique_fields=["pk"], update_fields=["check_id", "key"]
        )
    apps.get_model("budget", "CheckSetting").objects.filter(
        check_id__in=["CMP-13", "QNT-11", "QNT-12", "QNT-13", *NEAREST]
    ).delete()
    rename_around(apps, {"CMP-13": list(CATEGORIES), **dict.fromkeys(("QNT-11", "QNT-12", "QNT-13"), ["QNT-01"])})


def former_check_and_key(finding, names):
    check, _, subject = finding.key.partition(":")
    if check == "CMP-13":
        said = (quotes(finding, "missing") or [""])[0].split("、")[0]
        finding.check_id = next((old for old, name in CATEGORIES.items() if name == said), "CMP-05")
    elif check in ("QNT-11", "QNT-12", "QNT-13"):
        finding.check_id = "QNT-01"
    finding.key = f"{finding.check_id}:{subject}"
    if check not in LISTING or not finding.indicators or quotes(finding, "unread"):
        return
    stated = {quote["indicator"]: (fold(quote["text"]), 1) for quote in finding.evidence if quote["what"] == "name"}
    positions = finding.indicators if check in NAMED_ALL else finding.indicators[:1]
    about = [names.get(position) or stated.get(position) for position in positions]
    if all(about):
        finding.key += "." + digest_of_names(about)


def names_of_indicators(apps, projects):
    """Of each project the folded names of its indicators, numbered among namesakes, by their positions."""
    found = {}
    for some in chunks(sorted(projects), ROWS):
        rows = apps.get_model("indicators", "Indicator").objects.filter(project_id__in=some)
        for project, position, name in rows.order_by("project_id", "position", "pk").values_list(
            "project_id", "position", "name"
        ):
            of_project = found.setdefault(project, {})
            folded = fold(name)
            ordinal = 1 + sum(one == folded for one, _ in of_project.values())
            of_project[position] = folded, ordinal
    return found


def digest_of_names(names):
    about = "\x1e".join("\x1f".join(map(str, name)) for name in sorted(names))
    return hashlib.blake2b(about.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0022_other_sources"),
        ("indicators", "0003_kinds_of_targets"),
    ]

    operations = [migrations.RunPython(merge, split)]
