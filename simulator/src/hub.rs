//! What all sockets of one simulator share.

mod saving;

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

pub(crate) use self::saving::Saved;
use crate::claims::Claims;
use crate::config::Config;
use crate::connected::Connections;
use crate::entry::Entry;
use crate::error::SimError;
use crate::faults::Faults;
use crate::grpc::{Idempotency, Load};
use crate::page::Pages;
use crate::refusal::Refusal;
use crate::sighting::{Expect, Sighting};
use crate::simulator::{Addresses, Ready};
use crate::state::{Happened, LineId, State};
use crate::transcript::Transcript;

/// State, record and switches. Its lock is never held while something is awaited.
pub(crate) struct Hub {
    pub(crate) config: Config,
    state: Mutex<State>,
    /// Counts changes of the state: who waits for one waits here.
    changes: watch::Sender<u64>,
    pub(crate) transcript: Arc<Transcript>,
    pub(crate) faults: Faults,
    pub(crate) idempotency: Idempotency,
    /// The requests that are being read or answered.
    pub(crate) load: Load,
    /// Ends everything.
    pub(crate) shutdown: CancellationToken,
    /// The gRPC connections.
    pub(crate) connections: Connections,
    /// Whether the gRPC ports accept connections.
    pub(crate) accepting: watch::Sender<bool>,
    /// The gRPC ports: all, and those that are open now.
    pub(crate) ports: watch::Sender<Ports>,
    /// Whether live streams are silent, heartbeats included.
    pub(crate) stalled: watch::Sender<bool>,
    /// How far the clock is ahead.
    pub(crate) ahead: watch::Sender<Duration>,
    /// Whether every event is sent twice.
    pub(crate) doubled: AtomicBool,
    /// The file in which the state is saved, until something is wrong with it.
    #[cfg(feature = "state")]
    file: Mutex<Option<crate::state::StateFile>>,
    /// What is wrong with it.
    failure: Mutex<Option<SimError>>,
    broken: AtomicBool,
    claims: Mutex<HashMap<Option<String>, Claims>>,
    /// The pages that are open.
    pub(crate) pages: Pages,
    addresses: Addresses,
}

/// How many ports there are.
#[derive(Debug, Default)]
pub(crate) struct Ports {
    pub(crate) all: usize,
    pub(crate) open: usize,
}

/// How long a port may take to close or to open.
const PORTS: Duration = Duration::from_secs(2);

impl Hub {
    /// Closes the gRPC ports, or opens them again. Afterwards it is so, unless a port is taken
    /// meanwhile.
    pub(crate) async fn accept_connections(&self, accept: bool) {
        let mut ports = self.ports.subscribe();
        self.accepting.send_replace(accept);
        let there = ports.wait_for(|ports| ports.open == if accept { ports.all } else { 0 });
        // Whoever connects then sees what is the matter.
        let _ = tokio::time::timeout(PORTS, there).await;
    }

    pub(crate) fn new(
        config: Config,
        addresses: Addresses,
        saved: Saved,
    ) -> Result<Arc<Self>, SimError> {
        let mut state = saved.state.unwrap_or_else(|| State::new(&config));
        for (token, name) in &config.fixed_tokens {
            let line = state.lines.find(name).ok_or_else(|| {
                SimError::Option(format!("a token is given for {name}, which is no line"))
            })?;
            state.tokens.fix(token, &line);
        }
        Ok(Arc::new(Self {
            transcript: Arc::new(Transcript::new(config.transcript)),
            changes: watch::Sender::new(0),
            faults: Faults::default(),
            idempotency: saved.idempotency,
            load: Load::default(),
            shutdown: CancellationToken::new(),
            connections: Connections::default(),
            accepting: watch::Sender::new(true),
            ports: watch::Sender::default(),
            stalled: watch::Sender::new(false),
            ahead: watch::Sender::new(state.clock.ahead()),
            state: Mutex::new(state),
            doubled: AtomicBool::new(false),
            #[cfg(feature = "state")]
            file: Mutex::new(saved.file),
            failure: Mutex::default(),
            broken: AtomicBool::new(false),
            claims: Mutex::default(),
            pages: Pages::default(),
            addresses,
            config,
        }))
    }

