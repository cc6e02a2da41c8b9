//! Platforms that a program defines itself.
//!
//! A [`Definition`] says how the network is reached; everything else is as on every platform: the order
//! of sends, plainer forms of content that is not carried, the bounded inbox, look-ups of the last
//! messages, reopened streams, the 5 s at the stop.

mod arrivals;
// For the packages of other languages; it changes without notice.
#[doc(hidden)]
pub mod bridge;
mod definition;
mod erased;
mod inbound;
mod outbound;
mod platform;
mod record;
mod side;
mod watch;

use std::fmt;
use std::sync::Arc;

pub use self::arrivals::Arrivals;
pub use self::definition::Definition;
use self::erased::{Start, Starter};
pub(crate) use self::platform::CustomPlatform;
pub use self::record::{Incoming, Outgoing, Record, Sent, SpaceRecord};
pub use self::side::Custom;
use super::CustomName;
use crate::error::Result;

/// A definition, for the providers of an application. Each application makes a client of its own.
#[derive(Clone)]
pub struct Config {
    name: CustomName,
    definition: Arc<dyn Start>,
}

/// Makes a provider of a definition.
///
/// # Errors
/// `ValidationError` for a name of the wrong form, and for the name of a platform of this library.
pub fn define(definition: impl Definition) -> Result<Config> {
    let name = CustomName::new(definition.name())?;
    Ok(Config { name, definition: Arc::new(Starter(Arc::new(definition))) })
}

impl Config {
    /// The name of the platform.
    pub fn name(&self) -> CustomName {
        self.name
    }

    pub(crate) fn check(&self) -> Result<()> {
        self.definition.check()
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("name", &self.name).finish_non_exhaustive()
    }
}
