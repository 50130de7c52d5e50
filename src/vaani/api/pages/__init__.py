"""Where do the pages lie? `index.html` is the plain call page, at `/call`; it needs no build. The
console is built from `web/` into `CONSOLE`, which git ignores."""

from pathlib import Path

PAGES = Path(__file__).parent
CONSOLE = PAGES / "console"
