//! What a caller may say about a transfer, and how far one is.

use napi_derive::napi;
use spectrum_imessage::content::ReadOptions;
use spectrum_imessage::{Progress, SendOptions};

use crate::call::NativeCalls;
use crate::view::size;

/// What a caller may say about a send.
#[napi(object, object_to_js = false)]
pub struct SendInput {
    /// An idempotency key.
    pub client_message_id: Option<String>,
    /// Whether JavaScript wants to know how far the upload is.
    pub progress: bool,
}

impl SendInput {
    /// The same for the core, of the call `id`.
    pub(crate) fn options(self, to: &NativeCalls, id: i64) -> SendOptions {
        let Self { client_message_id, progress } = self;
        SendOptions { client_message_id, progress: progress.then(|| to.progress(id)) }
    }
}

/// How the bytes of a file are read.
#[napi(object, object_to_js = false)]
pub struct ReadInput {
    /// The most bytes that are taken; JavaScript has checked that it is no less than 0.
    pub max_size: Option<i64>,
    /// Whether JavaScript wants to know how far the transfer is.
    pub progress: bool,
}

impl ReadInput {
    /// The same for the core, of the call `id`.
    pub(crate) fn options(self, to: &NativeCalls, id: i64) -> ReadOptions {
        ReadOptions {
            max_size: self.max_size.map(|size| size.try_into().unwrap_or_default()),
            progress: self.progress.then(|| to.progress(id)),
        }
    }
}

/// How far a transfer is, in bytes.
#[napi(object, object_from_js = false)]
pub struct ProgressView {
    /// What has been transferred.
    pub transferred: f64,
    /// What there is to transfer, where it is known.
    pub total: Option<f64>,
}

impl From<Progress> for ProgressView {
    fn from(progress: Progress) -> Self {
        Self { transferred: size(progress.transferred), total: progress.total.map(size) }
    }
}
