"""Every function has a test that lets each of its calls die and fail, and says how many faults that are."""

from __future__ import annotations

import unittest

import matrix


class Matrix(unittest.TestCase):
    def test_every_function_is_tried_with_a_fault_at_each_call(self) -> None:
        for function in matrix.functions():
            with self.subTest(function):
                self.assertTrue(matrix.counts(function), f"no test {matrix.TEST} with a count")

    def test_each_call_has_all_five_faults(self) -> None:
        for function in matrix.functions():
            for calls, faults in matrix.counts(function):
                self.assertEqual(5 * calls, faults, function)
