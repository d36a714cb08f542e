"""Names of files, which come from anybody: made fit to be shown, kept and given to a download."""

import re
import unicodedata

_SEPARATORS = re.compile(r'[\\/:*?"<>|]')


def safe_file_name(name: str) -> str:
    """A name that a download may bear: no path, no control or direction characters, never empty or hidden."""
    shown = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return _SEPARATORS.sub("_", shown).strip().lstrip(".")[:200] or "disclosure"
