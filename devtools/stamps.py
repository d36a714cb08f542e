"""What an installation was made from, written when it is whole: one that broke off is known by its stamp."""

import hashlib
import json
from pathlib import Path
from typing import Any

INSTALLING = {"state": "installing"}


def digest(*paths: Path) -> str:
    """Return the SHA-256 of the files' bytes, in order."""
    total = hashlib.sha256()
    for path in paths:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def read(stamp: Path) -> dict[str, Any] | None:
    """Return the content of the stamp; INSTALLING where that cannot be read, None where there is none."""
    try:
        content = json.loads(stamp.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        return INSTALLING
    return content if isinstance(content, dict) else INSTALLING


def write(stamp: Path, content: dict[str, Any]) -> None:
    """Write the stamp whole or not at all; its directory is made."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    draft = stamp.with_name(stamp.name + ".draft")
    draft.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    draft.replace(stamp)
