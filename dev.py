#!/usr/bin/env python3
"""The commands of the repository, for people, hooks and machines. `python3 dev.py --help` names them.

Python 3.11 or later with venv is all that they need: everything else they fetch into this checkout.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        f"dev.py needs Python 3.11 or later; this is {sys.version.split()[0]}. Call it with a newer python3."
    )

from devtools.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
