//! A line: every call that the service has, as JSON both ways.

use std::fmt;
use std::sync::Arc;

use spectrum_imessage::imessage::calls::{JsonStream, Line};
use spectrum_imessage::{Error, SendOptions, Spectrum};
use tokio::sync::Mutex;

use crate::content::NativeContent;
use crate::error::{NativeError, NativeResult};
use crate::progress::{NativeProgressSink, on_progress};
use crate::run::{NativeCancel, on_io};

/// The handle of a line. It keeps the application running, as that of a space does.
#[derive(Debug, uniffi::Object)]
pub struct NativeLine {
    app: Spectrum,
    line: Line,
}

impl NativeLine {
    pub(crate) fn new(app: &Spectrum, line: Line) -> Arc<Self> {
        Arc::new(Self { app: app.clone(), line })
    }
}

#[uniffi::export]
impl NativeLine {
    /// The number of the line.
    pub fn phone(&self) -> String {
        self.line.phone().to_owned()
    }

    /// Makes a call by its name; the answer as JSON.
    pub async fn call(
        &self,
        operation: String,
        arguments: String,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<String> {
        let line = self.line.clone();
        on_io(cancel, async move { line.call_json(&operation, &arguments).await }).await
    }

    /// Uploads a file; the answer as JSON.
    pub async fn upload(
        &self,
        content: Arc<NativeContent>,
        client_message_id: Option<String>,
        progress: Option<Arc<dyn NativeProgressSink>>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<String> {
        let line = self.line.clone();
        on_io(cancel, async move {
            let options = SendOptions { client_message_id, progress: progress.map(on_progress) };
            let uploaded = line.attachments().upload(content.get().clone(), &options).await?;
            serde_json::to_string(&uploaded)
                .map_err(|_| NativeError::internal("the answer has no form in JSON"))
        })
        .await
    }

    /// Opens a stream by its name.
    pub async fn open(
        &self,
        operation: String,
        arguments: String,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Arc<NativeLineStream>> {
        let (app, line) = (self.app.clone(), self.line.clone());
        on_io(cancel, async move {
            let stream = Mutex::new(line.open_json(&operation, &arguments).await?);
            Ok::<_, Error>(Arc::new(NativeLineStream { _app: app, stream }))
        })
        .await
    }
}

/// A stream of a line. It ends when it is freed.
#[derive(uniffi::Object)]
pub struct NativeLineStream {
    /// Kept running.
    _app: Spectrum,
    stream: Mutex<JsonStream>,
}

#[uniffi::export]
impl NativeLineStream {
    /// The next element as JSON; nothing at the end. A cancelled call loses none.
    pub async fn next(
        self: Arc<Self>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Option<String>> {
        on_io(cancel, async move { self.stream.lock().await.next().await }).await
    }
}

impl fmt::Debug for NativeLineStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NativeLineStream")
    }
}
