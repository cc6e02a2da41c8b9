//! The running simulator.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

use crate::authority::Authority;
use crate::builder::{Builder, check_lines};
use crate::entry::Entry;
use crate::error::SimError;
use crate::faults::Fault;
use crate::hub::Hub;
use crate::person::Person;
use crate::sighting::{Expect, Sighting};
use crate::state::Happened;
use crate::view::ConversationView;

/// Everything is down by then.
const STOP: Duration = Duration::from_millis(900);

/// Where the simulator listens.
#[derive(Clone)]
pub(crate) struct Addresses {
    pub(crate) cloud_url: String,
    pub(crate) imessage_address: String,
    pub(crate) imessage_address_plain: String,
    pub(crate) page_url: String,
    pub(crate) authority: Arc<Authority>,
}

impl Addresses {
    pub(crate) fn new(
        rest: &[TcpListener],
        secure: &[TcpListener],
        plain: &[TcpListener],
        page: &[TcpListener],
        authority: Arc<Authority>,
    ) -> Result<Self, SimError> {
        Ok(Self {
            cloud_url: format!("http://127.0.0.1:{}", port(rest)?),
            imessage_address: format!("localhost:{}", port(secure)?),
            imessage_address_plain: format!("http://127.0.0.1:{}", port(plain)?),
            page_url: page_url(page)?,
            authority,
        })
    }
}

/// Where a browser on this machine finds the page.
fn page_url(listeners: &[TcpListener]) -> Result<String, SimError> {
    let port = port(listeners)?;
    let at = listeners.first().and_then(|listener| listener.local_addr().ok());
    Ok(match at.map(|at| at.ip()).filter(|ip| !ip.is_unspecified() && !ip.is_loopback()) {
        Some(ip) => format!("http://{}", std::net::SocketAddr::new(ip, port)),
        None => format!("http://127.0.0.1:{port}"),
    })
}

fn port(listeners: &[TcpListener]) -> Result<u16, SimError> {
    let wrong = |error| SimError::io("cannot read the port", error);
    match listeners.first() {
        Some(listener) => listener.local_addr().map(|address| address.port()).map_err(wrong),
        None => Err(SimError::Option("no port is open".to_owned())),
    }
}

/// What a client needs to connect: the line that `spectrum-sim --json` prints.
#[derive(Clone, Serialize)]
pub struct Ready {
    /// The REST side: `SPECTRUM_CLOUD_URL`.
    pub cloud_url: String,
    /// gRPC over TLS, host and port: `SPECTRUM_IMESSAGE_ADDRESS` and
    /// `SPECTRUM_IMESSAGE_LINE_ADDRESS`.
    pub imessage_address: String,
    /// gRPC in the clear, as a URL.
    pub imessage_address_plain: String,
    /// The root certificate that clients must trust: `SPECTRUM_CA_FILE`.
    pub ca_file: PathBuf,
    /// The id of the project.
    pub project_id: String,
    /// The secret of the project.
    pub project_secret: String,
    /// The page, and the HTTP API beside it.
    pub page_url: String,
    /// The process that runs the simulator.
    pub pid: u32,
}

/// A running simulator. Dropped, it stops in the background; [`Simulator::stop`] waits until all is
/// down.
pub struct Simulator {
    hub: Arc<Hub>,
    /// The HTTP API, for who asks it without HTTP.
    api: axum::Router,
    tasks: TaskTracker,
    addresses: Addresses,
}

impl Simulator {
    pub(crate) fn new(
        hub: Arc<Hub>,
        api: axum::Router,
        tasks: TaskTracker,
        addresses: Addresses,
    ) -> Self {
        Self { hub, api, tasks, addresses }
    }

    /// Sets up a simulator.
    pub fn builder() -> Builder {
        Builder::default()
    }

    #[cfg(feature = "command")]
    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    pub(crate) fn api(&self) -> &axum::Router {
        &self.api
    }

    /// What a client in another process needs to connect. The root certificate is written to a
    /// temporary file.
    ///
    /// # Errors
    /// That file cannot be written.
    pub fn ready(&self) -> Result<Ready, SimError> {
        self.hub.ready()
    }

    /// The URL of the REST side.
    pub fn cloud_url(&self) -> &str {
        &self.addresses.cloud_url
    }

    /// Host and port of gRPC over TLS.
    pub fn imessage_address(&self) -> &str {
        &self.addresses.imessage_address
    }

    /// The URL of gRPC in the clear.
    pub fn imessage_address_plain(&self) -> &str {
        &self.addresses.imessage_address_plain
    }

    /// The URL of the page and its API.
    pub fn page_url(&self) -> &str {
        &self.addresses.page_url
    }

    /// The root certificate, in PEM: what a client must trust.
    pub fn ca_pem(&self) -> &str {
        self.addresses.authority.pem()
    }

