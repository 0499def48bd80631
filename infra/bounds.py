#!/usr/bin/env python3
"""Counts what keeps the code readable: lines, length of files and functions, traits with a single implementation,
import circles, lines of the template for a function. `python infra/bounds.py` shows the figures beside their bounds."""

from __future__ import annotations

import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("functions", "shared", "cli")
# For what Milepost did when the bound was set; what it has learnt since counts on top, with the lines that it took.
PRODUCT_LINES = 32_000
LEARNT_SINCE = {
    "milepost doctor": 1_220,
    "history rows below a kilobyte": 165,
    "renewal, list and reminders of certificates": 808,
    "bounds on designs and on logged header names, event keys in log lines": 120,
    "one time line, and attempts": 440,
    "deliveries and records read in one pass": 60,
    "spellings of values, names and the webhook's address, compressed bodies": 480,
    "days in a time zone, pages in the languages of certificates": 564,
}
FUNCTION = re.compile(r"^( *)(?:pub(?:\([a-z]+\))? )?(?:const )?(?:async )?fn \w+", re.MULTILINE)
TRAIT = re.compile(r"^ *(?:pub(?:\([a-z]+\))? )?trait (\w+)", re.MULTILINE)
# With any bounds and parameters between.
IMPLEMENTATION = re.compile(r"^ *impl\b(?:<[^{;]*?>)?\s+(?:\w+::)*(\w+)(?:<[^{;]*?>)?\s+for\s", re.MULTILINE)
TESTS = re.compile(r"^#\[cfg\(test\)\]\n(?:pub(?:\([a-z]+\))? )?mod tests(?: \{\n.*?^\}\n|;\n)", re.MULTILINE | re.DOTALL)
TEST_MODULE = re.compile(TESTS.pattern.replace("mod tests", r"mod \w+"), TESTS.flags)
PATH = re.compile(r"(?<![\w:])\w+(?:::\w+)+")
USE_TREE = re.compile(r"((?:\w+::)+)\{([^{}]*)\}")
CHILD = re.compile(r"^(?:pub(?:\([a-z]+\))? )?mod (\w+);", re.MULTILINE)
TEST_FILE = re.compile(r"^#\[cfg\(test\)\]\n(?:pub(?:\([a-z]+\))? )?mod (\w+);", re.MULTILINE)


@dataclass(frozen=True)
class Figure:
    """A figure and its bound; a lower bound if `at_least`."""

    what: str
    value: float
    bound: float
    at_least: bool = False

    @property
    def keeps(self) -> bool:
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def product_files() -> list[str]:
    """The texts of the product's source files, without their tests."""
    paths = [path for part in PRODUCT for path in sorted((ROOT / part).glob("**/src/**/*.rs"))]
    tests = {test for path in paths for test in test_modules(path, path.read_text(encoding="utf-8"))}
    product = (path for path in paths if not is_test(path) and not is_below(path, tests))
    return [TESTS.sub("", path.read_text(encoding="utf-8")) for path in product]


def test_modules(path: Path, text: str) -> list[Path]:
    """The files and folders of modules that are compiled for tests only, whatever they are called."""
    folder = path.parent if path.stem in ("lib", "main", "mod") else path.with_suffix("")
    return [folder / f"{name}{ending}" for name in TEST_FILE.findall(text) for ending in (".rs", "")]


def is_below(path: Path, places: set[Path]) -> bool:
    """Whether a file is one of these, or in one of these folders."""
    return not places.isdisjoint((path, *path.parents))


def is_test(path: Path) -> bool:
    return path.stem == "tests" or "tests" in path.relative_to(ROOT).parts


def function_lengths(text: str) -> list[int]:
    """The lines of each function with a body, as rustfmt lays it out: it ends at its own indentation."""
    lengths = []
    for match in FUNCTION.finditer(text):
        rest = text[match.start() :]
        # A declaration of a trait ends with a semicolon, before any brace.
        if "{" not in rest.split(";\n", 1)[0]:
            continue
        closing = re.search(rf"^{match[1]}\}}$", rest, re.MULTILINE)
        is_one_line = rest.split("\n", 1)[0].endswith("}")
        lengths.append(1 if is_one_line or not closing else rest[: closing.end()].count("\n") + 1)
    return lengths


