"""Who may touch the quarantine and the events queue, as the template grants it."""

from __future__ import annotations

import json
import unittest
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).resolve().parents[2]
RESOURCES: dict[str, dict[str, Any]] = yaml_parse((ROOT / "template.yaml").read_text())["Resources"]


def grants() -> Iterator[tuple[str, set[str], str]]:
    """Each statement of a role: the role, the actions, and the resources as text."""
    for name, resource in RESOURCES.items():
        for policy in resource.get("Properties", {}).get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                actions = statement["Action"]
                listed = {actions} if isinstance(actions, str) else set(actions)
                yield name, listed, json.dumps(statement["Resource"])


class Access(unittest.TestCase):
    def test_ingest_may_only_put_into_quarantine(self) -> None:
        on_buckets = [
            (actions, resource)
            for role, actions, resource in grants()
            if role == "IngestRole" and any(action.startswith("s3:") for action in actions)
        ]
        self.assertEqual([({"s3:PutObject"}, '{"Fn::Sub": "${QuarantineBucket.Arn}/*"}')], on_buckets)

    def test_nobody_else_is_granted_the_quarantine(self) -> None:
        def reach_buckets(actions: set[str]) -> bool:
            return any(action.startswith(("s3:", "*")) for action in actions)

        roles = {
            role
            for role, actions, resource in grants()
            if "QuarantineBucket" in resource or ('"*"' in resource and reach_buckets(actions))
        }
        self.assertEqual({"IngestRole"}, roles)

    def test_only_ingest_and_the_sweep_may_send_events(self) -> None:
        sends = [(role, queue) for role, actions, queue in grants() if any("SendMessage" in it for it in actions)]
        senders = {role for role, queue in sends if "EventsQueue" in queue or '"*"' in queue}
        self.assertEqual({"IngestRole", "SweepRole"}, senders)
        managed = [name for name, resource in RESOURCES.items() if "ManagedPolicyArns" in resource.get("Properties", {})]
        self.assertEqual([], managed)

    def test_quarantine_is_encrypted_private_and_expires(self) -> None:
        bucket = RESOURCES["QuarantineBucket"]["Properties"]
        rules = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        self.assertEqual("AES256", rules[0]["ServerSideEncryptionByDefault"]["SSEAlgorithm"])
        self.assertEqual({True}, set(bucket["PublicAccessBlockConfiguration"].values()))
        self.assertEqual(4, len(bucket["PublicAccessBlockConfiguration"]))
        [rule] = bucket["LifecycleConfiguration"]["Rules"]
        self.assertEqual(("Enabled", 365), (rule["Status"], rule["ExpirationInDays"]))
        policy = RESOURCES["QuarantineBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
        self.assertEqual([("Deny", "s3:*")], [(one["Effect"], one["Action"]) for one in policy])


if __name__ == "__main__":
    unittest.main()
