"""Uploads: received in a request, previewed and stored by a worker."""
