//! The calls of a line: two functions, with arguments and answers as JSON.

use std::sync::Arc;

use napi_derive::napi;
use spectrum_imessage::imessage::calls::{JsonStream, Line};
use tokio::sync::Mutex;

use crate::build::NativeContent;
use crate::call::{NativeCalls, NativeCancel, call};
use crate::transfer::SendInput;

/// One line.
#[napi]
pub struct NativeLine(pub(crate) Line);

#[napi]
impl NativeLine {
    /// Its number.
    #[napi(getter)]
    pub fn phone(&self) -> &str {
        self.0.phone()
    }

    /// Makes a call: gives its answer as JSON.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn call(
        &self,
        to: &NativeCalls,
        id: i64,
        operation: String,
        arguments: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let line = self.0.clone();
        let answer = async move { line.call_json(&operation, &arguments).await };
        call(to, id, cancel, answer, |answer| answer)
    }

    /// Uploads a file: gives what the service knows of it as JSON.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn upload(
        &self,
        to: &NativeCalls,
        id: i64,
        content: &NativeContent,
        options: SendInput,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let (line, content) = (self.0.clone(), content.0.clone());
        let options = options.options(to, id);
        let uploaded = async move { line.upload_json(content, &options).await };
        call(to, id, cancel, uploaded, |uploaded| uploaded)
    }

    /// Opens a stream: gives a [`NativeLineStream`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn open(
        &self,
        to: &NativeCalls,
        id: i64,
        operation: String,
        arguments: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let line = self.0.clone();
        let stream = async move { line.open_json(&operation, &arguments).await };
        call(to, id, cancel, stream, NativeLineStream::new)
    }
}

/// What a line tells as it comes.
#[napi]
pub struct NativeLineStream(Arc<Mutex<Option<JsonStream>>>);

impl NativeLineStream {
    fn new(stream: JsonStream) -> Self {
        Self(Arc::new(Mutex::new(Some(stream))))
    }
}

#[napi]
impl NativeLineStream {
    /// The next element: gives it as JSON, or nothing at the end.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn next(
        &self,
        to: &NativeCalls,
        id: i64,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let stream = Arc::clone(&self.0);
        let next = async move {
            match stream.lock().await.as_mut() {
                Some(stream) => stream.next().await,
                None => Ok(None),
            }
        };
        call(to, id, cancel, next, |element| element)
    }

    /// Ends the stream at the service: gives nothing. A read that waits is cancelled before.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn close(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let stream = Arc::clone(&self.0);
        let closed = async move {
            stream.lock().await.take();
            Ok(())
        };
        call(to, id, None, closed, |()| ())
    }
}
