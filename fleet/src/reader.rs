//! Reads a part of a stream in its order, from a number on, and goes on for ever.
//!
//! A consumer of JetStream that nothing depends on: it lives in the memory of one server, and when
//! that dies, or the connection breaks, another is made where this one was. While nothing comes it
//! costs a request every four seconds.

use std::collections::VecDeque;
use std::time::Duration;

use async_nats::header::HeaderMap;
use async_nats::jetstream::response::Response;
use async_nats::{Message, StatusCode, Subscriber};
use bytes::Bytes;
use futures_util::{FutureExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use spectrum_imessage::{Error, Result};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use crate::connect::{Connection, State};
use crate::error::{jetstream, unavailable};

/// How long a request for messages stands. Its end is what says that the consumer lives; and the next
/// request makes the consumer look once more, if it missed that something came.
const EXPIRES: Duration = Duration::from_secs(4);
/// Without a word for so long the consumer is taken for dead.
const SILENCE: Duration = Duration::from_secs(6);
/// The server forgets a consumer that nobody asks for so long.
const FORGOTTEN: Duration = Duration::from_secs(20);
/// At most so many messages are asked for ahead.
const AHEAD: usize = 256;
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Where to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begin {
    /// With this number in the stream, or what follows.
    At(u64),
    /// With the last message of every subject, and then with what comes.
    Last,
}

/// A message of the stream.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) subject: String,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Bytes,
    /// Its number in the stream.
    pub(crate) sequence: u64,
    /// When it was stored, in nanoseconds since 1970 by the server.
    pub(crate) stored: u64,
    /// How many that fit are behind it.
    pub(crate) pending: u64,
}

/// The reader. Dropped, it leaves nothing behind but what the server forgets.
pub(crate) struct Reader {
    connection: Connection,
    stream: String,
    filters: Vec<String>,
    headers_only: bool,
    begin: Begin,
    /// Messages that have come and were not taken.
    buffer: VecDeque<Item>,
    open: Option<Open>,
    /// What its consumers are called, and how many were asked for. None is asked for twice: it may have
    /// been given to a server that has died since, and then nobody ever answers.
    name: String,
    made: u64,
    states: watch::Receiver<State>,
    wait: Duration,
}

/// A consumer that stands.
struct Open {
    name: String,
    inbox: String,
    subscriber: Subscriber,
    /// How many messages have been asked for and have not come.
    asked: usize,
    /// The number of the next message in this consumer.
    next: u64,
    heard: Instant,
}

#[derive(Deserialize)]
struct Made {
    name: String,
    #[serde(default)]
    num_pending: u64,
}

impl Reader {
    pub(crate) fn new(
        connection: &Connection,
        stream: &str,
        filters: Vec<String>,
        begin: Begin,
    ) -> Self {
        Self {
            connection: connection.clone(),
            stream: stream.to_owned(),
            filters,
            headers_only: false,
            begin,
            buffer: VecDeque::new(),
            open: None,
            name: uuid::Uuid::new_v4().simple().to_string(),
            made: 0,
            states: connection.states(),
            wait: Duration::from_millis(50),
        }
    }

    /// Without the bodies.
    pub(crate) fn headers_only(mut self) -> Self {
        self.headers_only = true;
        self
    }

    /// Begins again there.
    pub(crate) fn rewind(&mut self, sequence: u64) {
        self.begin = Begin::At(sequence);
        self.buffer.clear();
        self.open = None;
    }

    /// How many messages wait in the part that is read. For who reads until nothing is left.
    ///
    /// # Errors
    /// `natsUnavailable`; the next call tries again.
    pub(crate) async fn pending(&mut self) -> Result<u64> {
        let (open, pending) = self.make().await?;
        self.open = Some(open);
        Ok(pending)
    }

    /// Ends at once at the server, too.
    pub(crate) async fn close(&mut self) {
        if let Some(open) = self.open.take() {
            let subject = format!("$JS.API.CONSUMER.DELETE.{}.{}", self.stream, open.name);
            let _ = self.connection.client.publish(subject, Bytes::new()).await;
        }
    }

    /// The messages that are there, at least one and at most `room`, in their order. Waits for them
    /// as long as it takes; what fails is told to `failed` and tried again. Cancel-safe.
    pub(crate) async fn next(&mut self, room: usize, mut failed: impl FnMut(Error)) -> Vec<Item> {
        loop {
            if self.open.is_none() && self.buffer.is_empty() {
                // A request now would wait in the client, and be made again and again.
                if self.states.wait_for(|state| state.connected).await.is_err() {
                    sleep(LONGEST_WAIT).await;
                }
                match self.make().await {
                    Ok((open, _)) => self.open = Some(open),
                    Err(error) => {
                        failed(error);
                        sleep(self.wait).await;
                        self.wait = (self.wait * 2).min(LONGEST_WAIT);
                        continue;
                    }
                }
            }
            self.take_ready();
            if !self.buffer.is_empty() {
                let taken = self.buffer.len().min(room.max(1));
                return self.buffer.drain(..taken).collect();
            }
            if self.open.is_none() {
                continue;
            }
            if let Err(error) = self.ask(room).await {
                failed(error);
                self.open = None;
                continue;
            }
            self.wait_for_one().await;
        }
    }

