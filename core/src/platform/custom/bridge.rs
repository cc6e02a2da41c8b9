//! Definitions that are written in another language: its side takes [`Request`]s, one after another,
//! and answers each. So no thread of the core enters that language.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::definition::not_given;
use super::{Arrivals, Config, Definition, Outgoing, Record, Sent, SpaceRecord, define};
use crate::content::{Content, Picture};
use crate::error::{Error, ErrorKind, Result};
use crate::space::Space;
use crate::user::User;

/// Requests that wait to be taken; callers of more wait outside.
const CAPACITY: usize = 64;

/// What the other side is asked to do. The calls of [`Definition`].
#[derive(Clone, Debug)]
pub enum Call {
    /// Connect. Answered with [`Answer::Nothing`]: the client stays there.
    CreateClient,
    /// Disconnect. The last request.
    DestroyClient,
    /// Answered with [`Answer::User`].
    ResolveUser {
        /// The id.
        id: String,
    },
    /// Answered with [`Answer::Space`].
    CreateSpace {
        /// Who takes part.
        users: Vec<User>,
        /// What else was given, or null.
        params: Value,
    },
    /// Answered with [`Answer::Space`]; not given, a space is made of the id alone.
    GetSpace {
        /// The id.
        id: String,
        /// What else was given, or null.
        params: Value,
    },
    /// Put what arrives with [`Request::put`], until the request is cancelled.
    Messages,
    /// Answered with [`Answer::Sent`], or nothing where no message comes of it.
    Send {
        /// Where to.
        space: Space,
        /// What.
        content: Content,
        /// The idempotency key.
        client_message_id: Option<String>,
    },
    /// Answered with [`Answer::Message`], or nothing.
    GetMessage {
        /// Where it is.
        space: Space,
        /// The id.
        id: String,
    },
    /// Answered with [`Answer::Members`].
    GetMembers {
        /// The group.
        space: Space,
    },
    /// Answered with [`Answer::Name`], or nothing.
    GetDisplayName {
        /// The group.
        space: Space,
    },
    /// Answered with [`Answer::Avatar`], or nothing.
    GetAvatar {
        /// The group.
        space: Space,
    },
}

impl Call {
    /// The name of the call in camelCase, such as `createClient`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CreateClient => "createClient",
            Self::DestroyClient => "destroyClient",
            Self::ResolveUser { .. } => "resolveUser",
            Self::CreateSpace { .. } => "createSpace",
            Self::GetSpace { .. } => "getSpace",
            Self::Messages => "messages",
            Self::Send { .. } => "send",
            Self::GetMessage { .. } => "getMessage",
            Self::GetMembers { .. } => "getMembers",
            Self::GetDisplayName { .. } => "getDisplayName",
            Self::GetAvatar { .. } => "getAvatar",
        }
    }
}

/// The answer to a request.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It is done, or there is nothing.
    Nothing,
    /// A user.
    User(User),
    /// A conversation.
    Space(SpaceRecord),
    /// What was sent.
    Sent(Sent),
    /// A message.
    Message(Box<Record>),
    /// Users.
    Members(Vec<User>),
    /// A name.
    Name(String),
    /// A picture.
    Avatar(Picture),
}

/// One call to a definition in another language. Dropped without an answer it fails.
#[derive(Debug)]
pub struct Request {
    platform: String,
    call: Call,
    arrivals: Option<Arrivals>,
    answer: Mutex<Option<oneshot::Sender<Result<Answer>>>>,
    cancelled: CancellationToken,
}

impl Request {
    /// What is to be done.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// Hands over a message, if this is [`Call::Messages`]; as [`Arrivals::put`].
    pub async fn put(&self, record: Record) -> bool {
        match &self.arrivals {
            Some(arrivals) => arrivals.put(record).await,
            None => false,
        }
    }

    /// Answers. False if nobody waits for it any more; a client that was made for nobody has to be
    /// closed.
    pub fn answer(&self, answer: Result<Answer>) -> bool {
        let sender = self.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        sender.is_some_and(|sender| sender.send(answer).is_ok())
    }

    /// Answers with an error that is none of this library's, by the name of its kind: its text may hold
    /// anything. With a number under which the other side finds it again.
    pub fn broken(&self, name: &str, failure: Option<u64>) -> bool {
        let message =
            format!("{} of the platform {} failed: {name}", self.call.name(), self.platform);
        let mut error = Error::new(ErrorKind::Other, "platformFailed", message);
        if let Some(failure) = failure {
            error = error.with_context("failure", failure.to_string());
        }
        self.answer(Err(error))
    }

    /// The name of the platform.
    pub fn platform(&self) -> &str {
        &self.platform
    }

    /// Answers that the definition does not have it.
    pub fn not_given(&self) -> bool {
        self.answer(match self.call {
            Call::DestroyClient | Call::GetSpace { .. } => Ok(Answer::Nothing),
            _ => Err(not_given(&self.platform, self.call.name())),
        })
    }

    /// Waits until nobody waits for the answer any more, or it was given.
    pub async fn cancelled(&self) {
        self.cancelled.cancelled().await;
    }
}

/// The requests to a definition in another language.
#[derive(Debug)]
pub struct Requests(mpsc::Receiver<Request>);

