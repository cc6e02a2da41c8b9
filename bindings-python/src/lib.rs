//! The private native module of the Python package `spectrum_imessage`: the core's types, wrapped
//! and nothing more. People use the hand-written layer in `python/spectrum_imessage`.
//!
//! Threads of the core's runtime never enter the interpreter. What they finish waits in a
//! [`port::Port`] until the event loop, woken through a socket, comes for it. So nothing of ours
//! can be inside Python when it shuts down, and the interpreter's lock is never waited for.

mod app;
mod command;
mod content;
mod custom;
mod details;
mod error;
mod events;
mod handling;
mod layer;
mod line;
mod logging;
mod message;
mod messages;
mod port;
mod progress;
mod reader;
mod simulator;
mod space;
mod telemetry;
mod wake;

use pyo3::prelude::*;

/// The native side of `spectrum_imessage`. Private: it changes without notice.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::app::{App, IMessage, doctor, start, verify_webhook};
    #[pymodule_export]
    use crate::command::run_command;
    #[pymodule_export]
    use crate::content::Content;
    #[pymodule_export]
    use crate::content::builders::{
        add_member, app, attachment, avatar, background, contact, contact_vcard, custom, edit,
        effect, effect_ids, group, leave_space, markdown, native_contact_card, poll, reaction,
        read, remove_member, rename, reply, richlink, text, typing, unsend, voice,
    };
    #[pymodule_export]
    use crate::content::card::mini_app;
    #[pymodule_export]
    use crate::content::feed::{Feed, delta_of, text_stream};
    #[pymodule_export]
    use crate::content::file::{File, FileStream};
    #[pymodule_export]
    use crate::custom::{CustomSide, Definition, Request};
    #[pymodule_export]
    use crate::events::Events;
    #[pymodule_export]
    use crate::handling::{Handling, Job};
    #[pymodule_export]
    use crate::line::{JsonStream, Line};
    #[pymodule_export]
    use crate::logging::{drain_logs, log_levels_of_env, set_log_levels};
    #[pymodule_export]
    use crate::message::Message;
    #[pymodule_export]
    use crate::messages::Messages;
    #[pymodule_export]
    use crate::port::{Call, Port};
    #[pymodule_export]
    use crate::progress::Told;
    #[pymodule_export]
    use crate::simulator::{Simulator, start_simulator, start_simulator_now};
    #[pymodule_export]
    use crate::space::Space;
    #[pymodule_export]
    use crate::telemetry::{observe, take_observed};
}
