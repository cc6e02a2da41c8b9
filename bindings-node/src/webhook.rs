//! Requests of webhooks.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;
use spectrum_imessage::webhook::{Delivery, verify};
use spectrum_imessage::webhook::{WebhookAnswer, WebhookRequest};
use spectrum_imessage::{Error, ErrorKind, Result, Secret};

use crate::call::{Outcome, outcome};

/// A header of a request.
#[napi(object, object_to_js = false)]
pub struct HeaderFields {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// What to answer to a request.
#[napi(object, object_from_js = false)]
pub struct AnswerView {
    /// The HTTP status.
    pub status: u32,
    /// The body.
    pub body: String,
}

impl From<WebhookAnswer> for AnswerView {
    fn from(answer: WebhookAnswer) -> Self {
        Self { status: answer.status.into(), body: answer.body }
    }
}

/// What the headers of a delivery say.
#[napi(object, object_from_js = false)]
pub struct DeliveryView {
    /// The id of the webhook.
    pub webhook_id: String,
    /// The name of the event.
    pub event: String,
    /// When it was signed, in seconds since 1970.
    pub timestamp: f64,
}

impl From<Delivery> for DeliveryView {
    fn from(delivery: Delivery) -> Self {
        let Delivery { webhook_id, event, timestamp } = delivery;
        Self { webhook_id, event, timestamp }
    }
}

/// The request for the core.
///
/// # Errors
/// `ValidationError` if `ack` is none of its words.
pub fn request(headers: Vec<HeaderFields>, body: &Uint8Array, ack: &str) -> Result<WebhookRequest> {
    Ok(WebhookRequest { headers: pairs(headers), body: body.to_vec(), ack: ack.parse()? })
}

fn pairs(headers: Vec<HeaderFields>) -> Vec<(String, String)> {
    headers.into_iter().map(|header| (header.name, header.value)).collect()
}

/// Checks the signature of a request, at a time in milliseconds since 1970.
#[napi]
pub fn verify_webhook(
    secret: String,
    headers: Vec<HeaderFields>,
    body: Uint8Array,
    now: f64,
) -> Outcome<DeliveryView> {
    let now = Duration::try_from_secs_f64(now / 1000.0)
        .ok()
        .and_then(|now| UNIX_EPOCH.checked_add(now))
        .ok_or_else(|| {
            let text = "now is a Date, or a number of milliseconds since 1970";
            Error::new(ErrorKind::Validation, "invalidArgument", text)
        });
    let check = |now: SystemTime| verify(&Secret::new(secret), &pairs(headers), &body, now);
    outcome(now.and_then(check).map(DeliveryView::from))
}