    /// Asks for more, when little of what was asked for is left.
    async fn ask(&mut self, room: usize) -> Result<()> {
        let wanted = room.clamp(1, AHEAD);
        let Some(open) = &mut self.open else { return Ok(()) };
        if open.asked > wanted / 2 {
            return Ok(());
        }
        let more = wanted - open.asked;
        let request = json!({
            "batch": more,
            "expires": nanos(EXPIRES),
        });
        let subject = format!("$JS.API.CONSUMER.MSG.NEXT.{}.{}", self.stream, open.name);
        // Counted first: a cancelled call may have sent it.
        open.asked += more;
        let inbox = open.inbox.clone();
        let sent = self.connection.client.publish_with_reply(subject, inbox, body(&request)).await;
        sent.map_err(|error| unavailable(error.kind()))
    }

    /// Waits until something has come, or the consumer has to be made again.
    async fn wait_for_one(&mut self) {
        let Some(open) = &mut self.open else { return };
        let silent = open.heard + SILENCE;
        tokio::select! {
            message = open.subscriber.next() => match message {
                Some(message) => self.put(message),
                None => self.open = None,
            },
            () = sleep_until(silent) => self.open = None,
            changed = self.states.changed() => {
                // What was asked for is forgotten with the connection.
                if changed.is_err() {
                    sleep(LONGEST_WAIT).await;
                }
                self.open = None;
            }
        }
    }

    /// Takes all that has come, without waiting.
    fn take_ready(&mut self) {
        while self.buffer.len() < AHEAD
            && let Some(open) = &mut self.open
        {
            match open.subscriber.next().now_or_never() {
                Some(Some(message)) => self.put(message),
                Some(None) => self.open = None,
                None => break,
            }
        }
    }

    /// One message of the consumer: of the stream, or about the request.
    fn put(&mut self, message: Message) {
        let Some(open) = &mut self.open else { return };
        open.heard = Instant::now();
        match message.status.unwrap_or(StatusCode::OK) {
            StatusCode::OK => {}
            StatusCode::IDLE_HEARTBEAT => return,
            // A request has ended: with 408 after its time, with 404 for want of messages.
            StatusCode::TIMEOUT | StatusCode::NOT_FOUND => {
                let left = message.headers.as_ref().and_then(|headers| {
                    headers.get("Nats-Pending-Messages")?.as_str().parse::<usize>().ok()
                });
                open.asked = open.asked.saturating_sub(left.unwrap_or(open.asked));
                return;
            }
            // 409 and 503: it is gone, or moves.
            _ => {
                self.open = None;
                return;
            }
        }
        let Some((item, number)) = item(message) else { return };
        if number != open.next {
            // Something was lost between the server and here.
            self.open = None;
            return;
        }
        open.next += 1;
        open.asked = open.asked.saturating_sub(1);
        self.begin = Begin::At(item.sequence + 1);
        self.wait = Duration::from_millis(50);
        self.buffer.push_back(item);
    }

    async fn make(&mut self) -> Result<(Open, u64)> {
        self.states.mark_unchanged();
        self.made += 1;
        let name = format!("{}-{}", self.name, self.made);
        let mut config = json!({
            "name": name,
            "ack_policy": "none",
            "replay_policy": "instant",
            "max_deliver": 1,
            "num_replicas": 1,
            "mem_storage": true,
            "inactive_threshold": nanos(FORGOTTEN),
            "headers_only": self.headers_only,
        });
        match self.begin {
            Begin::At(sequence) => {
                config["deliver_policy"] = "by_start_sequence".into();
                config["opt_start_seq"] = sequence.max(1).into();
            }
            Begin::Last => config["deliver_policy"] = "last_per_subject".into(),
        }
        match self.filters.as_slice() {
            [one] => config["filter_subject"] = one.as_str().into(),
            several => config["filter_subjects"] = json!(several),
        }
        let client = &self.connection.client;
        let inbox = client.new_inbox();
        let subscriber = client.subscribe(inbox.clone()).await.map_err(unavailable)?;
        if self.made > 1 {
            // The one before, if it is there: nobody waits for the answer.
            let before = format!("{}-{}", self.name, self.made - 1);
            let subject = format!("$JS.API.CONSUMER.DELETE.{}.{before}", self.stream);
            let _ = client.publish(subject, Bytes::new()).await;
        }
        let request = json!({ "stream_name": self.stream, "config": config });
        let subject = format!("CONSUMER.CREATE.{}.{name}", self.stream);
        let made: Response<Made> = self
            .connection
            .context
            .request(subject, &request)
            .await
            .map_err(|error| unavailable(error.kind()))?;
        let made = match made {
            Response::Ok(made) => made,
            Response::Err { error } => return Err(jetstream("a consumer", error)),
        };
        let open =
            Open { name: made.name, inbox, subscriber, asked: 0, next: 1, heard: Instant::now() };
        Ok((open, made.num_pending))
    }
}

/// A message of the stream, and its number in the consumer.
fn item(message: Message) -> Option<(Item, u64)> {
    // $JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<time>.<pending>, and
    // with a domain and an account in front of the stream on newer servers.
    let reply = message.reply.as_ref()?.as_str();
    let mut numbers = reply.split('.').rev();
    let tokens = reply.split('.').count();
    if tokens >= 12 {
        // The newer form ends in a random token.
        numbers.next();
    }
    let mut number = || numbers.next()?.parse::<u64>().ok();
    let (pending, stored, consumer, sequence) = (number()?, number()?, number()?, number()?);
    let item = Item {
        subject: message.subject.to_string(),
        headers: message.headers.unwrap_or_default(),
        payload: message.payload,
        sequence,
        stored,
        pending,
    };
    Some((item, consumer))
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

fn body(request: &Value) -> Bytes {
    request.to_string().into()
}
