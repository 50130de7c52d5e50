"""Where are the plain pages that need no build? `index.html` is the call page, at `/call`."""

from pathlib import Path

PAGES = Path(__file__).parent
