"""The administration is in Chinese throughout: no word of ours is in English on its pages."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from lxml import html

from tests import factories
from tests.accounts.test_access import site as site  # one row of every model

pytestmark = pytest.mark.django_db

# What is the same in both languages: signs, formats, addresses, names of people, roles and files.
NAMES = re.compile(
    r"SHA-256|English|TOTP|OpenID|LDAP|Mac|Control|Command|/\w+/|[A-Z]{3}-\d\d|https?://\S+|\S+\.\w{2,4}\b"
    r"|CSV|XLSX|XLS|ODS|DOCX|HTML|MHTML|XML|PDF|ZIP"
    r"|\b(?:issuer|somebody|admin|auditor|editor|administrator|reader|after-last)\b"
)
ENGLISH = re.compile(r"[A-Za-z]{3,}")
# The words of a page itself, without what is typed or disclosed.
WORDS = "|".join(
    (
        *("//h1", "//h2", "//label", "//thead//th", "//legend", "//caption", "//option", "//button"),
        *("//*[@class='help']", "//*[contains(@class, 'helptext')]", "//*[@class='paginator']"),
        *("//ul[@class='object-tools']//a", "//div[@class='breadcrumbs']", "//nav//a"),
    )
)


def english_on(page: str) -> set[str]:
    """Return the English words on a page."""
    tree = html.fromstring(page)
    # Django's own words for screen readers, some of which its catalogue lacks.
    for node in tree.xpath("//nav//thead|//select[@name='permissions' or @name='user_permissions']"):
        node.drop_tree()
    found = (" ".join(node.text_content().split()) for node in tree.xpath(WORDS))
    return {text for text in found if ENGLISH.search(NAMES.sub("", text))}


def inline_on(page: str) -> list[str]:
    """Return the elements of a page that hold a script or style of their own, which the policy forbids."""
    tree = html.fromstring(page)
    found = tree.xpath(
        "//style | //script[not(@src) and not(@type='application/json')] | //*[@style]"
        " | //*[@*[starts-with(name(), 'on')]]"
    )
    return [html.tostring(element, encoding="unicode", with_tail=False)[:200] for element in found]


def addresses_of(model: type[Model]) -> Iterator[str]:
    """Yield the addresses of a model's list, its form, and one of its rows."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield reverse(f"{name}_changelist")
    yield reverse(f"{name}_add")
    row = model._default_manager.order_by("pk").first()
    if row is not None:
        yield reverse(f"{name}_change", args=[row.pk])


def test_the_administration_is_in_chinese_and_without_inline_scripts_and_styles(
    site: None, admin_client: Client
) -> None:
    unit = factories.unit("甲局", factories.project("校舍维修", indicators=factories.indicators("quantity")))
    entered = factories.stored(factories.disclosure(unit, department="甲局", layout="entered", row=None))
    project = entered.projects.get()
    pages = [address for model in admin.site._registry for address in addresses_of(model)]
    pages += [reverse("admin:index"), reverse("admin:budget_project_delete", args=[project.pk])]
    pages += [
        reverse(f"admin:budget_{row._meta.model_name}_change", args=[row.pk])
        for row in (entered, project.statement, project)
    ]
    untranslated, inline = {}, {}
    for address in pages:
        answer = admin_client.get(address)
        if answer.status_code != 200:
            continue
        page = answer.content.decode()
        if words := english_on(page):
            untranslated[address] = words
        if elements := inline_on(page):
            inline[address] = elements
    assert untranslated == {}
    assert inline == {}


def test_an_inline_script_or_style_is_found() -> None:
    page = (
        "<p onclick='x()'>1</p><p style='color: red'>2</p><style>p {}</style><script>x()</script>"
        "<script src='x.js'></script><script type='application/json'>1</script>"
    )
    assert len(inline_on(page)) == 4


def test_english_on_a_page_is_found() -> None:
    page = "<html><body><h2>版本</h2><table><thead><tr><th>Message</th></tr></thead></table></body></html>"
    assert english_on(page) == {"Message"}
