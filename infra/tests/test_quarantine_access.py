"""Who may touch the quarantine and the events queue, as the template grants it."""

from __future__ import annotations

import json
import unittest
from collections.abc import Iterator

from expand import expand
from rules_access import as_list, rights

STACK = expand()
RESOURCES = STACK.resources
INGEST, STALL_DETECTOR = (STACK.named_in(RESOURCES[f"{it}Function"]["Properties"]["Role"]) for it in ("Ingest", "StallDetector"))


def grants() -> Iterator[tuple[str | None, set[str], str]]:
    """Each statement about a role, in its own policies and in those attached: the role, the actions, the resources."""
    for right in rights(STACK):
        yield right.role, set(as_list(right.statement["Action"])), json.dumps(right.statement["Resource"])


class Access(unittest.TestCase):
    def test_ingest_may_only_put_into_quarantine(self) -> None:
        on_buckets = [
            (actions, resource)
            for role, actions, resource in grants()
            if role == INGEST and any(action.startswith("s3:") for action in actions)
        ]
        self.assertEqual([({"s3:PutObject"}, '"${QuarantineBucket.Arn}/*"')], on_buckets)

    def test_nobody_else_is_granted_the_quarantine(self) -> None:
        def reach_buckets(actions: set[str]) -> bool:
            return any(action.startswith(("s3:", "*")) for action in actions)

        roles = {
            role
            for role, actions, resource in grants()
            if "QuarantineBucket" in resource or ('"*"' in resource and reach_buckets(actions))
        }
        self.assertEqual({INGEST}, roles)

    def test_only_ingest_and_stall_detector_may_send_events(self) -> None:
        sends = [(role, queue) for role, actions, queue in grants() if any("SendMessage" in it for it in actions)]
        senders = {role for role, queue in sends if "EventsQueue" in queue or '"*"' in queue}
        self.assertEqual({INGEST, STALL_DETECTOR}, senders)
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
