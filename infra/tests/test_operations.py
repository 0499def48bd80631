"""What operators see is what the template has: metrics, queries, dashboard, runbook, bill, and where data lies."""

from __future__ import annotations

import json
import re
import tomllib
import unittest
from collections import Counter
from collections.abc import Iterator

import fixed_cost
from expand import ROOT, expand
from model import Stack, Template, alarm_metrics

STACK = expand()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
COST = (ROOT / "docs" / "cost.md").read_text(encoding="utf-8")
DASHBOARDS = fixed_cost.dashboards(STACK)
WIDGETS = [it for widgets in DASHBOARDS.values() for it in widgets]
MOST_METRICS, MOST_DASHBOARD_METRICS = 30, 50
# Of the stack without its concerns, and of each concern: a queue that is polled, and what alarms watch of it.
MOST_DOLLARS, MOST_DOLLARS_OF_A_CONCERN = 7.20, 0.60
# More metrics than an alarm takes: DeadLettersAlarm2 is DeadLettersAlarm, for further queues.
FURTHER = re.compile(r"(?<=Alarm)\d+$")
# Where a number gets its name: as an argument, and in the lists and matches of a consumer's counts.
ARGUMENT = r'\.(?:count|bytes|duration|longest)\(\s*"(\w+)"'
LISTED = r'(?:^ +|=> (?:Some\()?|\{ ?|\[)"((?:[A-Z][a-z]+){2,})"'
NUMBER = re.compile(f"{ARGUMENT}|{LISTED}", re.MULTILINE)
COUNTING = re.compile(r"Metrics::new|batch\.(?:count|longest)\(|fn metric\(")
SUMMED = re.compile(r"(?:sum|max|pct)\((\w+)")
CELL = re.compile(r"`([^`]+)`")


def section(text: str, heading: str) -> str:
    """What is below a heading, up to the next of its kind."""
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def tables(text: str) -> list[list[str]]:
    """The rows of all tables in a text, without their heads."""
    found = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert found, text
    lines = [line for rows in found for line in rows.splitlines()[2:]]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def numbers() -> set[str]:
    """The name of every count, size and duration in a log line."""
    sources = [
        path.read_text(encoding="utf-8")
        for folder in ("functions", "shared/runtime", "shared/notification")
        for path in (ROOT / folder).rglob("*.rs")
        if "tests" not in path.parts and path.stem != "tests"
    ]
    counting = (source.split("#[cfg(test)]")[0] for source in sources if COUNTING.search(source))
    return {one or other for source in counting for one, other in NUMBER.findall(source)}


def watched() -> set[tuple[str, str]]:
    """Function and name of each of our own metrics that an alarm watches."""
    metrics = (it for _, alarm in STACK.of_type("AWS::CloudWatch::Alarm") for it in alarm_metrics(alarm))
    return {
        (dimension["Value"], it["MetricName"])
        for it in metrics
        if it["Namespace"] == "Milepost"
        for dimension in it["Dimensions"]
        if dimension["Name"] == "function"
    }


def shown() -> set[str]:
    """Every name on the dashboards."""
    lines = (line for it in WIDGETS for line in it["properties"].get("metrics", []))
    return {word for line in lines for word in line if isinstance(word, str)}


class Metrics(unittest.TestCase):
    def test_a_busy_stack_has_few(self) -> None:
        self.assertLessEqual(len(fixed_cost.custom_metrics(STACK)), MOST_METRICS)

    def test_detailed_metrics_of_a_route_count(self) -> None:
        routes = {"POST /webhooks/alm": {"DetailedMetricsEnabled": True}}
        stage = {"Type": "AWS::ApiGatewayV2::Stage", "Properties": {"RouteSettings": routes}}
        spoilt = Stack({**STACK.resources, "ApiStage": stage})
        more = len(fixed_cost.custom_metrics(spoilt)) - len(fixed_cost.custom_metrics(STACK))
        self.assertEqual(fixed_cost.METRICS_OF_A_ROUTE, more)

    def test_an_alarm_watches_each_and_no_other(self) -> None:
        self.assertEqual(watched(), set(fixed_cost.custom_metrics(STACK)))

    def test_the_code_counts_what_is_published(self) -> None:
        self.assertEqual(set(), {name for _, name in fixed_cost.published()} - numbers())


