//! Dead letters: what a group could not handle, with why.

use async_nats::HeaderMap;
use async_nats::header::NATS_MESSAGE_ID;
use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::response::Response;
use serde::Deserialize;
use serde_json::json;
use spectrum_imessage::Result;

use super::Station;
use super::log::DeadLetter;
use crate::bucket::{decode, headers};
use crate::envelope::escaped;
use crate::error::unavailable;

/// Reasons are cut here.
const LONGEST_REASON: usize = 400;

#[derive(Deserialize)]
struct Got {
    message: Raw,
}

#[derive(Deserialize)]
struct Raw {
    subject: String,
    #[serde(default)]
    data: String,
    #[serde(default)]
    hdrs: String,
}

/// Copies the event into the stream of dead letters. What was copied already is not copied again.
///
/// # Errors
/// `natsUnavailable`.
pub(crate) async fn bury(station: &Station, letter: &DeadLetter) -> Result<()> {
    let context = &station.connection.context;
    let request = json!({ "seq": letter.sequence });
    let subject = format!("STREAM.MSG.GET.{}", station.places.stream);
    let answer: Response<Got> =
        context.request(subject, &request).await.map_err(|error| unavailable(error.kind()))?;
    let raw = match answer {
        Response::Ok(got) => got.message,
        // The stream keeps it no more.
        Response::Err { error } if error.error_code() == ErrorCode::NO_MESSAGE_FOUND => {
            return Ok(());
        }
        Response::Err { error } => return Err(unavailable(error)),
    };
    let group = &station.group.name;
    let mut sealed: HeaderMap = headers(&raw.hdrs);
    sealed.insert(NATS_MESSAGE_ID, format!("{group}/{}", letter.sequence).as_str());
    sealed.insert("Spectrum-Group", group.as_str());
    sealed.insert("Spectrum-Tries", letter.tries.to_string().as_str());
    let mut reason = escaped(&letter.reason);
    reason.truncate(LONGEST_REASON);
    sealed.insert("Spectrum-Reason", reason.as_str());
    sealed.insert("Spectrum-At", letter.sequence.to_string().as_str());
    let subject = station.names.dead(group, &raw.subject);
    let sent = context.publish_with_headers(subject, sealed, decode(&raw.data)).await;
    let sent = sent.map_err(|error| unavailable(error.kind()))?;
    sent.await.map(drop).map_err(|error| unavailable(error.kind()))
}
