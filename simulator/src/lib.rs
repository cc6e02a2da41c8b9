//! A stateful stand-in for Spectrum Cloud and its iMessage service.
//!
//! It has a token endpoint, all eight gRPC services over TLS and in the clear, an event log with
//! catch-up, quotas, scripted people, faults on demand and a record of every call. It knows the
//! wire and nothing else: no line of the client is in it, so that a mistake of the client cannot
//! hide in both.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use spectrum_imessage_simulator::Simulator;
//!
//! let sim = Simulator::builder().start().await?;
//! let alice = sim.person("+15551230001");
//! alice.text("hello")?;
//! // ... a client connects to sim.cloud_url() and sim.imessage_address(), and answers; then:
//! // alice.sees("hi there", std::time::Duration::from_secs(5)).await?;
//! assert_eq!(sim.conversation("any;-;+15551230001").unwrap().messages[0].text, "hello");
//! sim.stop().await;
//! # Ok::<_, spectrum_imessage_simulator::SimError>(()) }).unwrap();
//! ```

mod address;
mod authority;
mod bounds;
mod bubbles;
mod builder;
mod claims;
mod clock;
mod cloud;
#[cfg(feature = "command")]
pub mod command;
mod config;
mod connected;
mod control;
mod deed;
mod effect;
mod embedded;
mod entry;
mod error;
mod faults;
mod grpc;
mod hub;
mod media;
mod page;
mod patience;
mod pattern;
mod person;
mod reflect;
mod refusal;
mod ring;
mod saved;
#[cfg(feature = "command")]
mod script;
mod serve;
mod sighting;
mod simulator;
mod state;
mod story;
mod tls;
mod transcript;
mod view;

pub use bubbles::Part;
pub use builder::Builder;
pub use entry::Entry;
pub use error::SimError;
pub use faults::{Action, Fault};
pub use pattern::Pattern;
pub use person::Person;
pub use sighting::{Expect, Seen, Sighting};
pub use simulator::{Ready, Simulator};
pub use view::{
    AGENT, AttachmentView, BackgroundView, ConversationView, MessageView, PollOptionView, PollView,
    ReactionView, StickerView,
};
