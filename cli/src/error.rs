//! Why a command fails.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use milepost_certificate::CertificateId;
use milepost_credential::CredentialError;
use milepost_directory::report::HeaderError;
use milepost_domain::{IdError, UserId};
use milepost_notification::policy::PolicyError;
use milepost_notification::render::RenderError;
use milepost_store::{StoreError, Table};
use milepost_typeset::TypesetError;
use milepost_webhook_client::{OpenError, Undelivered};

use crate::aws_error::AwsError;
use crate::format::counted;

/// Why a command fails: first what may happen to several, then each one's own.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error("cannot read {table}")]
    Table { table: String, source: StoreError },
    #[error("an item of {table} cannot be read: {why}")]
    Item { table: String, why: String },
    #[error("cannot read {}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("cannot write {}", path.display())]
    Unwritten { path: PathBuf, source: io::Error },
    #[error("cannot write the output")]
    Output(#[source] io::Error),
    #[error("cannot write the backup {}", path.display())]
    Backup { path: PathBuf, source: io::Error },
    #[error("no terminal to ask on: say --yes to go on without a question")]
    NobodyToAsk,
    #[error("nothing was done")]
    Declined,

    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Undelivered(#[from] Undelivered),
    #[error("the endpoint refused {0} of the requests; ALM would not send them again")]
    RequestsRefused(usize),

    #[error("no enrollment and no history of learner {0}")]
    NoLearner(String),

    #[error("no certificate {0}")]
    NoCertificate(CertificateId),
    #[error("no certificate of learner {0}")]
    NoCertificates(UserId),
    #[error("the directory knows nobody with the address {0}")]
    NobodyWithAddress(String),
    #[error("not the id of a learner")]
    NoLearnerId(#[source] IdError),
    #[error("certificate {id} was issued again already{}", by.map(|it| format!(", as {it}")).unwrap_or_default())]
    Replaced { id: CertificateId, by: Option<CertificateId> },
    #[error("the completion of certificate {id} does not stand any more: {why}")]
    NotStanding { id: CertificateId, why: &'static str },
    #[error("certificate {id} is revoked: {why}; it cannot be renewed")]
    RevokedForGood { id: CertificateId, why: &'static str },
    #[error("certificate {id} was renewed already, by {by}")]
    Renewed { id: CertificateId, by: CertificateId },
    #[error("give a day from {from}, when it was completed before, to {to}, today")]
    RenewalDay { from: jiff::civil::Date, to: jiff::civil::Date },
    #[error(
        "request {request} is sent, but after {seconds} s {seen}: look again with \
         `milepost certificate show {id}`, and for dead letters with `milepost dlq list`"
    )]
    Late { id: CertificateId, request: String, seconds: u64, seen: String },
    #[error("a request cannot be written")]
    Request(#[source] serde_json::Error),

    // Not as its source: it tells its own causes.
    #[error("the design cannot be used: {0}")]
    Design(TypesetError),
    #[error("the design cannot be used: badge.png")]
    Badge(#[source] CredentialError),
    #[error("the certificate would be valid until after the year 9999")]
    Date(#[source] jiff::Error),
    #[error("the PDF is written, but not its picture: cannot run pdftoppm (of poppler-utils)")]
    NoPdftoppm(#[source] io::Error),
    #[error("the PDF is written, but not its picture: pdftoppm has failed: {0}")]
    NoPicture(String),

    #[error("{0} is neither an e-mail address nor a phone number such as +4930123456")]
    NoAddress(String),
    #[error("a sample cannot be made: {0}")]
    Sample(String),
    #[error(transparent)]
    Render(#[from] RenderError),

    #[error("{}, line {line}: {why}", path.display())]
    PolicySyntax { path: PathBuf, line: usize, why: String },
    #[error("{} cannot be used: {}", path.display(), counted(*count, "problem"))]
    PolicyProblems { path: PathBuf, count: usize },
    #[error("{} cannot be used", path.display())]
    PolicyTooLarge { path: PathBuf, source: PolicyError },
    #[error("{} is no message of the topics transitions and outcomes", path.display())]
    NoMessage { path: PathBuf },
    #[error("a sample cannot be made")]
    SampleId(#[from] IdError),

    #[error("{}: {source}", path.display())]
    NoReport { path: PathBuf, source: HeaderError },
    #[error("the directory's table: {0}")]
    Directory(StoreError),
    #[error("no row was imported")]
    NoRows,
    #[error("{0} of the rows are broken and were left out")]
    BrokenRows(u64),
    #[error("the directory knows nothing of {0} of these")]
    NotInDirectory(usize),

    #[error("cannot read the ledger {}", path.display())]
    Ledger { path: PathBuf, source: io::Error },
    #[error("{0} of the ledger's entries do not add up")]
    Wrong(usize),
    #[error(
        "too early to tell: {} of the ledger not found, and {} queued or dead-lettered without \
         a name; try --wait", counted(*missing, "event"), counted(*unnamed, "message")
    )]
    Undecided { missing: usize, unnamed: usize },

    #[error("the stack has {}", counted(*.0, "problem"))]
    Problems(usize),
    #[error("the stack has no problem, but {}", counted(*.0, "warning"))]
    Warnings(usize),

    #[error("the stack has no queue `{name}` with dead letters; it has {known}")]
    NoQueue { name: String, known: String },
    #[error("the stack names no queues with dead letters in its outputs")]
    NoQueues,
    #[error(
        "no dead letter begins with `{key}` among the {seen} seen; about {total} are in the queue"
    )]
    NoLetter { key: String, seen: usize, total: usize },
    #[error("several dead letters begin with `{key}`: {found}")]
    SeveralLetters { key: String, found: String },
    #[error("{0} of the letters failed; see above")]
    LettersFailed(usize),
    #[error("stopped; run it again to go on")]
    Stopped,

    #[error("no object `{0}` in quarantine: see `milepost quarantine list`")]
    NoObject(String),
    #[error("{count} objects begin with `{text}`: give more of the key")]
    SeveralObjects { text: String, count: usize },
    #[error("{0} of the objects could not be replayed, and stay")]
    ObjectsKept(usize),
}

impl Error {
    /// Of a table that cannot be read, or of an item in it.
    pub(crate) fn of_table(table: &Table, error: StoreError) -> Self {
        match error {
            StoreError::Unreadable(why) => Self::item(table.name(), &why),
            source => Self::Table { table: table.name().to_owned(), source },
        }
    }

    pub(crate) fn item(table: &str, why: &impl ToString) -> Self {
        Self::Item { table: table.to_owned(), why: why.to_string() }
    }

    /// Of a file that cannot be read.
    pub(crate) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Unreadable { path: path.to_owned(), source }
    }

    /// 1, but 3 for what may be in order later; 2 is clap's, for a wrong command line.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Undecided { .. } | Self::Late { .. } | Self::Warnings(_) => ExitCode::from(3),
            _ => ExitCode::FAILURE,
        }
    }
}