impl Requests {
    /// The next request; `None` when the client was destroyed, or never made. Cancel-safe.
    pub async fn next(&mut self) -> Option<Request> {
        self.0.recv().await
    }
}

/// A provider whose definition is on the other side of its requests. It serves one application.
///
/// # Errors
/// As [`define`].
pub fn bridge(name: &str, space_fields: Vec<String>) -> Result<(Config, Requests)> {
    let (sender, requests) = mpsc::channel(CAPACITY);
    let sender = Mutex::new(Some(sender));
    let bridge = Bridge { name: name.to_owned(), space_fields, sender };
    Ok((define(bridge)?, Requests(requests)))
}

/// The code of the error when the other side has gone.
pub(super) const ENDED: &str = "platformEnded";

/// The other side has gone.
pub(super) fn ended(platform: &str) -> Error {
    let message = format!("the definition of {platform} does not answer any more");
    Error::new(ErrorKind::Other, ENDED, message)
}

struct Bridge {
    name: String,
    space_fields: Vec<String>,
    /// Until the client is destroyed.
    sender: Mutex<Option<mpsc::Sender<Request>>>,
}

impl Bridge {
    fn sender(&self) -> MutexGuard<'_, Option<mpsc::Sender<Request>>> {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn ask(&self, call: Call, arrivals: Option<&Arrivals>) -> Result<Answer> {
        let (answer, answered) = oneshot::channel();
        let cancelled = CancellationToken::new();
        let _guard: DropGuard = cancelled.clone().drop_guard();
        let request = Request {
            platform: self.name.clone(),
            call,
            arrivals: arrivals.cloned(),
            answer: Mutex::new(Some(answer)),
            cancelled,
        };
        let gone = || ended(&self.name);
        let sender = self.sender().clone().ok_or_else(gone)?;
        sender.send(request).await.map_err(|_| gone())?;
        // Else the requests would never end.
        drop(sender);
        answered.await.unwrap_or_else(|_| Err(gone()))
    }

    fn wrong(&self, call: &str) -> Error {
        super::record::invalid(&self.name, &format!("a wrong answer to {call}"))
    }
}

/// Asks, and takes one kind of answer. With nothing: what nothing stands for.
macro_rules! ask {
    ($self:ident, $call:expr, $kind:ident $(, $nothing:expr)?) => {{
        let call = $call;
        let name = call.name();
        match $self.ask(call, None).await? {
            Answer::$kind(answer) => Ok(answer.into()),
            $(Answer::Nothing => $nothing,)?
            _ => Err($self.wrong(name)),
        }
    }};
}

impl Definition for Bridge {
    type Client = ();

    fn name(&self) -> &str {
        &self.name
    }

    fn space_fields(&self) -> Vec<String> {
        self.space_fields.clone()
    }

    async fn create_client(&self) -> Result<()> {
        self.ask(Call::CreateClient, None).await.map(drop)
    }

    async fn destroy_client(&self, (): &()) -> Result<()> {
        let destroyed = self.ask(Call::DestroyClient, None).await;
        *self.sender() = None;
        destroyed.map(drop)
    }

    async fn resolve_user(&self, (): &(), id: &str) -> Result<User> {
        ask!(self, Call::ResolveUser { id: id.to_owned() }, User)
    }

    async fn create_space(&self, (): &(), users: &[User], params: &Value) -> Result<SpaceRecord> {
        let (users, params) = (users.to_vec(), params.clone());
        ask!(self, Call::CreateSpace { users, params }, Space)
    }

    async fn get_space(&self, (): &(), id: &str, params: &Value) -> Result<SpaceRecord> {
        let call = Call::GetSpace { id: id.to_owned(), params: params.clone() };
        ask!(self, call, Space, SpaceRecord::from_id(&self.name, &self.space_fields, id))
    }

    async fn messages(&self, (): &(), arrivals: &Arrivals) -> Result<()> {
        self.ask(Call::Messages, Some(arrivals)).await.map(drop)
    }

    async fn send(&self, (): &(), outgoing: Outgoing<'_>) -> Result<Option<Sent>> {
        let Outgoing { space, content, client_message_id } = outgoing;
        let call = Call::Send {
            space: space.clone(),
            content: content.clone(),
            client_message_id: client_message_id.map(str::to_owned),
        };
        ask!(self, call, Sent, Ok(None))
    }

    async fn get_message(&self, (): &(), space: &Space, id: &str) -> Result<Option<Record>> {
        let call = Call::GetMessage { space: space.clone(), id: id.to_owned() };
        let found: Option<Box<Record>> = ask!(self, call, Message, Ok(None))?;
        Ok(found.map(|record| *record))
    }

    async fn get_members(&self, (): &(), space: &Space) -> Result<Vec<User>> {
        ask!(self, Call::GetMembers { space: space.clone() }, Members)
    }

    async fn get_display_name(&self, (): &(), space: &Space) -> Result<Option<String>> {
        ask!(self, Call::GetDisplayName { space: space.clone() }, Name, Ok(None))
    }

    async fn get_avatar(&self, (): &(), space: &Space) -> Result<Option<Picture>> {
        ask!(self, Call::GetAvatar { space: space.clone() }, Avatar, Ok(None))
    }
}