class AccessLog(unittest.TestCase):
    """The API's access log: short, and enough for what counts its lines."""

    FORMAT: str = dict(STACK.of_type("AWS::ApiGatewayV2::Stage"))["ApiStage"]["AccessLogSettings"]["Format"]
    VALUES = {
        "requestId": "JKJaXmPLvHcESHA=",
        "httpMethod": "POST",
        "status": "202",
        "responseLatency": "123",
        "integration.error": "-",
        "error.message": "-",
    }

    def line(self, route: str) -> str:
        values = {**self.VALUES, "routeKey": route}
        return re.sub(r"\$context\.(\w+(?:\.\w+)?)", lambda found: values[found[1]], self.FORMAT)

    def test_no_line_is_longer_than_200_bytes(self) -> None:
        for _, route in STACK.of_type("AWS::ApiGatewayV2::Route"):
            line = self.line(route["RouteKey"])
            self.assertLessEqual(len(line), 200, line)
            self.assertEqual(json.loads(line)["route"], route["RouteKey"])

    def test_the_refusals_are_counted_by_members_of_the_line(self) -> None:
        members = set(json.loads(self.line("$default")))
        counted = dict(STACK.of_type("AWS::Logs::MetricFilter"))["WebhookRefusals"]
        dimensions = [it["Value"] for it in counted["MetricTransformations"][0]["Dimensions"]]
        named = re.findall(r"\$\.(\w+)", " ".join([counted["FilterPattern"], *dimensions]))
        self.assertEqual({"route", "method", "status", "stack", "function"}, set(named))
        self.assertLessEqual(set(named), members)

    def test_the_log_tells_nothing_about_who_asked(self) -> None:
        self.assertNotRegex(self.FORMAT, r"identity|authorizer|path|header|ip", "an address, or a certificate's id")


class Queries(unittest.TestCase):
    QUERIES = dict(STACK.of_type("AWS::Logs::QueryDefinition"))

    def test_one_sums_up_each_number(self) -> None:
        found = {name for query in self.QUERIES.values() for name in SUMMED.findall(query["QueryString"])}
        self.assertEqual(numbers(), found)

    def test_each_reads_log_groups_that_exist(self) -> None:
        groups = {it["LogGroupName"] for _, it in STACK.of_type("AWS::Logs::LogGroup")}
        for name, query in self.QUERIES.items():
            self.assertLessEqual(set(query["LogGroupNames"]), groups, name)

    def test_an_event_is_sought_in_the_log_of_every_function(self) -> None:
        functions = {f"/aws/lambda/{it['FunctionName']}" for _, it in STACK.of_type("AWS::Lambda::Function")}
        query = self.QUERIES["Queries.FollowEvent"]
        self.assertEqual(functions, set(query["LogGroupNames"]))
        self.assertIn(query["QueryString"], OPERATIONS)

    def test_each_is_in_the_manual(self) -> None:
        named = (query["Name"].removeprefix("milepost/") for query in self.QUERIES.values())
        names = {re.sub("^counts/.*", "counts/<function>", name) for name in named}
        listed = {CELL.findall(row[0])[0] for row in tables(section(OPERATIONS, "Queries and dashboard"))}
        self.assertEqual(names, listed)


class Dashboard(unittest.TestCase):
    def test_it_shows_every_function_queue_and_table(self) -> None:
        functions = {it["FunctionName"] for _, it in STACK.of_type("AWS::Lambda::Function")}
        queues = {it["QueueName"] for _, it in STACK.of_type("AWS::SQS::Queue")}
        tables = {f"${{{name}}}" for name, _ in STACK.of_type("AWS::DynamoDB::Table")}
        self.assertEqual(set(), (functions | queues | tables) - shown())

    def test_it_shows_every_alarm(self) -> None:
        [listed] = [it["properties"]["alarms"] for it in WIDGETS if it["type"] == "alarm"]
        alarms = {f"${{{name}.Arn}}" for name, _ in STACK.of_type("AWS::CloudWatch::Alarm")}
        self.assertEqual(alarms, set(listed))

    def test_its_size_costs_nothing(self) -> None:
        for name, widgets in DASHBOARDS.items():
            how = f"move widgets of {name} in infra/dashboard.yaml to a dashboard of their own"
            self.assertLessEqual(fixed_cost.dashboard_metrics(widgets), MOST_DASHBOARD_METRICS, how)

    def test_widgets_do_not_overlap(self) -> None:
        for widgets in DASHBOARDS.values():
            cells = Counter(cell for it in widgets for cell in self.cells(it))
            self.assertEqual(1, max(cells.values()))
            self.assertLess(max(x for x, _ in cells), 24)

    @staticmethod
    def cells(widget: Template) -> Iterator[tuple[int, int]]:
        columns, lines = range(widget["width"]), range(widget["height"])
        return ((widget["x"] + x, widget["y"] + y) for x in columns for y in lines)


