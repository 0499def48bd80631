//! The User and the Training report as CSV files.

use crate::company::{Company, Instance, LearningObject, Person};

/// Excel wants it.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// ALM developer manual; `AF_` columns are the company's own fields.
#[rustfmt::skip]
const USER_COLUMNS: [&str; 23] = [
    "internalUserID", "userEmail", "customerDefinedUniqueUserId", "name", "managerEmail",
    "userType", "state", "excludedFromGamification", "pointsEarned", "profile", "roles",
    "dateCreated", "lastLoginDate", "dateDeleted", "uiLocale", "contentLocale", "timeZoneCode",
    "userSource", "group", "AF_City", "AF_Address", "metadata", "lastSocialActivityDate",
];

/// ALM administrator guide, reports: trainings report.
#[rustfmt::skip]
const TRAINING_COLUMNS: [&str; 28] = [
    "Catalog Name", "Training ID", "Training Unique ID", "Training Type", "Training Name",
    "Embedded Path", "Sub Trainings", "Modules", "Format", "Training or Module Duration (mins)",
    "Status of Training", "Skills", "Author", "Last Published Date (UTC TimeZone)",
    "Last Completed Date (UTC TimeZone)", "Instructors", "Enrollment Count", "Started Count",
    "Completion Count", "Avg L1 Score", "Avg L2 Score", "Avg L3 Score", "Catalog Labels", "Tags",
    "Avg Star Rating", "Training Language", "Gamification Enabled",
    "Completion Deadline (UTC TimeZone)",
];

/// The report of the job `generateUsers`.
///
/// # Errors
/// None in fact: it is written to memory.
pub fn users(company: &Company) -> csv::Result<Vec<u8>> {
    write(&USER_COLUMNS, company.people(), |person, column| user(company, person, column))
}

/// The report of the job `generateTrainingReport`.
///
/// # Errors
/// None in fact: it is written to memory.
pub fn trainings(company: &Company) -> csv::Result<Vec<u8>> {
    write(&TRAINING_COLUMNS, company.learning_objects(), training)
}

fn write<T>(
    columns: &[&str],
    rows: &[T],
    value: impl Fn(&T, &str) -> String,
) -> csv::Result<Vec<u8>> {
    let mut file = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    file.write_record(columns)?;
    for row in rows {
        file.write_record(columns.iter().map(|column| value(row, column)))?;
    }
    file.into_inner().map_err(|error| error.into_error().into())
}

fn user(company: &Company, person: &Person, column: &str) -> String {
    let manager = || company.person(person.manager.as_deref()?).map(|manager| &manager.email);
    match column {
        "internalUserID" => person.id.clone(),
        "userEmail" => person.email.clone(),
        "customerDefinedUniqueUserId" => person.unique_id.clone(),
        "name" => person.name.clone(),
        "managerEmail" => manager().cloned().unwrap_or_default(),
        "userType" => "INTERNAL".to_owned(),
        "state" => if person.deleted { "DELETED" } else { "ACTIVE" }.to_owned(),
        "excludedFromGamification" => "false".to_owned(),
        "pointsEarned" => "0".to_owned(),
        "profile" => "Employee".to_owned(),
        "roles" => person.roles.join(","),
        "dateCreated" => "2024-05-06T08:00:00.000Z".to_owned(),
        "dateDeleted" if person.deleted => "2026-09-30T16:00:00.000Z".to_owned(),
        "uiLocale" | "contentLocale" => person.locale.clone(),
        "timeZoneCode" => person.time_zone.clone(),
        "userSource" => "CSV".to_owned(),
        "group" => "All Learners,All Internal Users".to_owned(),
        "AF_City" => person.city.clone(),
        // On two lines, as people type addresses.
        "AF_Address" => format!("1 \"Old\" Mill Road\n{}", person.city),
        _ => String::new(),
    }
}

fn training(object: &LearningObject, column: &str) -> String {
    let title = || object.titles.first().map(|(_, title)| title.clone());
    match column {
        "Catalog Name" => "Default Catalog".to_owned(),
        "Training ID" => object.id.clone(),
        "Training Unique ID" => object.id.replace(':', "-"),
        "Training Type" => training_type(object.lo_type).to_owned(),
        "Training Name" => title().unwrap_or_default(),
        "Format" => "Self Paced".to_owned(),
        "Training or Module Duration (mins)" => object.duration.to_string(),
        "Status of Training" => object.state.to_owned(),
        "Last Published Date (UTC TimeZone)" => "2025-02-03T09:00:00.000Z".to_owned(),
        "Enrollment Count" | "Started Count" | "Completion Count" => "0".to_owned(),
        "Catalog Labels" => labels(object),
        "Training Language" => languages(object),
        "Gamification Enabled" => per_instance(object, |_| "0".to_owned()),
        "Completion Deadline (UTC TimeZone)" => per_instance(object, deadline),
        _ => String::new(),
    }
}

fn training_type(lo_type: &str) -> &str {
    match lo_type {
        "course" => "Course",
        "certification" => "Certification",
        _ => "Learning Path",
    }
}

/// The guide does not say how labels are written; this form is a guess.
fn labels(object: &LearningObject) -> String {
    let label = |(name, value): &(&str, &str)| format!("{name}:{value}");
    object.labels.iter().map(label).collect::<Vec<_>>().join(",")
}

fn languages(object: &LearningObject) -> String {
    object.titles.iter().map(|(locale, _)| *locale).collect::<Vec<_>>().join(",")
}

/// `Default instance:NA,Course1, 2025:2025-03-31T21:59:59.000Z` (ALM administrator guide).
fn per_instance(object: &LearningObject, value: impl Fn(&Instance) -> String) -> String {
    let named = |instance: &Instance| format!("{}:{}", instance.title, value(instance));
    object.instances.iter().map(named).collect::<Vec<_>>().join(",")
}

fn deadline(instance: &Instance) -> String {
    instance.completion_deadline.clone().unwrap_or_else(|| "NA".to_owned())
}
