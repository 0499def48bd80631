"""The documents are complete: generated parts, links, payloads, and numbers of the template."""

from __future__ import annotations

import copy
import re
import tomllib
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from samtranslator.yaml_helper import yaml_parse

import docs
from expand import ROOT, expand
from links import FENCE, anchors, broken, links, slug
from pages import alarms, data, functions, payloads
from pages.markdown import Mismatch, cell, rows, written
from pages.sources import sources

README = ROOT / "README.md"
MOST_LINES = 200
DOCUMENTS = sorted(
    {README, *(ROOT / f"{name}.md" for name in ("CONTRIBUTING", "SECURITY", "CHANGELOG", "events/README"))}
    | set((ROOT / "docs").rglob("*.md"))
    | set(ROOT.glob("functions/*/README.md"))
    | set(ROOT.glob("events/*/README.md"))
)
TEMPLATE = yaml_parse(docs.TEMPLATE.read_text(encoding="utf-8"))
PAGES = docs.pages()
LISTS = docs.lists()
STACK = expand()
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
PAYLOAD = re.compile(r"`(webhooks/[a-z0-9-]+)`")
DAY = 24 * 3600


def listed_payloads(text: str) -> set[str]:
    """Those in the tables of a document."""
    lines = (line for line in FENCE.sub("", text).splitlines() if line.startswith("|"))
    return {name for line in lines for name in PAYLOAD.findall(line)}


