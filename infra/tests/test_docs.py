"""The documents are complete: generated tables, links, payloads, functions, and numbers of the template."""

from __future__ import annotations

import copy
import re
import tomllib
import unittest
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

import docs
from expand import ROOT, expand
from links import FENCE, anchors, broken, links, slug

README = ROOT / "README.md"
MOST_LINES = 200
DOCUMENTS = sorted(
    {README, *(ROOT / f"{name}.md" for name in ("CONTRIBUTING", "SECURITY", "CHANGELOG", "events/README"))}
    | set((ROOT / "docs").rglob("*.md"))
)
TEMPLATE = yaml_parse(docs.TEMPLATE.read_text(encoding="utf-8"))
CONFIGURATION = docs.DOCUMENT.read_text(encoding="utf-8")
PAYLOAD = re.compile(r"`([a-z-]+/[a-z0-9-]+)`")
FIRST_CELL = re.compile(r"^\| `([a-z-]+)` \|", re.MULTILINE)
DAY = 24 * 3600


def payloads(folder: Path = ROOT / "events") -> set[str]:
    found = (path.relative_to(folder) for path in folder.glob("*/*.json"))
    return {path.with_suffix("").as_posix() for path in found if not path.stem.endswith(".expected")}


def listed_payloads(text: str) -> set[str]:
    """Those in the tables of a document."""
    lines = (line for line in FENCE.sub("", text).splitlines() if line.startswith("|"))
    return {name for line in lines for name in PAYLOAD.findall(line)}


def listed_functions(text: str) -> list[str]:
    """Those in the table of functions."""
    return sorted(FIRST_CELL.findall(text.split("| function | does |")[1].split("\n\n")[0]))


class Generated(unittest.TestCase):
    def test_it_is_up_to_date(self) -> None:
        self.assertEqual([], list(docs.difference(CONFIGURATION, TEMPLATE)), "run: python infra/docs.py")

    def test_each_table_follows_the_template(self) -> None:
        spoilt = {
            "`AuthMode`": lambda it: it["Parameters"]["AuthMode"].update(Default="none"),
            "`AlarmEmail`": lambda it: it["Parameters"]["AlarmEmail"].update(Description="Other words."),
            "`StallAfterDays`": lambda it: it["Parameters"]["StallAfterDays"].update(MaxValue=7),
            "`LogLevel`": lambda it: it["Parameters"]["LogLevel"].update(AllowedValues=["info"]),
            "`WebhookUrl`": lambda it: it["Outputs"].pop("WebhookUrl"),
            "`stall-detector`": lambda it: it["Resources"]["StallDetectorFunction"]["Properties"].update(Timeout=301),
            "`email`": lambda it: it["Resources"]["EmailConcern"]["Properties"]["Parameters"].update(MaxReceiveCount=9),
        }
        for row, spoil in spoilt.items():
            with self.subTest(row):
                template = copy.deepcopy(TEMPLATE)
                spoil(template)
                changed = [it for it in docs.difference(CONFIGURATION, template) if it.startswith("-|")]
                self.assertTrue(changed and all(row in it for it in changed), changed)

    def test_what_does_not_fit_together_is_an_error(self) -> None:
        with self.assertRaises(docs.Mismatch):
            docs.written(CONFIGURATION.replace("<!-- generated: outputs -->", ""), TEMPLATE)
        template = copy.deepcopy(TEMPLATE)
        template["Parameters"]["Ungrouped"] = {"Type": "String", "Default": "", "Description": "In no group."}
        with self.assertRaises(docs.Mismatch):
            docs.written(CONFIGURATION, template)

    def test_a_cell_stays_a_cell(self) -> None:
        self.assertEqual("a \\| b \\<c>", docs.cell("a | b <c>"))

    def test_numbers_beside_the_tables_are_those_of_the_template(self) -> None:
        stack = expand()
        queues = dict(stack.of_type("AWS::SQS::Queue"))
        [seconds] = {queue["MessageRetentionPeriod"] for queue in queues.values()}
        self.assertIn(f"Every queue keeps messages for {seconds // DAY} days.", CONFIGURATION)
        hidden = queues["EventsQueue"]["VisibilityTimeout"]
        self.assertIn(f"is hidden from other invocations for {hidden} s.", CONFIGURATION)
        self.assertIn("Every table is on demand, with point-in-time recovery.", CONFIGURATION)
        for name, table in stack.of_type("AWS::DynamoDB::Table"):
            restorable = table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
            self.assertEqual(("PAY_PER_REQUEST", True), (table["BillingMode"], restorable), name)


class Release(unittest.TestCase):
    def test_the_template_names_that_of_the_workspace(self) -> None:
        """`milepost doctor` compares the release that is deployed with its own."""
        workspace = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
        self.assertEqual(workspace["workspace"]["package"]["version"], TEMPLATE["Outputs"]["Release"]["Value"])


class Links(unittest.TestCase):
    def test_each_leads_somewhere(self) -> None:
        for document in DOCUMENTS:
            with self.subTest(document.relative_to(ROOT)):
                self.assertEqual([], broken(document, document.read_text(encoding="utf-8")))

    def test_a_broken_one_is_found(self) -> None:
        text = "# One\n[a](docs/none.md) [b](#two) [c](docs/operations.md#none) [d](#one) [e](docs) [f](https://x.y)\n"
        self.assertEqual(["docs/none.md", "#two", "docs/operations.md#none"], broken(README, text))

    def test_code_holds_no_links(self) -> None:
        self.assertEqual([], list(links("`[a](b)`\n```\n[c](d)\n```\n")))
        self.assertEqual(set(), anchors("```\n# a comment\n```\n"))

    def test_anchors_are_those_of_github(self) -> None:
        self.assertEqual("every-call-in-every-way-make-faults", slug("Every call, in every way: `make faults`"))
        self.assertEqual({"a", "a-1"}, anchors("# A\n## A\n"))


class Readme(unittest.TestCase):
    def test_it_is_short(self) -> None:
        self.assertLessEqual(len(README.read_text(encoding="utf-8").splitlines()), MOST_LINES)

    def test_it_lists_each_function_once(self) -> None:
        deployed = sorted(path.parent.name for path in ROOT.glob("functions/*/Cargo.toml"))
        self.assertEqual(deployed, listed_functions(README.read_text(encoding="utf-8")))

    def test_a_function_listed_twice_is_found(self) -> None:
        text = "| function | does |\n|---|---|\n| `sms` | a |\n| `email` | b |\n| `sms` | c |\n\n| `names` | d |\n"
        self.assertEqual(["email", "sms", "sms"], listed_functions(text))

    def test_every_document_is_linked(self) -> None:
        linked = {it.partition("#")[0] for it in links(README.read_text(encoding="utf-8"))}
        self.assertEqual(set(), {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")} - linked)


class Payloads(unittest.TestCase):
    def test_each_is_listed(self) -> None:
        self.assertEqual(payloads(), listed_payloads((ROOT / "docs" / "payloads.md").read_text(encoding="utf-8")))

    def test_only_tables_count(self) -> None:
        text = "| `ingest/flat` | a |\n\nafter `ingest/get`\n```\n| `ingest/enrolled` |\n```\n"
        self.assertEqual({"ingest/flat"}, listed_payloads(text))


if __name__ == "__main__":
    unittest.main()
