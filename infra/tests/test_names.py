"""Every log message and metric of a function is in its README, every shared one in docs/operations.md, and no other."""

from __future__ import annotations

import unittest

import names
from expand import ROOT

FUNCTIONS = sorted(path.parent for path in ROOT.glob("functions/*/Cargo.toml"))
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SHARED = names.sources(ROOT / "shared")

SOURCE = """\
pub(super) const ALL: [&str; 2] = [
    "CallsMade",
    "CallsLost",
];
const CODES: [&str; 1] = ["NotAMetric"];
fn counts(&self) -> &'static [&'static str] {
    &["ThingsSeen"]
}
fn report() {
    tracing::error!(
        %error, "call.lost");
    metrics.count("CallsTried", 1).duration(
        "CallDuration", took).entry(now, if is_bad { "ERROR" } else { "INFO" }, "call.done");
    let (level, message) = ("INFO", "call.answered");
    read("page.html");
}
"""


class Functions(unittest.TestCase):
    def test_the_readme_lists_the_log_messages(self) -> None:
        for folder in FUNCTIONS:
            with self.subTest(folder.name):
                readme, texts = (folder / "README.md").read_text(encoding="utf-8"), names.sources(folder)
                listed = names.listed(readme, "`message`")
                self.assertEqual(names.messages(texts), set(listed))
                for name, levels in names.levels(texts).items():
                    self.assertLessEqual(levels, set(listed[name].replace(",", "").split()), name)

    def test_the_readme_lists_the_metrics(self) -> None:
        for folder in FUNCTIONS:
            with self.subTest(folder.name):
                readme = (folder / "README.md").read_text(encoding="utf-8")
                self.assertEqual(names.metrics(names.sources(folder)), set(names.listed(readme, "metric")))


class Shared(unittest.TestCase):
    def test_operations_lists_the_log_messages(self) -> None:
        listed = names.listed(OPERATIONS, "`message`")
        levels = names.levels(SHARED)
        self.assertEqual(set(levels), set(listed))
        for name, expected in levels.items():
            self.assertLessEqual(expected, set(listed[name].replace(",", "").split()), name)

    def test_operations_lists_the_metrics(self) -> None:
        self.assertEqual(names.metrics(SHARED), set(names.listed(OPERATIONS, "metric")))


class Names(unittest.TestCase):
    def test_those_of_a_source_are_found(self) -> None:
        self.assertEqual({"call.lost": {"ERROR"}, "call.done": set()}, names.levels([SOURCE]))
        self.assertEqual({"call.lost", "call.done", "call.answered"}, names.messages([SOURCE]))
        metrics = {"CallsMade", "CallsLost", "ThingsSeen", "CallsTried", "CallDuration"}
        self.assertEqual(metrics, names.metrics([SOURCE]))

    def test_those_of_a_table_are_found(self) -> None:
        text = "| metric | unit |\n|---|---|\n| `Made`, `Lost` | Count |\n\nafter `Other`\n"
        self.assertEqual({"Made": "Count", "Lost": "Count"}, names.listed(text, "metric"))
        self.assertEqual({}, names.listed(text, "`message`"))


if __name__ == "__main__":
    unittest.main()