def single_traits(texts: Iterable[str]) -> list[str]:
    """The traits with at most one implementation in the product."""
    texts = list(texts)
    implemented = Counter(name for text in texts for name in IMPLEMENTATION.findall(text))
    return sorted({name for text in texts for name in TRAIT.findall(text) if implemented[name] <= 1})


def command_files() -> dict[str, str]:
    """The texts of the command's source files, without their tests, by their path below `src`."""
    folder = ROOT / "cli" / "src"
    paths = (path for path in sorted(folder.glob("**/*.rs")) if not is_test(path))
    return {str(path.relative_to(folder)): TEST_MODULE.sub("", path.read_text(encoding="utf-8")) for path in paths}


def module(path: str) -> tuple[str, ...]:
    """The module in a file: `a/b.rs` and `a/b/mod.rs` are `a::b`."""
    *folders, name = path.removesuffix(".rs").split("/")
    return tuple(folders if name in ("mod", "main", "lib") else [*folders, name])


def imports(text: str, own: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The paths in a module that lead to others of its crate, from the root on."""
    while USE_TREE.search(text):
        text = USE_TREE.sub(lambda it: ", ".join(it[1] + name.strip() for name in it[2].split(",") if name.strip()), text)
    bases = {"crate": (), "self": own, "super": own[:-1], **{name: (*own, name) for name in CHILD.findall(text)}}
    found = set()
    for head, *rest in (path.split("::") for path in PATH.findall(text)):
        if head in bases:
            above = sum(name == "super" for name in rest)
            base = bases[head]
            found.add((*base[: len(base) - above], *rest[above:]))
    return found


def circles(texts: dict[str, str]) -> list[list[str]]:
    """The files that import each other, directly or through others."""
    files = {module(path): path for path in texts}
    needs = {path: {file_of(it, files) for it in imports(text, module(path))} - {path} for path, text in texts.items()}
    reach = {path: reachable(needs, path) for path in needs}
    groups = {frozenset({path, *(it for it in reach[path] if path in reach[it])}) for path in needs}
    return sorted(sorted(group) for group in groups if len(group) > 1)


def file_of(path: tuple[str, ...], files: dict[tuple[str, ...], str]) -> str:
    """The file of the longest part of a path that is a module: what follows is an item in it."""
    return next(files[path[:size]] for size in range(len(path), -1, -1) if path[:size] in files)


def reachable(needs: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    left = [start]
    while left:
        new = needs[left.pop()] - seen
        seen |= new
        left += new
    return seen


def figures() -> list[Figure]:
    texts = product_files()
    lengths = [length for text in texts for length in function_lengths(text)]
    template = (ROOT / "template.yaml").read_text(encoding="utf-8")
    functions = template.count("Type: AWS::Serverless::Function\n")
    return [
        Figure("lines of product Rust", sum(text.count("\n") for text in texts), PRODUCT_LINES + sum(LEARNT_SINCE.values())),
        Figure("median lines of a file", statistics.median(text.count("\n") for text in texts), 100),
        Figure("functions of at most 25 lines, %", round(100 * sum(it <= 25 for it in lengths) / len(lengths), 1), 90, True),
        Figure("traits with a single implementation", len(single_traits(texts)), 30),
        Figure("import circles in the command", len(circles(command_files())), 0),
        Figure("lines of the template a function", round(template.count("\n") / functions, 1), 130),
        Figure("lines of the README", (ROOT / "README.md").read_text(encoding="utf-8").count("\n"), 200),
    ]


def main() -> int:
    if "--traits" in sys.argv[1:]:
        print("\n".join(single_traits(product_files())))
        return 0
    if "--circles" in sys.argv[1:]:
        print("\n".join(" ".join(circle) for circle in circles(command_files())))
        return 0
    for it in figures():
        sign = "≥" if it.at_least else "≤"
        print(f"{'✔' if it.keeps else '✘'} {it.what:<38}{it.value:>10,g}  {sign} {it.bound:,g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
