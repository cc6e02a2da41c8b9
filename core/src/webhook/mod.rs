//! Webhooks: the service brings messages by HTTP requests, which the program takes with a server of
//! its own and hands over whole ([`crate::Spectrum::webhook`]).
//!
//! `signature` says whether a request is the service's, `body` what it holds, `content` makes it a
//! message of this library, `journal` keeps what was accepted until it is handled.

mod body;
mod content;
mod journal;
mod signature;

pub(crate) use body::{SpaceRef, Wire, WireMessage, parse};
pub(crate) use content::{message, unavailable_file};
pub(crate) use journal::{Accepted, Entry, Fate, Journal, message_key};
pub use signature::{Delivery, verify};

/// A request as it came, unchanged: the signature is over the bytes of the body.
#[derive(Clone, Debug, Default)]
pub struct WebhookRequest {
    /// The headers by their names, whose case does not matter.
    pub headers: Vec<(String, String)>,
    /// The raw body.
    pub body: Vec<u8>,
    /// When the request is answered.
    pub ack: WebhookAck,
}

/// When a delivery is answered 200.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WebhookAck {
    /// When the message is accepted: on disk with a durable store, and in the queue of messages.
    #[default]
    Accepted,
    /// When the message is handled. 500 if that fails, or takes more than 25 s: the service sends it
    /// again then, and waits for the same message.
    After,
}

impl std::str::FromStr for WebhookAck {
    type Err = crate::Error;

    /// # Errors
    /// `ValidationError` for any other word than `accepted` and `after`.
    fn from_str(word: &str) -> crate::Result<Self> {
        match word {
            "accepted" => Ok(Self::Accepted),
            "after" => Ok(Self::After),
            _ => Err(crate::Error::invalid("ack is \"accepted\" or \"after\"")),
        }
    }
}

/// What to answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookAnswer {
    /// The HTTP status.
    pub status: u16,
    /// A word for people who look into the service's log: plain text.
    pub body: String,
}

impl WebhookAnswer {
    pub(crate) fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: body.into() }
    }
}
