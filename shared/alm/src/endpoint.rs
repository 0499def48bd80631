//! Where ALM is.

use std::str::FromStr;

/// ALM's regions (ALM release notes, Update 74).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Region {
    /// `learningmanager.adobe.com`
    Us,
    /// `learningmanagereu.adobe.com`
    Eu,
    /// `learningmanagerapac.adobe.com`
    Apac,
}

/// The address of an ALM.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Endpoint(String);

/// A text that is no address that tokens may be sent to.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not the address of an ALM: https, or http on a loopback address")]
pub struct EndpointError;

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        Ok(Self(text.to_owned()))
    }
}
