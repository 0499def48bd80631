"""All rules. A rule takes a stack and returns what is wrong, each by the name of its resource."""

from __future__ import annotations

from collections.abc import Callable

import rules_access
import rules_alarms
import rules_aws
import rules_data
import rules_functions
import rules_limits
import rules_queues
from model import Stack

Rule = Callable[[Stack], list[str]]

RULES: tuple[Rule, ...] = (
    *rules_queues.RULES,
    *rules_data.RULES,
    *rules_access.RULES,
    *rules_functions.RULES,
    *rules_alarms.RULES,
    *rules_limits.RULES,
    *rules_aws.RULES,
)