    /// The root certificate as a file, in PEM. It is written when it is asked for, and goes with the
    /// simulator. If it cannot be written, the path is empty; [`Simulator::write_ca_file`] says why.
    pub fn ca_file(&self) -> &Path {
        self.write_ca_file().unwrap_or_else(|error| {
            tracing::error!(%error, "there is no file with the root certificate");
            Path::new("")
        })
    }

    /// The same as [`Simulator::ca_file`].
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write_ca_file(&self) -> Result<&Path, SimError> {
        self.addresses.authority.file()
    }

    /// The id of the project.
    pub fn project_id(&self) -> &str {
        &self.hub.config.project_id
    }

    /// The secret of the project.
    pub fn project_secret(&self) -> &str {
        &self.hub.config.project_secret
    }

    /// A person with that phone number or e-mail address.
    pub fn person(&self, address: &str) -> Person {
        Person::new(self.hub.clone(), address)
    }

    /// A group that people have made with a line (its phone number; the first line if none is
    /// named). Answers its guid.
    pub fn group(
        &self,
        people: &[&str],
        name: Option<&str>,
        line: Option<&str>,
    ) -> Result<String, SimError> {
        let people = people.iter().map(|person| (*person).to_owned()).collect();
        make_group(&self.hub, people, name.map(str::to_owned), line)
    }

    /// All conversations, oldest first.
    pub fn conversations(&self) -> Vec<ConversationView> {
        self.hub.state().conversations()
    }

    /// The conversation of that guid; on several lines, the one of the line that knew it first.
    pub fn conversation(&self, guid: &str) -> Option<ConversationView> {
        let state = self.hub.state();
        let key = state.chats_named(guid, None).into_iter().next()?;
        state.conversation(&key)
    }

    /// The conversation of that guid on one line.
    pub fn conversation_on(&self, line: &str, guid: &str) -> Option<ConversationView> {
        let state = self.hub.state();
        let key = state.chats_named(guid, Some(line)).into_iter().next()?;
        state.conversation(&key)
    }

    /// The conversations of a person, or all, in words: who wrote what and when, effects, tapbacks,
    /// files.
    pub fn story(&self, person: Option<&str>) -> String {
        self.hub.story(person)
    }

    /// The bytes of the background of a chat.
    pub fn background(&self, guid: &str) -> Option<bytes::Bytes> {
        let state = self.hub.state();
        let key = state.chats_named(guid, None).into_iter().next()?;
        Some(state.chats.get(&key)?.background.as_ref()?.data.clone())
    }

    /// The bytes of an attachment.
    pub fn attachment(&self, guid: &str) -> Option<bytes::Bytes> {
        Some(self.hub.state().attachments.get(guid)?.data.clone())
    }

    /// The video of an attachment that is a Live Photo.
    pub fn companion(&self, guid: &str) -> Option<bytes::Bytes> {
        let state = self.hub.state();
        let (_, data) = state.attachments.get(guid)?.companion.as_ref()?;
        Some(data.clone())
    }

    /// The guids of all attachments, uploaded or sent by people, whether a message has them or not.
    pub fn attachments(&self) -> Vec<String> {
        self.hub.state().attachments.keys().cloned().collect()
    }

    /// Waits until anybody sees something that the agent does, or has done already.
    ///
    /// # Errors
    /// [`SimError::NotSeen`] when the time is over.
    pub async fn sees(
        &self,
        expected: impl Into<Expect>,
        within: Duration,
    ) -> Result<Sighting, SimError> {
        self.hub.wait_for(None, 0, &expected.into(), within, None).await
    }

    /// Waits until the agent listens: a live stream of messages is open on that line (its phone
    /// number, or `shared`), or on any. What people write before that reaches only those who catch
    /// up.
    ///
    /// # Errors
    /// [`SimError::NotInTime`] when the time is over.
    pub async fn listening(&self, line: Option<&str>, within: Duration) -> Result<(), SimError> {
        self.hub.listening(line, within).await
    }

    /// Waits until a call of that method is in the record; with a status, until it has ended with
    /// that.
    ///
    /// # Errors
    /// [`SimError::NotInTime`] when the time is over.
    pub async fn called(
        &self,
        method: &str,
        status: Option<&str>,
        within: Duration,
    ) -> Result<Entry, SimError> {
        self.hub.called(method, status, 0, within).await
    }

    /// All calls so far.
    pub fn transcript(&self) -> Vec<Entry> {
        self.hub.transcript.after(0)
    }

    /// The calls after a number.
    pub fn transcript_after(&self, n: u64) -> Vec<Entry> {
        self.hub.transcript.after(n)
    }

    /// Forgets all calls.
    pub fn clear_transcript(&self) {
        self.hub.transcript.clear();
    }

    /// Lets something go wrong.
    ///
    /// # Errors
    /// A status that does not exist.
    pub fn fault(&self, fault: Fault) -> Result<(), SimError> {
        fault.check().map_err(SimError::Option)?;
        self.hub.faults.add(fault);
        Ok(())
    }

    /// Takes all faults away.
    pub fn clear_faults(&self) {
        self.hub.faults.clear();
    }

