"""Build the site where it is out of date, and print every link in it that leads nowhere."""

from __future__ import annotations

import sys

import site_audit
import site_build
from environment import ROOT


def main() -> int:
    """Return 1 where a link, or the anchor that it names, does not exist."""
    dead = site_audit.dead_links(site_build.build(ROOT / "site"))
    print("\n".join(dead), end="\n" if dead else "")
    return bool(dead)


if __name__ == "__main__":
    sys.exit(main())
