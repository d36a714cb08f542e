"""What a test sees of the templates of a page: those with a name of their own, not each partial, cell and widget.

Django's tests copy the context of each template that a page renders, some hundred a page, most of them an icon or a
figure. `response.context` has what the view gave, which the templates of the page itself hold.
"""

from django.template import Template
from django.template.context import Context
from django.test.utils import instrumented_test_render
from django.utils.safestring import SafeString


def render(template: Template, context: Context) -> SafeString:
    """Render a template, and tell tests of it where it is one of the page itself."""
    folder, _, name = (template.name or "").rpartition("/")
    if name and not name.startswith("_") and folder != "django/forms/widgets":
        return instrumented_test_render(template, context)
    return template.nodelist.render(context)
