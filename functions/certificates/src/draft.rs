//! What a new certificate says. Pure.

use jiff::civil::Date;
use milepost_certificate::{Certificate, CertificateId, Snapshot, Status, StatusListEntry};
use milepost_domain::{Time, Zone};

use crate::intake::{Completion, Fact};
use crate::names::Names;

/// The entries of a status list. (W3C Bitstring Status List 1.0, section 2.1: at least 131,072.)
const LIST_ENTRIES: u64 = 131_072;

/// What a new certificate needs besides the message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Blank {
    /// Its id.
    pub id: CertificateId,
    /// Its place among the status bits.
    pub place: u64,
    /// What the directory knows.
    pub names: Names,
    /// The company's time zone, for learners whose own is not known.
    pub time_zone: Zone,
    /// The certificate that it renews.
    pub renews: Option<CertificateId>,
    /// Until when it is valid, in days from the completion; for ever without.
    pub valid_days: Option<u32>,
}

/// The certificate of a completion, if it was announced.
pub fn certificate(completion: &Completion, blank: Blank, now: Time) -> Option<Certificate> {
    let change = &completion.change;
    let Fact::Announced { at: completed_at, score } = completion.fact.clone() else { return None };
    let snapshot = Snapshot {
        name: blank.names.name,
        title: blank.names.title,
        locale: blank.names.locale,
        time_zone: Some(blank.names.time_zone.unwrap_or(blank.time_zone)),
        completed_at,
        score,
        valid_until: blank.valid_days.map(|days| days_after(completed_at, days)),
    };
    Some(Certificate {
        id: blank.id,
        about: change.about(),
        completion: completion.key,
        announced_in: change.version,
        replaces: None,
        renews: blank.renews,
        renewed_by: None,
        status: status_of(&snapshot),
        snapshot,
        status_list: entry(blank.place),
        drawn_at: now,
        issued_at: None,
        revocation: None,
        issue_published: false,
        revocation_published: false,
        reminded_at: None,
        reminder_published: false,
    })
}

/// The certificate that is issued in the place of another, with what the directory knows now. Its
/// end is the same: who was reminded of that is not reminded again.
pub fn reissued(old: &Certificate, blank: &Blank, now: Time) -> Certificate {
    let snapshot = with_names(&old.snapshot, blank.names.clone());
    Certificate { replaces: Some(old.id), ..redrawn(old, snapshot, blank, now) }
}

/// The certificate that renews another for a later completion, with what the directory knows now.
/// Its score is not known.
pub fn renewal(old: &Certificate, completed_at: Time, blank: &Blank, now: Time) -> Certificate {
    let snapshot = Snapshot {
        completed_at,
        // Where the day was asked for.
        time_zone: old.snapshot.time_zone.clone(),
        score: None,
        valid_until: blank.valid_days.map(|days| days_after(completed_at, days)),
        ..with_names(&old.snapshot, blank.names.clone())
    };
    let (replaces, renews) = (None, Some(old.id));
    Certificate {
        replaces,
        renews,
        renewed_by: None,
        reminded_at: None,
        reminder_published: false,
        ..redrawn(old, snapshot, blank, now)
    }
}

/// The time of a renewal on a day where those of the old certificate are: noon, but not after now,
/// nor on the day of the old completion before it. None if the day lies in the future or before
/// the old one's.
pub fn renewed_at(old: &Snapshot, asked: Date, now: Time) -> Option<Time> {
    let [first, last] = [old.completed_at, now].map(|time| old.day(time).date);
    let fits = first <= asked && asked <= last;
    old.noon(asked).filter(|_| fits).map(|noon| noon.max(old.completed_at).min(now))
}

fn redrawn(old: &Certificate, snapshot: Snapshot, blank: &Blank, now: Time) -> Certificate {
    Certificate {
        id: blank.id,
        status: status_of(&snapshot),
        snapshot,
        status_list: entry(blank.place),
        drawn_at: now,
        issued_at: None,
        revocation: None,
        issue_published: false,
        revocation_published: false,
        ..old.clone()
    }
}

/// The certificate with what the directory learnt, once it is enough.
pub fn named(certificate: &Certificate, learnt: Names) -> Option<Certificate> {
    let snapshot = with_names(&certificate.snapshot, learnt);
    let status = status_of(&snapshot);
    (status == Status::Drawn).then(|| Certificate { status, snapshot, ..certificate.clone() })
}

fn with_names(old: &Snapshot, learnt: Names) -> Snapshot {
    Snapshot {
        name: learnt.name.or_else(|| old.name.clone()),
        title: learnt.title.or_else(|| old.title.clone()),
        locale: learnt.locale.or_else(|| old.locale.clone()),
        time_zone: learnt.time_zone.or_else(|| old.time_zone.clone()),
        ..old.clone()
    }
}

fn status_of(snapshot: &Snapshot) -> Status {
    if snapshot.is_complete() { Status::Drawn } else { Status::AwaitingName }
}

fn entry(place: u64) -> StatusListEntry {
    let list = u32::try_from(place / LIST_ENTRIES).unwrap_or(u32::MAX);
    let index = u32::try_from(place % LIST_ENTRIES).unwrap_or_default();
    StatusListEntry { list, index }
}

fn days_after(time: Time, days: u32) -> Time {
    time.plus_minutes(i64::from(days) * 24 * 60)
}

#[cfg(test)]
mod tests;
