"""`<scrawl-pad>` as a folder for any page: scripts joined from the engine's modules, its kernel and its weights.

A second script has what reads under a pattern, and is fetched where one is expected.

The folder is an npm package, too, ready to be published.
"""

import json
import re
from pathlib import Path

from scrawl._version import __version__
from scrawl.recognizer import BROWSER, WEIGHTS
from scrawl.web import assets

ENTRY = "scrawl-pad.js"
LATE = "expected.js"
IMPORT = re.compile(r'^import \{ ([^}]+) \} from "\./([\w-]+\.js)";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
COMMENT = re.compile(r"/\*\*.*?\*/ ?", re.DOTALL)
BESIDE = re.compile(r"(?<=[;,{(\[]) // .*$")  # a comment behind a line
SPACE = re.compile(r" (=>?|\?) |(?<=\{) | (?=\})")  # needless in JavaScript
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
    for name, script in scripts().items():
        (folder / name).write_text(script, "utf-8")
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
        "files": [ENTRY, LATE, "convolution.wasm", "weights.bin"],
        "keywords": ["handwriting", "digits", "custom-element", "form"],
    }
    (folder / "package.json").write_text(json.dumps(package, indent=2) + "\n", "utf-8")


def scripts() -> dict[str, str]:
    """Two scripts by their names: the element with what it needs, and the modules that it imports late.

    Each module is a function that gives its exports, after those that it imports: names of one never meet those of
    another, but no two may export the same. The second script is given what it takes from the first.
    """
    first = _needed(ENTRY)
    second = [name for name in _needed(LATE) if name not in first]
    taken = {
        each
        for name in second
        for names, other in IMPORT.findall(source(name))
        if other in first
        for each in names.split(", ")
    }
    shared = f"{{{','.join(sorted(taken))}}}"
    fetched = f'import("./{LATE}")'
    element = _joined(first).replace(fetched, f"{fetched}.then((made)=>made.default({shared}))")
    late = f"export default ({shared})=>{{\n{_joined(second)}\nreturn {{{_exports(LATE)}}};\n}};\n"
    return {ENTRY: element + "\n", LATE: late}


def source(name: str) -> str:
    """A module of the engine without its comments and indents."""
    written = (assets.FOLDER / "engine" / name).read_text("utf-8")
    lines = (BESIDE.sub("", line).strip() for line in COMMENT.sub("", written).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _needed(name: str) -> list[str]:
    """A module behind those that it imports, and they import."""
    others = [each for _, other in IMPORT.findall(source(name)) for each in _needed(other)]
    return list(dict.fromkeys([*others, name]))


def _joined(names: list[str]) -> str:
    return "\n".join(_wrapped(name) for name in names)


def _wrapped(name: str) -> str:
    inner = SPACE.sub(r"\1", EXPORT.sub(r"\1 \2", IMPORT.sub("", source(name)).strip()))
    exports = f"{{{_exports(name)}}}"
    return f"const {exports}=(()=>{{\n{inner}\nreturn {exports};\n}})();"


def _exports(name: str) -> str:
    return ",".join(each for _, each in EXPORT.findall(source(name)))
