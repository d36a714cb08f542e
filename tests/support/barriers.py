"""Pages looked over in real Chromium: no barrier axe-core knows, and nothing wider than the screen."""

from collections.abc import Callable, Iterable
from pathlib import Path

from playwright.sync_api import Page

from tests.support.paths import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
ENLARGED = {"width": 320, "height": 256}  # a screen of 1280 by 1024 at 400 %

# What axe-core finds, of any weight, and targets too small for WCAG 2.2, each with the elements. Without `preload`,
# which would put the style sheets that others import into the page, against the policy; and without a recommendation
# that Django's own tables of inline forms do not follow: a head over their column of names.
BARRIERS = """async () => {
  const rules = { "target-size": { enabled: true }, "empty-table-header": { enabled: false } };
  const options = { resultTypes: ["violations"], preload: false, rules };
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  );
}"""

# Pictures of pages, made anew on every run; in no commit.
PICTURES = ROOT / "test-output" / "screenshots"


OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def barriers(page: Page) -> list[str]:
    """What of a page bars somebody, by axe-core's rules."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(BARRIERS)


def look_over(
    page: Page,
    addresses: Iterable[str],
    ready: Callable[[], object] = lambda: None,
    *,
    pictures: Path | None = None,
) -> None:
    """Open each address, wide in light, narrow in dark colours, and enlarged: none bars anybody or overflows.

    `ready` waits for what the page draws. Colours do not depend on the width, nor what there is on the colours.
    `pictures`: the folder for a picture of each, named by address and width.
    """
    for address in addresses:
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        page.goto(address)
        ready()
        for viewport, scheme in ((WIDE, "light"), (NARROW, "dark")):
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            assert (address, viewport, barriers(page)) == (address, viewport, [])
            assert (address, viewport, page.evaluate(OVERFLOW)) == (address, viewport, 0)
            if pictures:
                name = address.strip("/").replace("/", "-") or "overview"
                page.screenshot(path=pictures / f"{name}-{viewport['width']}.png", full_page=True)
        page.set_viewport_size(ENLARGED)
        page.wait_for_function(f"({OVERFLOW}) === 0")  # charts are fitted a moment after the screen
