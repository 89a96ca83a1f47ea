"""`<scrawl-pad>` as a folder for any page: one script joined from the engine's modules, its kernel and its weights.

The folder is an npm package, too, ready to be published.
"""

import json
import re
from pathlib import Path

from scrawl._version import __version__
from scrawl.recognizer import BROWSER, WEIGHTS
from scrawl.web import assets

ENTRY = "scrawl-pad.js"
IMPORT = re.compile(r'^import \{ ([^}]+) \} from "\./([\w-]+\.js)";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
COMMENT = re.compile(r"/\*\*.*?\*/ ?", re.DOTALL)
BESIDE = re.compile(r"(?<=[;,{(\[]) // .*$")  # a comment behind a line
README = """# scrawl-pad

A form field to write digits into. It reads in the browser; nothing is sent.

```html
<script type="module" src="node_modules/scrawl-pad/scrawl-pad.js"></script>
<form><scrawl-pad name="amount" required></scrawl-pad></form>
```
"""


def write(folder: Path) -> None:
    """Write the package into a folder, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ENTRY).write_text(script(), "utf-8")
    (folder / "convolution.wasm").write_bytes((assets.FOLDER / "engine/convolution.wasm").read_bytes())
    (folder / "weights.bin").write_bytes((WEIGHTS / BROWSER).read_bytes())
    (folder / "README.md").write_text(README, "utf-8")
    package = {
        "name": "scrawl-pad",
        "version": __version__,
        "description": "A form field to write digits into, read in the browser",
        "license": "MIT",
        "type": "module",
        "exports": {".": f"./{ENTRY}"},
        "files": [ENTRY, "convolution.wasm", "weights.bin"],
        "keywords": ["handwriting", "digits", "custom-element", "form"],
    }
    (folder / "package.json").write_text(json.dumps(package, indent=2) + "\n", "utf-8")


def script() -> str:
    """The element and the modules that it needs as one module.

    Each is a function that gives its exports, after those that it imports; names of one never meet those of another.
    """
    order: list[str] = []

    def visit(name: str) -> None:
        for _, other in IMPORT.findall(source(name)):
            visit(other)
        if name not in order:
            order.append(name)

    visit(ENTRY)
    return "const m = {}; // the modules\n" + "\n".join(_wrapped(name) for name in order) + "\n"


def source(name: str) -> str:
    """A module of the engine without its comments and indents."""
    written = (assets.FOLDER / "engine" / name).read_text("utf-8")
    lines = (BESIDE.sub("", line).strip() for line in COMMENT.sub("", written).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _wrapped(name: str) -> str:
    own = IMPORT.sub(r'const { \1 } = m["\2"];', source(name))
    exports = ", ".join(each for _, each in EXPORT.findall(own))
    inner = EXPORT.sub(r"\1 \2", own)
    return f'm["{name}"] = (() => {{\n{inner}\nreturn {{ {exports} }};\n}})();'
