"""What keeps the code readable: the bounds that hold already stay held, and the counting is right."""

from __future__ import annotations

import unittest
from pathlib import Path

import bounds

SOURCE = """\
pub trait Port {
    fn call(
        &self,
    ) -> u8;
}

impl<T: Clone> Port for Other<T> {
    fn call(&self) -> u8 {
        let nested = || {
            1
        };
        nested()
    }
}

fn one() -> u8 { 1 }
"""


# One circle through a folder; `low` and what only a test imports are in none.
CRATE = {
    "main.rs": "mod low;\nmod send;\nfn main() { send::run() }\n",
    "low.rs": "pub(crate) struct Low;\n",
    "send/mod.rs": "mod reply;\npub(crate) use reply::Reply;\nuse crate::{\n    low::Low,\n    table::{self, Column as Narrow},\n};\n",
    "send/reply.rs": "use super::super::low::Low;\nuse std::io;\n",
    "table.rs": "fn cell() -> crate::send::Reply { crate::low::Low }\n",
}


class Bounds(unittest.TestCase):
    def test_every_figure_keeps_its_bound(self) -> None:
        for figure in bounds.figures():
            with self.subTest(figure.what):
                self.assertTrue(figure.keeps, figure)

    def test_a_function_ends_at_its_own_indentation_and_a_declaration_is_none(self) -> None:
        self.assertEqual([6, 1], bounds.function_lengths(SOURCE))

    def test_a_trait_counts_with_one_implementation_and_not_with_two(self) -> None:
        self.assertEqual(["Port"], bounds.single_traits([SOURCE]))
        self.assertEqual([], bounds.single_traits([SOURCE, "impl crate::Port for Third {\n}\n"]))

    def test_files_that_import_each_other_are_a_circle(self) -> None:
        self.assertEqual([["send/mod.rs", "table.rs"]], bounds.circles(CRATE))
        self.assertEqual([], bounds.circles({**CRATE, "table.rs": "use crate::low::Low;\n"}))

    def test_a_module_that_its_child_imports_is_a_circle(self) -> None:
        child = {**CRATE, "table.rs": "", "send/reply.rs": "use super::Reply;\n"}
        self.assertEqual([["send/mod.rs", "send/reply.rs"]], bounds.circles(child))

    def test_tests_may_import_what_they_like(self) -> None:
        test = "#[cfg(test)]\nmod fakes {\n    use crate::send::Reply;\n}\n"
        self.assertEqual("", bounds.TEST_MODULE.sub("", test))

    def test_a_module_for_tests_only_is_no_product_code(self) -> None:
        text = "mod one;\n#[cfg(test)]\nmod properties;\n#[cfg(test)]\npub(crate) mod fixture;\n"
        for path, folder in (("src/lib.rs", "src"), ("src/a/mod.rs", "src/a"), ("src/a.rs", "src/a")):
            places = set(bounds.test_modules(Path(path), text))
            tests = [Path(folder, it) for it in ("properties.rs", "properties/lives.rs", "fixture.rs")]
            self.assertTrue(all(bounds.is_below(it, places) for it in tests))
            self.assertFalse(bounds.is_below(Path(folder, "one.rs"), places))

    def test_what_is_over_its_bound_is_told(self) -> None:
        self.assertFalse(bounds.Figure("lines", 11, 10).keeps)
        self.assertFalse(bounds.Figure("share", 9, 10, at_least=True).keeps)
