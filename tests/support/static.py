"""Static files of the tests' live server."""

from django.contrib.staticfiles.finders import BaseStorageFinder
from django.contrib.staticfiles.storage import staticfiles_storage


class CollectedFilesFinder(BaseStorageFinder):
    """Finds what collectstatic wrote, by its hashed name: the live server asks the finders for each file."""

    storage = staticfiles_storage

    def list(self, ignore_patterns):
        """Nothing: what is collected is not to be collected again."""
        return []
