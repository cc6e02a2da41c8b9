//! The application.

use std::sync::Arc;

use napi::bindgen_prelude::{ClassInstance, Uint8Array};
use napi_derive::napi;
use spectrum_imessage::{GivenUp, OutboxEntry, Spectrum, open_store};

use crate::call::{NativeCalls, NativeCancel, Outcome, call, outcome};
use crate::config::StartOptions;
use crate::custom::{NativeCustom, NativeDefinition};
use crate::events::NativeEvents;
use crate::handling::{HandlingOptions, NativeHandling};
use crate::imessage::NativeImessage;
use crate::message::NativeMessage;
use crate::messages::NativeMessages;
use crate::simulator::NativeSimulator;
use crate::webhook::{self, AnswerView, HeaderFields};

/// A running application.
#[napi]
pub struct NativeApp {
    app: Spectrum,
    batch: usize,
}

/// Starts an application, perhaps on a simulator that runs: gives a [`NativeApp`]. The definitions are
/// those that providers name by their index.
///
/// # Errors
/// As [`call`].
#[napi]
pub fn start(
    to: &NativeCalls,
    id: i64,
    options: StartOptions,
    definitions: Vec<ClassInstance<'_, NativeDefinition>>,
    simulator: Option<&NativeSimulator>,
    cancel: Option<&NativeCancel>,
) -> napi::Result<()> {
    let batch = options.batch();
    let store = options.store.clone();
    let definitions = definitions.iter().map(|definition| definition.take()).collect();
    let shared = simulator.map(|simulator| Arc::clone(&simulator.0));
    let start = async {
        let (mut options, providers) = options.split(definitions)?;
        if let Some(place) = store {
            options.store = Some(open_store(place).await?);
        }
        if let Some(shared) = shared {
            options.simulator = Some(shared.into());
        }
        Spectrum::start(options, providers).await
    };
    call(to, id, cancel, start, move |app| NativeApp { app, batch })
}

#[napi]
impl NativeApp {
    /// The iMessage side, or why there is none.
    #[napi]
    pub fn imessage(&self) -> Outcome<NativeImessage> {
        outcome(self.app.imessage().map(NativeImessage))
    }

    /// The side of a platform that the program defines, or why there is none.
    #[napi]
    pub fn custom(&self, name: String) -> Outcome<NativeCustom> {
        NativeCustom::of(self.app.custom(&name))
    }

    /// The simulator on which it runs, if it does.
    #[napi]
    pub fn simulator(&self) -> Option<NativeSimulator> {
        self.app.simulator().cloned().map(NativeSimulator)
    }

    /// The project as the cloud describes it.
    #[napi]
    pub fn project(&self) -> Option<serde_json::Value> {
        self.app.project().cloned()
    }

    /// Opens the stream of messages: gives [`NativeMessages`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn messages(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let (app, batch) = (self.app.clone(), self.batch);
        // In a future because the streams are tasks of the I/O thread.
        let messages = async move { app.messages() };
        call(to, id, None, messages, move |messages| NativeMessages::new(messages, batch))
    }

    /// Opens the stream of jobs: gives [`NativeHandling`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn handling(
        &self,
        to: &NativeCalls,
        id: i64,
        options: HandlingOptions,
    ) -> napi::Result<()> {
        let app = self.app.clone();
        let handling = async move { app.handling(options.into()) };
        call(to, id, None, handling, NativeHandling::new)
    }

    /// Opens the stream of events: gives [`NativeEvents`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn events(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let app = self.app.clone();
        call(to, id, None, async move { app.events() }, NativeEvents::new)
    }

    /// How the application is doing, as JSON.
    #[napi]
    pub fn health(&self) -> String {
        self.app.health().to_json()
    }

    /// Takes a request of a webhook: gives an [`AnswerView`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn webhook(
        &self,
        to: &NativeCalls,
        id: i64,
        headers: Vec<HeaderFields>,
        body: Uint8Array,
        ack: String,
    ) -> napi::Result<()> {
        let app = self.app.clone();
        let request = webhook::request(headers, &body, &ack);
        let taken = async move { Ok(app.webhook(request?).await) };
        call(to, id, None, taken, AnswerView::from)
    }

    /// What was given up, as JSON.
    #[napi]
    pub fn dead_letters(&self) -> Outcome<String> {
        outcome(self.app.dead_letters().map(|letters| GivenUp::list_to_json(&letters)))
    }

    /// Removes one by its id: whether it was there.
    #[napi]
    pub fn remove_dead_letter(&self, id: String) -> Outcome<bool> {
        outcome(self.app.remove_dead_letter(&id))
    }

    /// What earlier runs have left unconfirmed, as JSON.
    #[napi]
    pub fn outbox(&self) -> Outcome<String> {
        outcome(self.app.outbox().map(|entries| OutboxEntry::list_to_json(&entries)))
    }

    /// Sends an entry of the outbox again: gives a [`NativeMessage`] or nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn send_again(
        &self,
        to: &NativeCalls,
        id: i64,
        key: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let app = self.app.clone();
        let sent = async move { app.send_again(&key).await };
        call(to, id, cancel, sent, |message| message.map(NativeMessage::from))
    }

    /// Takes an entry out of the outbox: whether it was there.
    #[napi]
    pub fn remove_from_outbox(&self, key: String) -> Outcome<bool> {
        outcome(self.app.remove_from_outbox(&key))
    }

    /// Stops the application: gives nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn stop(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let app = self.app.clone();
        let stopped = async move {
            app.stop().await;
            Ok(())
        };
        call(to, id, None, stopped, |()| ())
    }
}
