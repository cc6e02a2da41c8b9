//! Requests of webhooks.

use std::time::SystemTime;

use spectrum_imessage::Secret;
use spectrum_imessage::webhook::{Delivery, verify};
use spectrum_imessage::webhook::{WebhookAck, WebhookAnswer};

use crate::error::NativeResult;
use crate::mirror::mirror;

mirror! {
    /// When a delivery is answered.
    NativeWebhookAck = WebhookAck {
        /// When it is accepted.
        Accepted,
        /// When it is handled.
        After,
    }
}

/// A header of a request.
#[derive(Debug, uniffi::Record)]
pub struct NativeHeader {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

pub(crate) fn pairs(headers: Vec<NativeHeader>) -> Vec<(String, String)> {
    headers.into_iter().map(|header| (header.name, header.value)).collect()
}

/// What to answer to a request.
#[derive(Debug, uniffi::Record)]
pub struct NativeWebhookAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

impl From<WebhookAnswer> for NativeWebhookAnswer {
    fn from(answer: WebhookAnswer) -> Self {
        let WebhookAnswer { status, body } = answer;
        Self { status, body }
    }
}

/// What the headers of a delivery say.
#[derive(Debug, uniffi::Record)]
pub struct NativeDelivery {
    /// The id of the webhook.
    pub webhook_id: String,
    /// The name of the event.
    pub event: String,
    /// When it was signed, in seconds since 1970.
    pub timestamp: f64,
}

/// Checks the signature of a request.
#[uniffi::export]
pub fn verify_webhook(
    secret: String,
    headers: Vec<NativeHeader>,
    body: Vec<u8>,
    now: SystemTime,
) -> NativeResult<NativeDelivery> {
    let delivery = verify(&Secret::new(secret), &pairs(headers), &body, now)?;
    let Delivery { webhook_id, event, timestamp } = delivery;
    Ok(NativeDelivery { webhook_id, event, timestamp })
}
