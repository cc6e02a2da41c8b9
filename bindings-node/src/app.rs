//! The application.

use napi_derive::napi;
use spectrum_imessage::Spectrum;

use crate::call::{NativeCalls, NativeCancel, Outcome, call, outcome};
use crate::config::StartOptions;
use crate::imessage::NativeImessage;
use crate::messages::NativeMessages;

/// A running application.
#[napi]
pub struct NativeApp(Spectrum);

/// Starts an application: gives a [`NativeApp`].
///
/// # Errors
/// As [`call`].
#[napi]
pub fn start(
    to: &NativeCalls,
    id: i64,
    options: StartOptions,
    cancel: Option<&NativeCancel>,
) -> napi::Result<()> {
    let start = async {
        let (options, providers) = options.split()?;
        Spectrum::start(options, providers).await
    };
    call(to, id, cancel, start, NativeApp)
}

#[napi]
impl NativeApp {
    /// The iMessage side, or why there is none.
    #[napi]
    pub fn imessage(&self) -> Outcome<NativeImessage> {
        outcome(self.0.imessage().map(NativeImessage))
    }

    /// The project as the cloud describes it.
    #[napi]
    pub fn project(&self) -> Option<serde_json::Value> {
        self.0.project().cloned()
    }

    /// Opens the stream of messages: gives [`NativeMessages`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn messages(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let app = self.0.clone();
        // In a future because the streams are tasks of the I/O thread.
        call(to, id, None, async move { app.messages() }, NativeMessages::new)
    }

    /// Stops the application: gives nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn stop(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let app = self.0.clone();
        let stopped = async move {
            app.stop().await;
            Ok(())
        };
        call(to, id, None, stopped, |()| ())
    }
}
