from django.contrib.admin.apps import AdminConfig


class SiteConfig(AdminConfig):
    """Django's administration on our own site; apart from that module, which needs the models."""

    default_site = "budget.admin_site.Site"
