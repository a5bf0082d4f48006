"""Write the reference pages and the outputs shown in README.md and the documentation.

Run ``python docs/update.py`` after a change that moves them; the tests say when that is.  Outputs
of commands that take minutes are written by ``python docs/update.py --recorded`` alone.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from docs.json_pages import schema_files
from docs.pages import ROOT, pages, with_outputs, with_stamp
from docs.reference_pages import with_generated


def main() -> None:
    """Write what has changed, and say what that was."""
    for path, text in schema_files().items():
        _write(path, text)
    for page in pages():
        with tempfile.TemporaryDirectory() as folder:
            text = page.read_text(encoding="utf-8")
            if "--recorded" in sys.argv[1:]:
                text = with_stamp(with_outputs(text, Path(folder), "recorded"))
            else:
                text = with_outputs(with_generated(text), Path(folder))
            _write(page, text)


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
