"""The addresses that the benchmark of pages fetches; `{department}` and the like are keys of imported rows."""

from urllib.parse import quote

from budget.models import Disclosure, Finding, Project, Source, Unit

PAGES = """
/
/departments/
/departments/?sort=name&page=3
/departments/?region={region}
/departments/?type=information
/departments/?category=quality&amount=500-1000
/departments/?q=教育
/departments/{department}/?year={year}
/departments/{department}/coverage/?year={year}
/units/
/units/?sort=name&page=10
/units/?year={year}&department={department}
/units/?category=quality
/units/?amount=500-1000
/units/?q=教育
/units/{unit}/?year={year}
/units/{unit}/coverage/?year={year}
/projects/
/projects/?sort=name
/projects/?sort=unit
/projects/?sort=-indicators
/projects/?page=50
/projects/?sort=name&page=50
/projects/?sort=type&page=20
/projects/?type=information
/projects/?level=warning
/projects/?source=other_funds
/projects/?amount=10-50
/projects/?category=quality
/projects/?kind=words
/projects/?type=information&category=quality&kind=words
/projects/?comparator=ge&amount=10-50
/projects/?q=培训
/projects/?q=信息系统运行维护
/projects/?year={year}&department={department}
/projects/?year={year}&department={department}&type=information&level=warning
/projects/{project}/
/indicators/
/indicators/?sort=name
/indicators/?sort=category
/indicators/?sort=kind
/indicators/?page=100
/indicators/?sort=name&page=100
/indicators/?sort=-department
/indicators/?category=quality
/indicators/?kind=words
/indicators/?comparator=ge
/indicators/?category=quality&kind=words&type=information
/indicators/?level=warning
/indicators/?source=other_funds
/indicators/?amount=10-50
/indicators/?q=培训
/indicators/?q=满意度&category=satisfaction
/indicators/?year={year}&department={department}
/indicators/?year={year}&department={department}&category=quality&kind=words
/categories/
/categories/?year={year}&department={department}
/compare/?department={department}&year={earlier}&year={year}
/disclosures/
/disclosures/?sort=-total
/disclosures/?region={region}
/disclosures/?category=quality
/disclosures/{disclosure}/
/disclosures/{disclosure}/?row=12
/disclosures/{disclosure}/reconciliation/
/search/?q=培训
/search/?q=训
/search/?q=服务对象满意度
/search/?q=培训&kind=indicator&page=4
/search/?q=绿化覆盖率+逐步&year={year}
/files/{file}/
/findings/
/findings/?page=50
/findings/?level=error
/findings/?check=VAL-07
/findings/?category=quality
/findings/?category=quality&level=notice&check=VAL-02
/findings/?year={year}&department={department}
/findings/?year={year}&department={department}&unit={unit}
/findings/{finding}/
/findings/resolved/
/findings/working-paper/?year={year}&department={department}
/checks/
/checks/not-evaluated/
/checks/not-evaluated/?check=CST-01
/help/
""".split()
EXPORTS = """
/units/?year={year}&department={department}&_export=csv
/projects/?year={year}&department={department}&_export=csv
/projects/?year={year}&department={department}&_export=xlsx
/indicators/?year={year}&department={department}&_export=json
/findings/?year={year}&department={department}&_export=csv
/categories/?_export=csv
""".split()
API = """
/api/v1/years
/api/v1/departments
/api/v1/departments?sort=name&page=3
/api/v1/units
/api/v1/units?sort=name
/api/v1/projects
/api/v1/projects?sort=name&page=50
/api/v1/projects?type=information
/api/v1/projects?q=培训
/api/v1/projects/{project}
/api/v1/indicators
/api/v1/indicators?category=quality&page=50
/api/v1/indicators?q=培训
/api/v1/disclosures
/api/v1/disclosures/{disclosure}
/api/v1/findings
/api/v1/findings?check=VAL-07&page=20
""".split()


def addresses(year: int, earlier: int) -> list[str]:
    """Every kind of address of a year; the keys are those of rows that every copy of a database has."""
    disclosure = Disclosure.objects.of_year(year).select_related("department").order_by("pk")[0]
    keys = {
        "year": year,
        "earlier": earlier,
        "disclosure": disclosure.pk,
        "department": disclosure.department_id,
        "region": quote(disclosure.department.region),
        "unit": Unit.objects.filter(department=disclosure.department_id).order_by("pk")[0].pk,
        "project": Project.objects.filter(disclosure=disclosure).order_by("pk")[3].pk,
        "finding": Finding.objects.filter(disclosure=disclosure).order_by("pk")[0].pk,
        "file": Source.objects.order_by("pk")[0].pk,
    }
    return [address.format(**keys) for address in (*PAGES, *EXPORTS, *API)]
