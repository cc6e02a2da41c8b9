//! What a program says to define a platform.

use std::future::Future;

use serde_json::Value;

use super::{Arrivals, Outgoing, Record, Sent, SpaceRecord};
use crate::content::Picture;
use crate::error::{Error, Result};
use crate::space::Space;
use crate::user::User;

/// A platform that a program defines. The value is its configuration; each application makes one
/// client of it. Methods may be called side by side. A call that nobody waits for any more is dropped.
///
/// What else the platform can do (actions of its own, streams of other events) are methods of one's own
/// type: what they need they share with the client.
///
/// ```
/// use spectrum_imessage::custom::{Arrivals, Definition, Outgoing, Sent, SpaceRecord};
/// use spectrum_imessage::{Content, Error, Result, User};
///
/// struct Paper;
///
/// impl Definition for Paper {
///     type Client = ();
///
///     fn name(&self) -> &str {
///         "paper"
///     }
///
///     async fn create_client(&self) -> Result<()> {
///         Ok(())
///     }
///
///     async fn resolve_user(&self, _: &(), id: &str) -> Result<User> {
///         Ok(User::new(id))
///     }
///
///     async fn create_space(
///         &self,
///         _: &(),
///         users: &[User],
///         _: &serde_json::Value,
///     ) -> Result<SpaceRecord> {
///         users.first().map(|user| SpaceRecord::new(&user.id)).ok_or_else(|| {
///             Error::unsupported_action("paper", "space.create", "a letter needs an addressee")
///         })
///     }
///
///     async fn messages(&self, _: &(), _arrivals: &Arrivals) -> Result<()> {
///         Ok(()) // Nothing ever arrives.
///     }
///
///     async fn send(&self, _: &(), letter: Outgoing<'_>) -> Result<Option<Sent>> {
///         let Content::Text(text) = letter.content else {
///             let kind = letter.content.type_name();
///             return Err(Error::unsupported_content("paper", kind, None));
///         };
///         println!("To {}: {}", letter.space.id(), text.text);
///         Ok(Some(Sent::new("1")))
///     }
/// }
/// ```
pub trait Definition: Send + Sync + 'static {
    /// What is connected to the network.
    type Client: Send + Sync + 'static;

    /// The name: small letters, digits and single underscores, such as `my_chat`. A constant.
    fn name(&self) -> &str;

    /// Checks the configuration, before an application connects anything.
    ///
    /// # Errors
    /// What is wrong with it: the start fails with that.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// The fields that every space has besides its id. With such, [`Definition::get_space`] has to be
    /// given if spaces are to be found by their ids.
    fn space_fields(&self) -> Vec<String> {
        Vec::new()
    }

    /// Connects. The time of the application's start limits it.
    fn create_client(&self) -> impl Future<Output = Result<Self::Client>> + Send;

    /// Disconnects: once for each client, when the application has stopped, after the calls that were on
    /// their way, in at most 5 s.
    fn destroy_client(&self, _client: &Self::Client) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// A user by the id.
    fn resolve_user(
        &self,
        client: &Self::Client,
        id: &str,
    ) -> impl Future<Output = Result<User>> + Send;

    /// Begins a conversation. What the users and the params may be is the platform's own matter; without
    /// params they are null.
    fn create_space(
        &self,
        client: &Self::Client,
        users: &[User],
        params: &Value,
    ) -> impl Future<Output = Result<SpaceRecord>> + Send;

    /// A known conversation by its id. Not given, it is made of the id alone.
    fn get_space(
        &self,
        _client: &Self::Client,
        id: &str,
        _params: &Value,
    ) -> impl Future<Output = Result<SpaceRecord>> + Send {
        async { SpaceRecord::from_id(self.name(), &self.space_fields(), id) }
    }

    /// Puts what arrives into `arrivals`, from the first read of the application's messages to the stop,
    /// when it is dropped. Its end means that nothing will arrive any more. An error is logged and told
    /// in the application's events, and it is called again after a wait (500 ms, doubled up to 30 s until
    /// something arrives).
    fn messages(
        &self,
        client: &Self::Client,
        arrivals: &Arrivals,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Sends content. To a conversation one after another, in the order of the calls. `None` for content
    /// that yields no message, such as typing.
    ///
    /// Every kind of content that the network does not carry is answered with
    /// [`Error::unsupported_content`]: it comes again in a plainer form if it has one (markdown as text,
    /// an effect as what is inside), else it is skipped.
    fn send(
        &self,
        client: &Self::Client,
        outgoing: Outgoing<'_>,
    ) -> impl Future<Output = Result<Option<Sent>>> + Send;

    /// A message by its id, if it is none of the last 1000; `None` if it is unknown.
    fn get_message(
        &self,
        _client: &Self::Client,
        _space: &Space,
        _id: &str,
    ) -> impl Future<Output = Result<Option<Record>>> + Send {
        async { Err(not_given(self.name(), "getMessage")) }
    }

    /// The people of a group, without this program.
    fn get_members(
        &self,
        _client: &Self::Client,
        _space: &Space,
    ) -> impl Future<Output = Result<Vec<User>>> + Send {
        async { Err(not_given(self.name(), "getMembers")) }
    }

    /// The name of a group; `None` if it has none.
    fn get_display_name(
        &self,
        _client: &Self::Client,
        _space: &Space,
    ) -> impl Future<Output = Result<Option<String>>> + Send {
        async { Err(not_given(self.name(), "getDisplayName")) }
    }

    /// The picture of a group; `None` if it has none.
    fn get_avatar(
        &self,
        _client: &Self::Client,
        _space: &Space,
    ) -> impl Future<Output = Result<Option<Picture>>> + Send {
        async { Err(not_given(self.name(), "getAvatar")) }
    }
}

/// An optional action that a definition does not have.
pub(super) fn not_given(platform: &str, action: &str) -> Error {
    Error::unsupported_action(platform, action, "the definition of the platform does not have it")
}
