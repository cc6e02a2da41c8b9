//! The service's own calls, one by one: what the rest of this library is made of, and what it has no
//! other name for. Chats and their state, history, addresses, polls, stickers, Find My, raw events.

mod addresses;
mod attachments;
mod changes;
mod chats;
mod events;
mod groups;
mod json;
mod locations;
mod messages;
mod polls;
mod records;
mod requests;

use std::fmt;
use std::sync::Arc;

use futures_util::future::Either;
use prost::Message;
use spectrum_imessage_wire::{Streamed, Unary};
use tokio_util::task::task_tracker::TaskTrackerToken;

pub use addresses::Addresses;
pub use attachments::{Attachments, DownloadPiece, DownloadStream};
pub use changes::{ChangeRecord, EventRecord, GroupChangeRecord, PollChangeRecord};
pub use chats::Chats;
pub use events::{CatchUpComplete, CatchUpStream, ChangeStream, Events, LineEvent};
pub use groups::Groups;
pub use json::JsonStream;
pub use locations::{LocationStream, Locations};
pub use messages::Messages;
pub use polls::Polls;
pub use records::*;
pub use requests::*;

use super::lines;
use super::outbound::{DUPLICATE, ORIGINAL};
use super::transport::{self, Call};
use super::{IMessagePlatform, address};
use crate::app::AppHandle;
use crate::error::{Error, Result};
use crate::observe::{self, Place};
use crate::platform::PlatformId;

/// One line, and every call that the service has, by namespace. Cheap to clone; holds no connection
/// of its own. What is sent here leaves when it is called, beside the order of [`crate::Space`].
#[derive(Clone)]
pub struct Line {
    platform: Arc<IMessagePlatform>,
    phone: Arc<str>,
    /// Whether its calls are parts of an operation with a span, and have none of their own.
    inside: bool,
}

impl Line {
    pub(super) fn new(platform: Arc<IMessagePlatform>, phone: Arc<str>) -> Self {
        Self { platform, phone, inside: false }
    }

    /// One whose calls are parts of an operation with a span.
    pub(super) fn inside(platform: Arc<IMessagePlatform>, phone: Arc<str>) -> Self {
        Self { inside: true, ..Self::new(platform, phone) }
    }

    /// The number of the line; `shared` on the shared pool.
    pub fn phone(&self) -> &str {
        &self.phone
    }

    /// What is known of addresses.
    pub fn addresses(&self) -> Addresses<'_> {
        Addresses(self)
    }

    /// Files at the service.
    pub fn attachments(&self) -> Attachments<'_> {
        Attachments(self)
    }

    /// Conversations.
    pub fn chats(&self) -> Chats<'_> {
        Chats(self)
    }

    /// The log of events.
    pub fn events(&self) -> Events<'_> {
        Events(self)
    }

    /// What only groups have.
    pub fn groups(&self) -> Groups<'_> {
        Groups(self)
    }

    /// Find My.
    pub fn locations(&self) -> Locations<'_> {
        Locations(self)
    }

    /// Messages as the service has them.
    pub fn messages(&self) -> Messages<'_> {
        Messages(self)
    }

    /// Polls with their votes.
    pub fn polls(&self) -> Polls<'_> {
        Polls(self)
    }

    /// The line as it is now, and the note that a call is in flight.
    fn enter(&self) -> Result<(Arc<lines::Line>, TaskTrackerToken)> {
        let token = self.platform.app.enter()?;
        Ok((self.platform.lines.serving(&self.phone)?, token))
    }

    /// Runs a call in a span of that name.
    fn observed<T>(
        &self,
        name: &'static str,
        work: impl Future<Output = Result<T>>,
    ) -> impl Future<Output = Result<T>> {
        if self.inside {
            return Either::Right(work);
        }
        let place = Place::of(&self.platform.app, PlatformId::IMessage, &self.phone);
        Either::Left(observe::operation(name, place, work))
    }

    async fn call<Q, A>(
        &self,
        name: &'static str,
        call: Call,
        request: Q,
        method: Unary<Q, A>,
    ) -> Result<A>
    where
        Q: Message,
        A: Message + Default,
    {
        self.observed(name, self.unary(call, request, method)).await
    }

    async fn unary<Q, A>(&self, call: Call, request: Q, method: Unary<Q, A>) -> Result<A>
    where
        Q: Message,
        A: Message + Default,
    {
        let (line, _call) = self.enter()?;
        line.transport().unary(call, request, method).await
    }

    /// A call that changes something, with the caller's key or a random one.
    async fn change<Q, A>(
        &self,
        name: &'static str,
        key: Option<&str>,
        request: Q,
        method: Unary<Q, A>,
    ) -> Result<Made<A>>
    where
        Q: Message,
        A: Message + Default,
    {
        let making = async {
            match self.unary(Call::mutating(key), request, method).await {
                Ok(answer) => Ok(Made::Now(answer)),
                Err(error) if error.code() == DUPLICATE => Ok(Made::Before(error)),
                Err(error) => Err(error),
            }
        };
        self.observed(name, making).await
    }

    /// Opens a stream; the span is the opening.
    async fn open<Q, A>(
        &self,
        name: &'static str,
        request: Q,
        method: Streamed<Q, A>,
    ) -> Result<Opened<A>>
    where
        Q: Message,
        A: Message + Default,
    {
        let opening = async {
            let (line, _call) = self.enter()?;
            let stream = line.transport().open(request, method).await?;
            Ok(Opened { stream, app: self.platform.app.clone() })
        };
        self.observed(name, opening).await
    }
}

/// An open stream of answers, until the application stops.
struct Opened<A> {
    stream: transport::Opened<A>,
    app: AppHandle,
}

impl<A: Message + Default> Opened<A> {
    /// The next answer; `None` when the service ended the stream, an error after the stop: what came
    /// so far is not all. Cancel-safe.
    async fn next(&mut self) -> Result<Option<A>> {
        match self.app.stop_token().run_until_cancelled(self.stream.next()).await {
            Some(answer) => answer,
            None => self.app.check_running().map(|()| None),
        }
    }

    /// The same of a stream that has no end of its own: it ends with the stop.
    async fn next_live(&mut self) -> Result<Option<A>> {
        self.app.stop_token().run_until_cancelled(self.stream.next()).await.unwrap_or(Ok(None))
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").finish_non_exhaustive()
    }
}

/// The MIME type of a picture that only its bytes tell.
const UNTOLD: &str = "application/octet-stream";

/// What a change came to.
enum Made<A> {
    Now(A),
    /// The service has had this key before: the change is made already. The error names what it
    /// made, where the service says so.
    Before(Error),
}

/// The guid of what was made before.
///
/// # Errors
/// The service's, if it does not name it.
fn original(error: Error) -> Result<String> {
    error.context().get(ORIGINAL).cloned().ok_or(error)
}

/// A chat guid, checked and trimmed.
fn chat_guid(chat: &str) -> Result<String> {
    address::chat_guid(chat)
}

/// An answer that lacks its one field.
fn absent(what: &str) -> Error {
    super::outbound::missing(what)
}
