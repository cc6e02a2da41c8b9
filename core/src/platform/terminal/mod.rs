//! The terminal, for development: lines that are typed are messages, and what is sent is printed.
//!
//! There is one conversation with one person. Text, custom values, files, voice messages, contacts,
//! answers, reactions and typing are shown; the URL of a card and the content of an effect stand for
//! them. A line such as `/help` is a command: it comes as the custom value `{"command": "help"}`. A line
//! that begins with `> ` answers the newest message of the program.

mod input;
mod output;

use std::fmt;
use std::io::{self, BufRead, BufReader, Write};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use uuid::Uuid;

use self::output::Output;
use super::kept::{Kept, outbound};
use super::{Platform, PlatformId};
use crate::app::{AppHandle, Inbox};
use crate::content::{Content, Picture, Reply, Text};
use crate::error::{Error, Result};
use crate::health::Health;
use crate::message::{Direction, Message, MessageData};
use crate::send::ItemOptions;
use crate::space::{Space, SpaceType};
use crate::turn::{Turn, Turns};
use crate::user::User;

/// The name of the platform in errors, and the id of its one conversation.
const NAME: &str = "terminal";
/// The id of who types.
const USER: &str = "user";

type Reader = Box<dyn BufRead + Send>;
type Writer = Box<dyn Write + Send>;
/// What one application takes.
type Given = Arc<Mutex<Option<(Reader, Writer)>>>;

/// What is read and written: standard input and output unless others are given.
#[derive(Clone, Default)]
pub struct Config {
    streams: Option<Given>,
}

impl Config {
    /// An input and an output of one's own. They serve one application, and each is used on a thread
    /// of its own, which it may block.
    pub fn with(input: impl BufRead + Send + 'static, output: impl Write + Send + 'static) -> Self {
        let streams: (Reader, Writer) = (Box::new(input), Box::new(output));
        Self { streams: Some(Arc::new(Mutex::new(Some(streams)))) }
    }

    fn open(self) -> Result<(Reader, Writer)> {
        let Some(streams) = self.streams else {
            return Ok((Box::new(BufReader::new(io::stdin())), Box::new(io::stdout())));
        };
        let taken = streams.lock().unwrap_or_else(PoisonError::into_inner).take();
        taken.ok_or_else(|| {
            Error::invalid(
                "the input and output of this terminal.config serve an application already; give \
                 each application its own",
            )
        })
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("standard", &self.streams.is_none()).finish()
    }
}

/// The terminal side of an application.
pub(crate) struct TerminalPlatform {
    app: AppHandle,
    this: Weak<Self>,
    /// Until somebody reads messages.
    input: Mutex<Option<Reader>>,
    output: Output,
    turns: Turns,
    kept: Arc<Kept>,
}

impl TerminalPlatform {
    pub(crate) fn start(config: Config, app: &AppHandle) -> Result<Arc<Self>> {
        let (input, output) = config.open()?;
        let output = Output::open(output)?;
        let kept = Arc::new(Kept::default());
        // What is kept holds the platform: it is let go when the application is.
        let (stop, closed) = (app.stop_token().clone(), Arc::clone(&kept));
        tokio::spawn(async move {
            stop.cancelled().await;
            closed.close();
        });
        Ok(Arc::new_cyclic(|this| Self {
            app: app.clone(),
            this: Weak::clone(this),
            input: Mutex::new(Some(input)),
            output,
            turns: Turns::default(),
            kept,
        }))
    }

    fn space(self: Arc<Self>) -> Space {
        let app = self.app.clone();
        Space::new(app, self, NAME.to_owned(), SpaceType::Dm, "".into())
    }

    async fn deliver(
        &self,
        space: &Space,
        content: Content,
        options: &ItemOptions,
        mut turn: Option<&mut Turn>,
    ) -> Result<Option<Message>> {
        let _call = self.app.enter()?;
        let text = output::shown(&content)?;
        if let Some(turn) = &mut turn {
            turn.wait().await;
        }
        let key = options.client_message_id.as_deref();
        if let Some(sent) = key.and_then(|key| self.kept.by_key(space.id(), key)) {
            return Ok(Some(sent.within(space)));
        }
        self.output.write(text).await?;
        let message = content.carries_message().then(|| self.sent(space, content, key));
        if let Some(turn) = &mut turn {
            turn.left();
        }
        Ok(message)
    }

