//! The client for Spectrum, the service that lets agents live inside iMessage.
//!
//! ```no_run
//! use spectrum_imessage::{MessageEffect, Options, Spectrum, Tapback, content, imessage};
//!
//! # async fn run() -> spectrum_imessage::Result<()> {
//! // Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET.
//! let app = Spectrum::start(Options::default(), vec![imessage::Config::Cloud.into()]).await?;
//! let mut messages = app.messages()?;
//! while let Some((space, message)) = messages.next_message().await {
//!     let answer = async {
//!         message.react(Tapback::Laugh.name()).await?;
//!         message.reply(content::effect("Happy birthday!", MessageEffect::Celebration)).await
//!     };
//!     space.responding(answer).await??;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! This crate is the whole implementation; the packages for Python, TypeScript and Swift are thin
//! layers over it.

mod app;
mod audio;
#[cfg(feature = "benches")]
#[doc(hidden)]
pub mod bench;
mod clock;
mod config;
pub mod content;
mod delivery;
pub mod emoji;
mod error;
mod event;
pub mod fleet;
mod health;
mod json;
mod message;
mod net;
pub mod observe;
mod outbox;
mod platform;
mod progress;
mod responding;
pub mod runtime;
mod secret;
mod send;
#[cfg(feature = "simulator")]
pub mod simulation;
mod space;
mod store;
mod turn;
mod user;
pub mod webhook;

#[cfg(feature = "simulator")]
pub use app::Simulated;
pub use app::{Events, HandleOptions, Handling, Job, Messages, Provider, Spectrum, Verdict};
pub use config::{AckMode, Options};
pub use content::{Content, IntoContent, MessageEffect, Tapback};
pub use delivery::GivenUp;
pub use error::{Error, ErrorKind, Result, Unsupported, UnsupportedWhat};
pub use event::{Event, Happening, StreamKind};
pub use health::{Health, LineHealth, StreamHealth};
pub use message::{Direction, Message, Page};
pub use outbox::OutboxEntry;
pub use platform::{CustomName, PlatformId, PlatformIds};
pub use platform::{custom, imessage, terminal};
pub use progress::{OnProgress, Progress};
pub use responding::RespondingOptions;
pub use secret::Secret;
pub use send::{SendOptions, UnsupportedPolicy};
pub use space::{Space, SpaceType};
/// The simulator of the service, with scripted people and faults on demand.
#[cfg(feature = "simulator")]
pub use spectrum_imessage_simulator as simulator;
#[cfg(feature = "postgres")]
pub use store::PostgresStore;
pub use store::{MemoryStore, SqliteStore, Store, Write, open_store};
pub use user::{Service, User, UserKind};
