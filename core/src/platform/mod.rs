//! Messaging networks behind one trait.

pub mod custom;
pub mod imessage;
mod kept;
mod name;
pub mod terminal;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use futures_util::future::BoxFuture;

pub use self::name::CustomName;
use crate::app::Inbox;
use crate::content::{Content, File, Picture};
use crate::error::{Error, Result};
use crate::health::Health;
use crate::message::Message;
use crate::send::ItemOptions;
use crate::space::Space;
use crate::turn::Turn;
use crate::user::User;
use crate::webhook::{SpaceRef, unavailable_file};

/// A messaging network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlatformId {
    /// iMessage.
    IMessage,
    /// Standard input and output, for development.
    Terminal,
    /// A platform that the program defines itself; see [`custom`].
    Custom(CustomName),
}

impl PlatformId {
    /// The value that programs compare with: `iMessage`, `terminal`, the name of a definition.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IMessage => "iMessage",
            Self::Terminal => "terminal",
            Self::Custom(name) => name.as_str(),
        }
    }

    /// Whether this is the platform of that name. Case does not matter.
    pub fn is(self, name: &str) -> bool {
        self.as_str().eq_ignore_ascii_case(name)
    }
}

/// How platforms are named to the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlatformIds {
    /// As documented: `iMessage`.
    #[default]
    Documented,
    /// In lower case, for programs written for the public TypeScript client: `imessage`.
    Lower,
}

impl PlatformIds {
    /// The name of a platform.
    pub(crate) const fn name(self, platform: PlatformId) -> &'static str {
        match (self, platform) {
            (Self::Lower, PlatformId::IMessage) => "imessage",
            // The others are lower case already, or named by the program.
            _ => platform.as_str(),
        }
    }
}

impl FromStr for PlatformIds {
    type Err = Error;

    /// # Errors
    /// `ValidationError` for any other word than `documented` and `lower`.
    fn from_str(word: &str) -> Result<Self> {
        match word {
            "documented" => Ok(Self::Documented),
            "lower" => Ok(Self::Lower),
            _ => Err(Error::invalid("platformIds is \"documented\" or \"lower\"")),
        }
    }
}

impl fmt::Display for PlatformId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a messaging network can do.
pub(crate) trait Platform: Send + Sync + 'static {
    fn id(&self) -> PlatformId;

    /// The iMessage-only side, if this is iMessage.
    fn imessage(self: Arc<Self>) -> Option<imessage::IMessage>;

    /// Whether content that it does not carry is tried in a plainer form. Not where it carries every
    /// kind that has one: what it refuses then cannot stand where it stands.
    fn falls_back(&self) -> bool;

    /// The next place in the row of sends to a conversation.
    fn turn(&self, space: &Space) -> Turn;

    /// Sends checked content. `Ok(None)` for an action that yields no message.
    fn send<'a>(
        &'a self,
        space: &'a Space,
        content: Content,
        options: &'a ItemOptions,
        turn: Option<&'a mut Turn>,
    ) -> BoxFuture<'a, Result<Option<Message>>>;

    /// A message by its id; `None` if it is unknown.
    fn get_message<'a>(
        &'a self,
        space: &'a Space,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Message>>>;

    /// The people of a group.
    fn members<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Vec<User>>>;

    /// The name of a group; `None` if it has none.
    fn display_name<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Option<String>>>;

    /// The picture of a group; `None` if it has none.
    fn avatar<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Option<Picture>>>;

    /// The conversation that a webhook names.
    fn webhook_space(&self, _space: &SpaceRef) -> Result<Space> {
        Err(Error::unsupported_action(self.id().as_str(), "webhook", "it takes no webhooks"))
    }

    /// A file that a webhook names by its id. Nothing is fetched before it is read.
    fn webhook_file(&self, _space: &Space, _id: &str, _size: Option<u64>) -> File {
        unavailable_file("the files of this platform")
    }

    /// Opens the streams of what arrives. Called once, at the first read of `messages`; returns
    /// at once, the platform owns the tasks.
    fn listen(&self, inbox: Inbox);

    /// Adds how this platform is doing.
    fn health(&self, health: &mut Health);

    /// Ends every task and connection.
    fn stop(&self) -> BoxFuture<'_, ()>;
}

/// The platforms of an application, in the order of its configuration.
pub(crate) type Platforms = Vec<Arc<dyn Platform>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_the_program_wants_them() {
        let lower: PlatformIds = "lower".parse().expect("a word");
        let documented: PlatformIds = "documented".parse().expect("a word");
        assert_eq!(documented, PlatformIds::default());
        let names = |ids: PlatformIds| {
            [PlatformId::IMessage, PlatformId::Terminal].map(|platform| ids.name(platform))
        };
        assert_eq!(names(documented), ["iMessage", "terminal"]);
        assert_eq!(names(lower), ["imessage", "terminal"]);
        assert_eq!("Lower".parse::<PlatformIds>().expect_err("none").code(), "invalidArgument");
    }
}