    /// The message that a send produced, kept for look-ups.
    fn sent(&self, space: &Space, content: Content, key: Option<&str>) -> Message {
        let timestamp = SystemTime::now();
        let id = match &content {
            Content::Reaction(reaction) => {
                let time = timestamp.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
                let (target, emoji) = (reaction.target.id(), &reaction.emoji);
                format!("reaction:{target}:{emoji}:{}", time.as_millis())
            }
            _ => Uuid::new_v4().to_string(),
        };
        let message = outbound(id, content, space, timestamp);
        self.kept.insert(&message, key);
        message.within(space)
    }

    /// What a line says. One that begins with `> ` answers the newest message of the program, if there
    /// is one.
    fn typed(&self, line: &str) -> Content {
        let answer = input::answer(line).and_then(|text| {
            let target = self.kept.newest_answerable(NAME)?;
            let content = Content::Text(Text { text: text.to_owned() });
            Some(Content::Reply(Box::new(Reply { content, target })))
        });
        answer.unwrap_or_else(|| input::content(line))
    }

    /// The message of a line that was typed.
    fn received(self: Arc<Self>, line: &str) -> Message {
        let message = Message::new(MessageData {
            id: Uuid::new_v4().to_string(),
            content: self.typed(line),
            direction: Direction::Inbound,
            sender: Some(Arc::new(User::new(USER))),
            space: Arc::clone(&self).space(),
            timestamp: SystemTime::now(),
            part_index: None,
            parent_id: None,
            native: None,
        });
        self.kept.insert(&message, None);
        message
    }
}

impl Platform for TerminalPlatform {
    fn id(&self) -> PlatformId {
        PlatformId::Terminal
    }

    fn imessage(self: Arc<Self>) -> Option<super::imessage::IMessage> {
        None
    }

    fn falls_back(&self) -> bool {
        true
    }

    fn turn(&self, space: &Space) -> Turn {
        self.turns.take(space.id())
    }

    fn send<'a>(
        &'a self,
        space: &'a Space,
        content: Content,
        options: &'a ItemOptions,
        turn: Option<&'a mut Turn>,
    ) -> BoxFuture<'a, Result<Option<Message>>> {
        self.deliver(space, content, options, turn).boxed()
    }

    fn get_message<'a>(
        &'a self,
        space: &'a Space,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Message>>> {
        ready(Ok(self.kept.by_id(space.id(), id))).boxed()
    }

    fn members<'a>(&'a self, _space: &'a Space) -> BoxFuture<'a, Result<Vec<User>>> {
        ready(Err(no_groups("getMembers"))).boxed()
    }

    fn display_name<'a>(&'a self, _space: &'a Space) -> BoxFuture<'a, Result<Option<String>>> {
        ready(Err(no_groups("getDisplayName"))).boxed()
    }

    fn avatar<'a>(&'a self, _space: &'a Space) -> BoxFuture<'a, Result<Option<Picture>>> {
        ready(Err(no_groups("getAvatar"))).boxed()
    }

    fn listen(&self, inbox: Inbox) {
        let Some(input) = self.input.lock().unwrap_or_else(PoisonError::into_inner).take() else {
            return;
        };
        let this = Weak::clone(&self.this);
        let receive = async move {
            let mut lines = match input::read(input) {
                Ok(lines) => lines,
                Err(error) => return crate::observe::error!("nothing can be typed: {error}"),
            };
            let name: Arc<str> = NAME.into();
            while let Some(line) = lines.recv().await {
                let Some(this) = this.upgrade() else { return };
                if !inbox.put(&name, this.received(&line), None).await {
                    return;
                }
            }
        };
        tokio::spawn(self.app.stop_token().clone().run_until_cancelled_owned(receive));
    }

    /// There is no line that could be down.
    fn health(&self, _health: &mut Health) {}

    /// The tasks end with the application's token, the threads as described where they are made.
    fn stop(&self) -> BoxFuture<'_, ()> {
        ready(()).boxed()
    }
}

/// What the terminal adds to an application. Cheap to clone.
#[derive(Clone)]
pub struct Terminal(Arc<TerminalPlatform>);

impl Terminal {
    pub(crate) fn new(platform: Arc<TerminalPlatform>) -> Self {
        Self(platform)
    }

    /// The one conversation, with the id `terminal`.
    pub fn space(&self) -> Space {
        Arc::clone(&self.0).space()
    }

    /// Who types, with the id `user`.
    pub fn user(&self) -> User {
        User::new(USER)
    }
}

impl fmt::Debug for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terminal").finish_non_exhaustive()
    }
}

fn no_groups(action: &str) -> Error {
    Error::unsupported_action(NAME, action, "the terminal has no groups")
}
