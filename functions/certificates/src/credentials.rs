//! What a certificate's credential says.

use milepost_certificate::Certificate;
use milepost_contracts::percent_encoded;
use milepost_credential::{
    Achievement, AchievementType, Award, OpenBadgeCredential, Score, StatusEntry,
};
use milepost_domain::LoType;

use crate::error::DependencyError;
use crate::seal::{Seal, SigningKey};

/// The credential of a certificate that is verified at this address, with its proof, as JSON.
/// Equal input, equal output.
///
/// # Errors
/// If it cannot be signed.
pub async fn credential<S: SigningKey>(
    certificate: &Certificate,
    public_url: &str,
    seal: &Seal<S>,
) -> Result<Vec<u8>, DependencyError> {
    let credential = OpenBadgeCredential::new(seal.issuer(), &award(certificate, public_url));
    // As of when it was drawn: whoever makes it again makes the same.
    let json = seal.seal(credential, certificate.drawn_at.into()).await?;
    Ok(json.into_bytes())
}

/// The address of a status list.
pub fn status_list_url(public_url: &str, list: u32) -> String {
    format!("{public_url}/status-lists/{list}")
}

/// What the credential is about.
pub fn award(certificate: &Certificate, public_url: &str) -> Award {
    let snapshot = &certificate.snapshot;
    let place = certificate.status_list;
    Award {
        id: format!("{public_url}/certificates/{}", certificate.id),
        learner: snapshot.name.clone(),
        achievement: achievement(certificate, public_url),
        score: snapshot.score.as_ref().and_then(serde_json::Number::as_f64).map(score),
        valid_from: snapshot.completed_at.into(),
        valid_until: snapshot.valid_until.map(Into::into),
        status: StatusEntry {
            list: status_list_url(public_url, place.list),
            index: usize::try_from(place.index).unwrap_or(usize::MAX),
        },
    }
}

/// ALM says nothing of what a score is out of.
const fn score(points: f64) -> Score {
    Score { points, out_of: None }
}

fn achievement(certificate: &Certificate, public_url: &str) -> Achievement {
    let object = certificate
        .about
        .lo_id
        .as_ref()
        .map_or(certificate.about.lo_instance_id.as_str(), |it| it.as_str());
    let title = certificate.snapshot.title.clone().unwrap_or_default();
    Achievement {
        id: format!("{public_url}/learning-objects/{}", percent_encoded(object)),
        kind: kind(certificate.about.lo_type.as_ref()),
        criteria: format!("Completed {title} in Adobe Learning Manager."),
        description: title.clone(),
        name: title,
        image: None,
    }
}

const fn kind(lo_type: Option<&LoType>) -> AchievementType {
    match lo_type {
        Some(LoType::Course) => AchievementType::Course,
        Some(LoType::LearningProgram) => AchievementType::LearningProgram,
        Some(LoType::Certification) => AchievementType::Certification,
        _ => AchievementType::CertificateOfCompletion,
    }
}

#[cfg(test)]
mod tests;
