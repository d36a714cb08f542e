"""The administration: a module or folder a subject, registered by registry.py."""