class Runbook(unittest.TestCase):
    def test_it_has_an_entry_for_each_alarm_and_no_other(self) -> None:
        alarms = {FURTHER.sub("", name.removeprefix("Alarms.")) for name, _ in STACK.of_type("AWS::CloudWatch::Alarm")}
        rows = tables(section(OPERATIONS, "Alarms"))
        self.assertEqual(sorted(alarms), sorted(CELL.findall(row[0])[0] for row in rows))
        self.assertTrue(all(len(row) == 3 and all(row) for row in rows))

    def test_an_alarm_is_described_in_one_line_of_plain_text(self) -> None:
        for name, alarm in STACK.of_type("AWS::CloudWatch::Alarm"):
            self.assertRegex(alarm["AlarmDescription"], r"^[A-Z][^\n|]{20,250}\.$", name)


class Bill(unittest.TestCase):
    def test_the_table_is_up_to_date(self) -> None:
        how = "run: PYTHONPATH=infra/local python infra/fixed_cost.py"
        self.assertEqual(COST, fixed_cost.written(COST, STACK), how)
        self.assertIn(fixed_cost.table(STACK), COST)

    def test_it_keeps_its_bound(self) -> None:
        concerns = [it for it in STACK.resources if it.endswith("Concern.Queue")]
        most = MOST_DOLLARS + len(concerns) * MOST_DOLLARS_OF_A_CONCERN
        self.assertLessEqual(round(fixed_cost.total(STACK), 2), round(most, 2))

    def test_an_alarm_more_costs_more(self) -> None:
        more = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"MetricName": "Errors", "Namespace": "AWS/Lambda"}}
        spoilt = Stack({**STACK.resources, "More": more})
        self.assertAlmostEqual(0.10, fixed_cost.total(spoilt) - fixed_cost.total(STACK))


class Tags(unittest.TestCase):
    def test_every_deployment_has_them(self) -> None:
        """CloudFormation hands a stack's tags on to its resources and to nested stacks."""
        configuration = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
        deployments = {name: it["deploy"]["parameters"] for name, it in configuration.items() if name != "version"}
        self.assertEqual({"default", "prod"}, set(deployments))
        for name, parameters in deployments.items():
            self.assertIn("application=milepost", parameters.get("tags", ""), name)


def kept() -> dict[str, str]:
    """What keeps data, by its name in the manual, with its kind."""
    kinds = {
        "table": "AWS::DynamoDB::Table",
        "bucket": "AWS::S3::Bucket",
        "key": "AWS::KMS::Key",
        "secret": "AWS::SecretsManager::Secret",
    }
    named = {name: kind for kind, of_type in kinds.items() for name, _ in STACK.of_type(of_type)}
    queues = {it["QueueName"].removeprefix("milepost-"): "queue" for _, it in STACK.of_type("AWS::SQS::Queue")}
    logs = (it["LogGroupName"].replace("milepost", "<stack>") for _, it in STACK.of_type("AWS::Logs::LogGroup"))
    return named | queues | dict.fromkeys(logs, "log group")


class WhereDataLies(unittest.TestCase):
    """Of everything that keeps data: how long, and what deletion, restoration and erasure do to it."""

    ROWS = tables(section(OPERATIONS, "Where data lies"))

    def test_everything_that_keeps_data_is_in_one_row(self) -> None:
        rows = Counter(name for row in self.ROWS for name in CELL.findall(row[0]))
        self.assertEqual(dict.fromkeys(kept(), 1), dict(rows))

    def test_each_row_answers_every_question(self) -> None:
        for row in self.ROWS:
            self.assertEqual(6, len([cell for cell in row if cell]), row)

    def test_what_the_template_retains_is_retained(self) -> None:
        for row in self.ROWS:
            for name in CELL.findall(row[0]):
                if name in STACK.resources:
                    retained = STACK.resources[name]["DeletionPolicy"] != "Delete"
                    self.assertEqual(retained, row[3].startswith("retained"), name)

    def test_erasure_goes_through_every_table_and_bucket(self) -> None:
        erasure = [section(OPERATIONS, "Erase a person"), *(row[5] for row in self.ROWS)]
        stores = [name for name, kind in kept().items() if kind in ("table", "bucket")]
        self.assertEqual([], [name for name in stores if not any(f"$(output {name})" in it for it in erasure)])

    def test_restoration_names_every_table(self) -> None:
        restoration = section(OPERATIONS, "Backup and restore")
        alone = [row for row in self.ROWS if "$(output " in row[5] and "point in time" in row[4]]
        described = {name for row in alone for name in CELL.findall(row[0])}
        tables = {name for name, kind in kept().items() if kind == "table"}
        self.assertEqual(set(), {name for name in tables - described if f"`{name}`" not in restoration})


if __name__ == "__main__":
    unittest.main()