class Generated(unittest.TestCase):
    def test_it_is_up_to_date(self) -> None:
        for path, blocks in (LISTS | PAGES).items():
            with self.subTest(path.name):
                document = path.read_text(encoding="utf-8")
                self.assertEqual([], list(docs.difference(document, blocks)), "run: make docs")

    def test_each_table_follows_the_template(self) -> None:
        spoilt = {
            "`AuthMode`": lambda it: it["Parameters"]["AuthMode"].update(Default="none"),
            "`AlarmEmail`": lambda it: it["Parameters"]["AlarmEmail"].update(Description="Other words."),
            "`StallAfterDays`": lambda it: it["Parameters"]["StallAfterDays"].update(MaxValue=7),
            "`LogLevel`": lambda it: it["Parameters"]["LogLevel"].update(AllowedValues=["info"]),
            "`WebhookUrl`": lambda it: it["Outputs"].pop("WebhookUrl"),
        }
        for row, spoil in spoilt.items():
            with self.subTest(row):
                template = copy.deepcopy(TEMPLATE)
                spoil(template)
                blocks = docs.pages(template)[ROOT / "docs" / "configuration.md"]
                changed = [it for it in docs.difference(CONFIGURATION, blocks) if it.startswith("-|")]
                self.assertTrue(changed and all(row in it for it in changed), changed)

    def test_what_does_not_fit_together_is_an_error(self) -> None:
        blocks = PAGES[ROOT / "docs" / "configuration.md"]
        with self.assertRaises(Mismatch):
            written(CONFIGURATION.replace("<!-- generated: outputs -->", ""), blocks)
        template = copy.deepcopy(TEMPLATE)
        template["Parameters"]["Ungrouped"] = {"Type": "String", "Default": "", "Description": "In no group."}
        with self.assertRaises(Mismatch):
            docs.pages(template)

    def test_a_cell_stays_a_cell(self) -> None:
        self.assertEqual("a \\| b \\<c>", cell("a | b <c>"))

    def test_numbers_beside_the_tables_are_those_of_the_template(self) -> None:
        queues = dict(STACK.of_type("AWS::SQS::Queue"))
        [seconds] = {queue["MessageRetentionPeriod"] for queue in queues.values()}
        self.assertIn(f"Every queue keeps messages for {seconds // DAY} days.", CONFIGURATION)
        hidden = queues["EventsQueue"]["VisibilityTimeout"]
        self.assertIn(f"is hidden from other invocations for {hidden} s.", CONFIGURATION)
        self.assertIn("Every table is on demand, with point-in-time recovery.", CONFIGURATION)
        for name, table in STACK.of_type("AWS::DynamoDB::Table"):
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

    def test_every_document_is_linked(self) -> None:
        linked = {it.partition("#")[0] for it in links(README.read_text(encoding="utf-8"))}
        self.assertEqual(set(), {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")} - linked)


class Functions(unittest.TestCase):
    def test_what_the_template_says_follows_it(self) -> None:
        redrive = {"deadLetterTargetArn": "${EmailConcern.DeadLetterQueue.Arn}", "maxReceiveCount": 9}
        nothing = '{"changes":["nothing"]}'
        spoilt = {
            "| memory, timeout | 256 MB, 301 s |": ("StallDetectorFunction", {"Timeout": 301}),
            "`<stack>-email-dead-letters`, after 9 receives": ("EmailConcern.Queue", {"RedrivePolicy": redrive}),
            "`<stack>-transitions.fifo`: changes `nothing` |": ("ArchiveConcern.Subscription", {"FilterPolicy": nothing}),
            "| routes | `PUT /webhooks`, `$default": ("WebhookRoute", {"RouteKey": "PUT /webhooks"}),
            "| alarm `QuarantineAlarm` | Other words. |": ("Alarms.QuarantineAlarm", {"AlarmDescription": "Other words."}),
        }
        texts = functions.readmes(ROOT / "functions")
        for line, (resource, properties) in spoilt.items():
            with self.subTest(resource):
                stack = copy.deepcopy(STACK)
                stack.resources[resource]["Properties"].update(properties)
                before, after = (functions.blocks(it, texts)["functions"] for it in (STACK, stack))
                self.assertEqual((False, True), (line in before, line in after), line)

    def test_every_alarm_on_a_function_or_queue_is_with_a_function(self) -> None:
        named = functions.named(STACK)
        found = {alarm for it in named.values() for alarm in alarms.alarms(STACK, it, sources(STACK, it))}
        for name, alarm in STACK.of_type("AWS::CloudWatch::Alarm"):
            for it in alarms.dimensions(alarm):
                if it["Name"] in ("FunctionName", "QueueName") or (it["Name"] == "function" and it["Value"] in named):
                    self.assertIn(name, found)

    def test_an_alarm_that_calculates_is_that_of_its_metrics(self) -> None:
        of_archive = alarms.alarms(STACK, "ArchiveFunction", sources(STACK, "ArchiveFunction"))
        self.assertIn("Alarms.DeadLettersAlarm", of_archive)

    def test_a_function_without_a_readme_is_an_error(self) -> None:
        with TemporaryDirectory() as folder:
            crate = Path(folder) / "functions" / "points"
            crate.mkdir(parents=True)
            (crate / "Cargo.toml").touch()
            with self.assertRaisesRegex(Mismatch, "missing: functions/points/README.md"):
                functions.readmes(crate.parent)
            (crate / "README.md").write_text("# points\n\nCounts.\n")
            self.assertEqual(["points"], list(functions.readmes(crate.parent)))

    def test_a_readme_under_another_name_is_an_error(self) -> None:
        texts = functions.readmes(ROOT / "functions")
        with self.assertRaisesRegex(Mismatch, "the README of sms begins with # email"):
            functions.blocks(STACK, {**texts, "sms": texts["email"]})


class Data(unittest.TestCase):
    TEXTS = functions.readmes(ROOT / "functions")

    def test_it_follows_the_template_and_the_readme(self) -> None:
        stack = copy.deepcopy(STACK)
        stack.resources["EmailConcern.Queue"]["DeletionPolicy"] = "Retain"
        for name in ("EmailConcern.Queue", "EmailConcern.DeadLetterQueue"):
            stack.resources[name]["Properties"]["MessageRetentionPeriod"] = 2 * DAY
        texts = {**self.TEXTS, "email": self.TEXTS["email"].replace("| name, address, text |", "| a face |")}
        row = "| `email`, `email-dead-letters` | a face | until processed; 2 days at most in each | retained | none | [step 1]"
        self.assertIn(row, data.blocks(stack, texts)["data"])

    def test_a_table_is_that_of_the_template(self) -> None:
        stack = copy.deepcopy(STACK)
        stack.resources["DirectoryTable"]["DeletionPolicy"] = "Delete"
        header = "| where | personal data | kept | restore | erase |\n|---|---|---|---|---|\n"
        texts = {**self.TEXTS, "verification": f"{header}| `DirectoryTable` | a | b | c | d |"}
        self.assertIn("| `DirectoryTable` | a | b | deleted | c | d |", data.blocks(stack, texts)["data"])
        texts["verification"] = texts["verification"].replace("DirectoryTable", "NoTable")
        with self.assertRaisesRegex(Mismatch, "the README of verification says what is in NoTable"):
            data.blocks(stack, texts)

    def test_a_readme_that_does_not_say_what_is_in_the_queues_is_an_error(self) -> None:
        for name, readme in {"email": "# email", "verification": self.TEXTS["email"]}.items():
            with self.assertRaisesRegex(Mismatch, f"the README of {name} has to say what is in its queues"):
                data.blocks(STACK, {**self.TEXTS, name: readme})


class Payloads(unittest.TestCase):
    def test_each_webhook_is_listed(self) -> None:
        found = {f"webhooks/{path.stem}" for path in (ROOT / "events" / "webhooks").glob("*.json")}
        self.assertEqual(found, listed_payloads((ROOT / "docs" / "payloads.md").read_text(encoding="utf-8")))

    def test_only_tables_count(self) -> None:
        text = "| `webhooks/flat` | a |\n\nafter `webhooks/get`\n```\n| `webhooks/enrolled` |\n```\n"
        self.assertEqual({"webhooks/flat"}, listed_payloads(text))

    def test_one_that_its_readme_does_not_list_is_an_error(self) -> None:
        with TemporaryDirectory() as folder:
            ours = Path(folder) / "points"
            ours.mkdir()
            (ours / "one.json").write_text('{"Records": [{}, {}]}')
            (ours / "one.expected.json").write_text('{"batchItemFailures": [{}]}')
            with self.assertRaises(Mismatch):
                payloads.invocations(Path(folder), ["points"])
            (ours / "README.md").write_text("| payload | shows |\n|---|---|\n| `one` | a point |\n")
            self.assertIn("| `points/one` | a point | 1 of 2 fail |", payloads.invocations(Path(folder), ["points"]))

    def test_answers_in_a_few_words(self) -> None:
        batch, request = {"Records": [{}]}, {"body": ""}
        self.assertEqual("no failures", payloads.response(batch, {"batchItemFailures": []}))
        self.assertEqual('202 `{"accepted":1}`', payloads.response(request, {"statusCode": 202, "body": '{"accepted":1}'}))
        self.assertEqual("200", payloads.response(request, {"statusCode": 200, "body": "<html>" * 99}))
        self.assertEqual('`{"shards": []}`', payloads.response({}, {"shards": []}))

    def test_a_row_has_as_many_cells_as_its_table(self) -> None:
        self.assertEqual([["`a`", "b \\| c"]], rows("| payload | shows |\n|---|---|\n| `a` | b \\| c |\n", "payload"))


if __name__ == "__main__":
    unittest.main()
