//! Files, piece by piece.

use bytes::Bytes;
use reqwest::header::TRANSFER_ENCODING;
use reqwest::{RequestBuilder, Response};

use crate::AlmError;
use crate::http::{failure, verdict};

/// A download that has begun. It is complete when [`chunk`](Self::chunk) has given `None`, and
/// not before: a connection that ends early gives an error.
#[derive(Debug)]
pub struct Download {
    response: Response,
    left: u64,
    max: u64,
}

impl Download {
    pub(crate) async fn begin(request: RequestBuilder, max: u64) -> Result<Self, AlmError> {
        let response = request.send().await.map_err(failure)?;
        verdict(response.status().as_u16(), None)?;
        match response.content_length() {
            Some(length) if length > max => Err(AlmError::TooLarge { max }),
            // A body that only the end of the connection ends may be cut anywhere.
            None if !response.headers().contains_key(TRANSFER_ENCODING) => {
                Err(AlmError::Malformed("a file without a length"))
            }
            _ => Ok(Self { response, left: max, max }),
        }
    }

    /// The file's next piece; `None` at its end.
    ///
    /// # Errors
    /// [`AlmError::TimedOut`], [`AlmError::Unreachable`] if the connection ends early, and
    /// [`AlmError::TooLarge`]: what came before is a part of the file only.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, AlmError> {
        let Some(chunk) = self.response.chunk().await.map_err(failure)? else { return Ok(None) };
        let left = self.left.checked_sub(chunk.len() as u64);
        self.left = left.ok_or(AlmError::TooLarge { max: self.max })?;
        Ok(Some(chunk))
    }
}