    /// Lets all tokens expire.
    pub fn expire_tokens(&self) {
        self.hub.state().tokens.expire_all();
    }

    /// Puts the simulator's clock forward: tokens come to their end, the day of the quotas ends, the
    /// windows of edits and unsends close, and each stream gets a heartbeat. Clients in this process
    /// that run on this simulator follow with their timers; waits, delays and the interval of
    /// heartbeats go by real time.
    ///
    /// # Errors
    /// More than 100 years in all.
    pub fn advance(&self, by: Duration) -> Result<(), SimError> {
        self.hub.advance(by)
    }

    /// How far the clock is ahead of the system's, now and whenever it is put forward.
    pub fn ahead(&self) -> watch::Receiver<Duration> {
        self.hub.ahead.subscribe()
    }

    /// Ends all live streams with UNAVAILABLE; connections stay. Answers how many there were.
    pub fn cut_streams(&self) -> usize {
        self.hub.end_streams()
    }

    /// Cuts all gRPC connections without a word.
    pub fn cut_connections(&self) {
        self.hub.connections.cut();
    }

    /// Closes the gRPC ports (connections are refused, those that are open stay), or opens them
    /// again.
    pub async fn accept_connections(&self, accept: bool) {
        self.hub.accept_connections(accept).await;
    }

    /// Makes live streams silent, heartbeats included, or lets them speak again.
    pub fn stall_streams(&self, stalled: bool) {
        self.hub.stalled.send_replace(stalled);
    }

    /// Sends every event twice, live and in a catch-up, as a service may that delivers at least
    /// once; or stops that.
    pub fn duplicate_events(&self, on: bool) {
        self.hub.doubled.store(on, Ordering::Relaxed);
    }

    /// Makes these the lines of a dedicated project. Known numbers keep their instance; streams of
    /// lines that are gone end.
    ///
    /// # Errors
    /// On a shared project, and for what is no phone number.
    pub fn set_lines(&self, phones: &[&str]) -> Result<(), SimError> {
        let phones: Vec<String> = phones.iter().map(|phone| (*phone).to_owned()).collect();
        check_lines(&phones)?;
        self.hub.set_lines(&phones)
    }

    /// Sets the limits of a day: messages, and new conversations.
    pub fn set_quotas(&self, daily: u32, new_conversations: u32) {
        let mut state = self.hub.state();
        state.quotas.daily_limit = daily;
        state.quotas.new_conversation_limit = new_conversations;
    }

    /// How many live streams are open.
    pub fn open_streams(&self) -> usize {
        self.hub.state().log.open_streams()
    }

    /// The sequence of the last event.
    pub fn head_sequence(&self) -> u64 {
        self.hub.state().log.head()
    }

    #[cfg(test)]
    pub(crate) fn has_files(&self) -> bool {
        self.addresses.authority.is_written()
    }

    /// How many pages are open.
    #[cfg(test)]
    pub(crate) fn open_pages(&self) -> usize {
        self.hub.pages.count()
    }

    /// Why it has stopped by itself: the state could not be saved. Told once.
    pub fn failure(&self) -> Option<SimError> {
        self.hub.failure()
    }

    /// Waits until somebody asks the simulator to stop over HTTP, or until it stops by itself
    /// ([`Simulator::failure`]).
    pub async fn stop_asked(&self) {
        self.hub.shutdown.cancelled().await;
    }

    /// Ends streams and closes the ports, for who shares it; the last one who drops it removes
    /// temporary files. Takes less than a second.
    pub async fn close(&self) {
        self.hub.shutdown.cancel();
        let _ = tokio::time::timeout(STOP, self.tasks.wait()).await;
        #[cfg(feature = "state")]
        self.hub.close_file();
    }

    /// Stops: streams end, ports close, temporary files go. Takes less than a second.
    pub async fn stop(self) {
        self.close().await;
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.hub.shutdown.cancel();
        self.addresses.authority.remove();
    }
}

/// A group on a line, with people who are none of its numbers.
pub(crate) fn make_group(
    hub: &Hub,
    people: Vec<String>,
    name: Option<String>,
    line: Option<&str>,
) -> Result<String, SimError> {
    if let Some(bad) = people.iter().find(|person| !crate::address::is_address(person)) {
        return Err(SimError::Option(format!(
            "{bad:?} is neither a phone number nor an e-mail address"
        )));
    }
    if people.is_empty() {
        return Err(SimError::Option("a group needs people".to_owned()));
    }
    let made = hub.change(|state| {
        let found = match line {
            Some(name) => state.lines.find(name),
            None => state.lines.first(),
        };
        let line = found.ok_or_else(|| SimError::Option("there is no such line".to_owned()))?;
        let chat = state.new_group(&line, people.clone(), name.clone())?;
        let guid = chat.1.clone();
        state.happened(|_| Happened::Group { chat, people, name });
        Ok(guid)
    });
    hub.unbroken()?;
    made
}
