use super::*;
use crate::dead_letters::Depth;

#[test]
fn an_empty_stack() {
    insta::assert_snapshot!(places(&Found::default()).fit_to(Some(100), false), @"
    Place         What                                    Number
    ──────────────────────────────────────────────────────────────
    history       nothing                                      0
    events queue  waiting                                      0
                  in flight                                    0
    dead letters  events, not in history                       0
                  events in history, publication pending       0
    quarantine    nothing                                      0
    ");
}

#[test]
fn every_place() {
    let found = Found {
        decisions: [
            (("applied".to_owned(), None), 1204),
            (("ignored".to_owned(), Some("unrecognised".to_owned())), 3),
        ]
        .into(),
        queued: Depth { visible: 5, hidden: 10 },
        dead: 7,
        dead_unnamed: 1,
        pending: 2,
        other_dead: [("archive".to_owned(), Depth { visible: 1, hidden: 0 })].into(),
        quarantined: [("invalid_time".to_owned(), 4), ("not_json".to_owned(), 1)].into(),
        removed: 6,
        ..Found::default()
    };
    insta::assert_snapshot!(places(&found).fit_to(Some(100), false), @"
    Place         What                                    Number
    ──────────────────────────────────────────────────────────────
    history       applied                                   1204
                  ignored: unrecognised                        3
    events queue  waiting                                      5
                  in flight                                   10
    dead letters  events, not in history                       4
                  events in history, publication pending       2
                  events that cannot be listed                 1
                  changes for archive                          1
    quarantine    invalid_time                                 4
                  not_json                                     1
                  replayed or discarded                        6
    ");
}

#[test]
fn an_accounting_always_says_that_nothing_is_missing() {
    let adds_up =
        Accounting { acknowledged: [(Whereabouts::Processed, 12)].into(), ..Accounting::default() };
    insta::assert_snapshot!(accounting(&adds_up).fit_to(Some(100), false), @"
    Sent              Found                          Number
    ─────────────────────────────────────────────────────────
    acknowledged      in history                         12
                      in history twice                    0
                      nowhere                             0
    of other senders  in history, not in the ledger       0
    ");
}

#[test]
fn an_accounting_of_all_kinds() {
    let counts = [
        Whereabouts::Processed,
        Whereabouts::PublicationPending,
        Whereabouts::CopyQuarantined,
        Whereabouts::DeadLettered,
        Whereabouts::Quarantined,
        Whereabouts::Removed,
        Whereabouts::Doubled,
        Whereabouts::Nowhere,
    ];
    let counts: BTreeMap<_, _> = counts.into_iter().zip(1..).collect();
    let all = Accounting {
        acknowledged: counts.clone(),
        unanswered: [(Whereabouts::Processed, 2), (Whereabouts::Nowhere, 1)].into(),
        refused: counts,
        others: 9,
        ..Accounting::default()
    };
    insta::assert_snapshot!(accounting(&all).fit_to(Some(100), false), @"
    Sent               Found                                      Number
    ──────────────────────────────────────────────────────────────────────
    acknowledged       in history                                      1
                       in history, publication pending                 2
                       in history, a copy in quarantine                3
                       dead-lettered                                   4
                       in quarantine                                   5
                       in quarantine once: replayed or discarded       6
                       in history twice                                7
                       nowhere                                         8
    without an answer  in history                                      2
                       not arrived                                     1
    refused            in history                                      1
                       in history, publication pending                 2
                       in history, a copy in quarantine                3
                       dead-lettered                                   4
                       in quarantine                                   5
                       in quarantine once: replayed or discarded       6
                       in history twice                                7
                       not arrived                                     8
    of other senders   in history, not in the ledger                   9
    ");
}