    /// What a client in another process needs to connect.
    pub(crate) fn ready(&self) -> Result<Ready, SimError> {
        Ok(Ready {
            cloud_url: self.addresses.cloud_url.clone(),
            imessage_address: self.addresses.imessage_address.clone(),
            imessage_address_plain: self.addresses.imessage_address_plain.clone(),
            ca_file: self.addresses.authority.file()?.to_owned(),
            project_id: self.config.project_id.clone(),
            project_secret: self.config.project_secret.clone(),
            page_url: self.addresses.page_url.clone(),
            pid: std::process::id(),
        })
    }

    /// What a client needs to connect, but for the secret.
    pub(crate) fn connect(&self) -> Value {
        json!({
            "SPECTRUM_CLOUD_URL": self.addresses.cloud_url,
            "SPECTRUM_IMESSAGE_ADDRESS": self.addresses.imessage_address,
            "SPECTRUM_IMESSAGE_LINE_ADDRESS": self.addresses.imessage_address,
            "SPECTRUM_CA_FILE": self.addresses.authority.file().ok(),
            "SPECTRUM_PROJECT_ID": self.config.project_id,
        })
    }

    /// Changes the state, and wakes those who wait for a change.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.state());
        self.changes.send_modify(|count| *count += 1);
        result
    }

    /// Wakes those who wait for a change: one beside the state.
    pub(crate) fn wake(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    /// Puts the clock forward: what depends on it (tokens, the day of the quotas) follows at once.
    pub(crate) fn advance(&self, by: Duration) -> Result<(), SimError> {
        self.change(|state| {
            if !state.clock.advance(by) {
                return Err(SimError::Option(
                    "the clock goes ahead by 100 years at most".to_owned(),
                ));
            }
            state.tokens.age(by);
            state.quotas.turn_to(state.clock.today());
            state.happened(|_| Happened::Advanced(by));
            Ok(())
        })?;
        let ahead = self.state().clock.ahead();
        self.ahead.send_replace(ahead);
        Ok(())
    }

    /// A watch over changes of the state.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Mints one token for each line that may have one, in the order of the lines.
    pub(crate) fn mint_tokens(&self) -> Vec<(LineId, Option<String>, String)> {
        let mut state = self.state();
        let lines = state.lines.all();
        lines
            .into_iter()
            .map(|(line, phone)| {
                let token = state.tokens.mint(&line, self.config.token_ttl);
                (line, phone, token)
            })
            .collect()
    }

    /// Makes these the numbers of a dedicated project.
    pub(crate) fn set_lines(&self, phones: &[String]) -> Result<(), SimError> {
        self.change(|state| {
            let gone = state.lines.set(phones).ok_or_else(|| {
                SimError::Option("a shared project has no lines of its own".to_owned())
            })?;
            for line in gone {
                state.tokens.forget(&line);
                let reason = Refusal::unavailable("the line is gone");
                state.log.end_streams(Some(&line), &reason);
            }
            Ok(())
        })
    }

    /// Ends all live streams; the connections stay. Answers how many there were.
    pub(crate) fn end_streams(&self) -> usize {
        let reason = Refusal::unavailable("the stream was cut");
        self.state().log.end_streams(None, &reason)
    }

    /// Cuts all gRPC connections without a word. Afterwards none of them takes a call.
    pub(crate) async fn cut_connections(&self) {
        self.connections.cut();
        // Whoever goes on sees what is the matter.
        let _ = tokio::time::timeout(PORTS, self.connections.gone()).await;
    }

    /// Waits until something of that kind can be seen; `claim` decides whether a sighting that fits
    /// is taken by another wait.
    pub(crate) async fn wait_for(
        &self,
        person: Option<&str>,
        after: u64,
        expected: &Expect,
        within: Duration,
        claims: Option<&Claims>,
    ) -> Result<Sighting, SimError> {
        expected.check().map_err(SimError::Option)?;
        let claim = |sighting: &Sighting| claims.is_none_or(|claims| claims.take(sighting.n));
        let found = self
            .wait_until(within, |state| {
                let mut seen = state.seen(person, after);
                seen.find(|sighting| expected.fits(sighting) && claim(sighting)).cloned()
            })
            .await;
        found.ok_or_else(|| {
            let state = self.state();
            let seen: Vec<Sighting> = state.seen(person, after).cloned().collect();
            SimError::NotSeen {
                who: person.unwrap_or("anybody").to_owned(),
                expected: Box::new(expected.clone()),
                within,
                taken: claims.map(|claims| claims.among(&seen)).unwrap_or_default(),
                seen,
                conversations: state.conversations_of(person),
            }
        })
    }

    /// The conversations of a person, or all, in words.
    pub(crate) fn story(&self, person: Option<&str>) -> String {
        let conversations = self.state().conversations_of(person);
        let told: Vec<String> = conversations.iter().map(ToString::to_string).collect();
        told.join("\n\n")
    }

    /// What the waits over HTTP have taken for a person, or for anybody.
    pub(crate) fn claims(&self, person: Option<&str>) -> Claims {
        let mut all = self.claims.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(person.map(str::to_owned)).or_default().clone()
    }

    /// Waits until the state has what is looked for; nothing when the time is over.
    pub(crate) async fn wait_until<T>(
        &self,
        within: Duration,
        look: impl FnMut(&State) -> Option<T>,
    ) -> Option<T> {
        let mut look = look;
        let found = wait(self.watch(), within, || look(&self.state()));
        tokio::select! {
            found = found => found,
            () = self.shutdown.cancelled() => None,
        }
    }

    /// Waits until a live stream of messages is open, on that line or on any.
    pub(crate) async fn listening(
        &self,
        line: Option<&str>,
        within: Duration,
    ) -> Result<(), SimError> {
        let found = self
            .wait_until(within, |state| {
                let line = line.map(|name| state.lines.find(name));
                let open = match line {
                    None => state.log.listens(None),
                    Some(Some(line)) => state.log.listens(Some(&line)),
                    Some(None) => false,
                };
                open.then_some(())
            })
            .await;
        found.ok_or_else(|| SimError::NotInTime {
            what: "a live stream of messages".to_owned(),
            within,
        })
    }

    /// Waits until a call of that kind is in the record.
    pub(crate) async fn called(
        &self,
        method: &str,
        status: Option<&str>,
        after: u64,
        within: Duration,
    ) -> Result<Entry, SimError> {
        let fits = |entry: &Entry| {
            entry.method == method && status.is_none_or(|status| entry.status == status)
        };
        let look = || self.transcript.after(after).into_iter().find(fits);
        let found = tokio::select! {
            found = wait(self.transcript.watch(), within, look) => found,
            () = self.shutdown.cancelled() => None,
        };
        found.ok_or_else(|| SimError::NotInTime {
            what: format!("a call of {method} with status {}", status.unwrap_or("whatever")),
            within,
        })
    }
}

/// Looks at once and after every change, until something is found or the time is over.
async fn wait<T>(
    mut changes: watch::Receiver<u64>,
    within: Duration,
    mut look: impl FnMut() -> Option<T>,
) -> Option<T> {
    let deadline = Instant::now() + within;
    loop {
        changes.mark_unchanged();
        if let Some(found) = look() {
            return Some(found);
        }
        match timeout_at(deadline, changes.changed()).await {
            Ok(Ok(())) => {}
            _ => return None,
        }
    }
}
