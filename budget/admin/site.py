"""The administration's site: open by role, with the sign-in of all other pages."""

from collections.abc import Callable
from functools import wraps
from itertools import chain
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.defaults import bad_request

from budget.accounts.access import following_page
from budget.accounts.permissions import may_enter_admin
from budget.admin.base import BOUNDED, disambiguated_label
from budget.admin.dashboard import dashboard_for
from budget.admin.history.change_log import changes_page
from budget.admin.sections import in_sections
from budget.models.names import can_be_stored


class LabelledAutocomplete(AutocompleteJsonView):
    """Autocompletion with labels that distinguish namesakes."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return super().serialize_result(obj, to_field_name) | {"text": disambiguated_label(obj)}


class Site(AdminSite):
    site_header = _("Administration of the performance targets")
    site_title = _("Performance targets")

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter_admin(request.user)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register a model with BOUNDED options, those of other apps too."""
        super().register(model_or_iterable, admin_class, **{**BOUNDED, **options})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the models in sections; with an app's label, as Django does."""
        apps = super().get_app_list(request, app_label)
        return apps if app_label else in_sections(apps, reverse("admin:index"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"dashboard": dashboard_for(request.user)}
        return super().index(request, context | (extra_context or {}))

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Answer 400 to an address with a value that no column holds (NUL), or that names no field to find a
        row by: Django's lists and choices would hand it to the database.
        """
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
            values = (
                request.path_info,
                *chain.from_iterable(values for _name, values in request.GET.lists()),
            )
            if not all(map(can_be_stored, values)) or request.GET.get(TO_FIELD_VAR) == "":
                return bad_request(request, BadRequest())
            answer: HttpResponseBase = inner(request, *args, **options)
            return answer

        return checked

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:
        return LabelledAutocomplete.as_view(admin_site=self)(request)

    @method_decorator([never_cache, login_not_required])
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Redirect to the site's sign-in page, which throttles and requires all factors.

        Raises PermissionDenied for a signed-in user without the role.
        """
        following = following_page(request, request.GET.get(REDIRECT_FIELD_NAME, ""), reverse("admin:index"))
        if not request.user.is_authenticated:
            return redirect_to_login(following)
        if not self.has_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(following)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        changes = path("changes/", self.admin_view(changes_page), name="changes")
        return [changes, *super().get_urls()]

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the page of the account, so that the site has one such form."""
        return redirect("account")
