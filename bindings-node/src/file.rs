//! Bytes that are read when they are needed.

use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use spectrum_imessage::content::File;

use crate::call::{NativeCalls, NativeCancel, call};

/// A file.
#[napi]
pub struct NativeFile(pub(crate) File);

#[napi]
impl NativeFile {
    /// All bytes: gives a `Buffer`.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn read(
        &self,
        to: &NativeCalls,
        id: i64,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let file = self.0.clone();
        // A copy, since JavaScript may write to its buffer and the core's bytes are shared.
        call(to, id, cancel, async move { file.read().await }, |bytes| Buffer::from(bytes.to_vec()))
    }
}
