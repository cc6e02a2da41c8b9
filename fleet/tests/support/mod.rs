//! A simulator, a NATS server, and agents that run each in a runtime of its own, so that one can be
//! killed.

#![allow(dead_code, unreachable_pub)]

pub mod server;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use spectrum_imessage::fleet::{Fleet, FleetHealth};
use spectrum_imessage::imessage::Config;
use spectrum_imessage::{Content, HandleOptions, Options, Spectrum};
use spectrum_imessage_fleet::{FleetOptions, NatsRelay, NatsWorker, WorkerOptions};
use spectrum_imessage_simulator::Simulator;
use tokio::runtime::Runtime;
use tokio::time::{Instant, sleep};

pub const PATIENCE: Duration = Duration::from_secs(60);

/// The options that lead to a simulator.
pub fn options(sim: &Simulator) -> Options {
    Options {
        project_id: Some(sim.project_id().to_owned()),
        project_secret: Some(sim.project_secret().into()),
        cloud_url: Some(sim.cloud_url().to_owned()),
        imessage_address: Some(sim.imessage_address().to_owned()),
        imessage_line_address: Some(sim.imessage_address().to_owned()),
        ca_file: Some(sim.ca_file().to_owned()),
        ..Options::default()
    }
}

/// Waits until something holds.
pub async fn until(what: &str, holds: impl Fn() -> bool) {
    until_or(what, holds, String::new).await;
}

/// [`until`], and says more when it was in vain.
pub async fn until_or(what: &str, holds: impl Fn() -> bool, more: impl Fn() -> String) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "in vain: {what} {}", more());
        sleep(Duration::from_millis(5)).await;
    }
}

/// A message that a handler was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub text: String,
    pub chat: String,
    pub redelivered: bool,
}

/// What an agent does with a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Does {
    /// Nothing more.
    #[default]
    Handles,
    /// Answers.
    Replies,
    /// Answers, and does not come to an end.
    RepliesAndHangs,
    /// Does not come to an end with a message that says so, and handles all others.
    HangsOnPoison,
    /// Fails with a message that says so, and handles all others.
    FailsOnPoison,
}

/// An application with a runtime of its own.
pub struct Agent {
    runtime: Option<Runtime>,
    app: Spectrum,
    pub seen: Arc<Mutex<Vec<Seen>>>,
}

impl Agent {
    /// A relay, as soon as it is started.
    pub async fn relay(sim: &Simulator, fleet: FleetOptions) -> Self {
        let relay = NatsRelay::new(fleet).expect("valid");
        let agent = Self::start(sim, Fleet::Relay(relay)).await.expect("it starts");
        let app = agent.app.clone();
        agent.spawn(async move { app.relay().expect("it is a relay") });
        agent
    }

    /// A worker, as soon as it reads messages.
    pub async fn worker(sim: &Simulator, fleet: FleetOptions, group: &str, does: Does) -> Self {
        Self::worker_with(sim, fleet, WorkerOptions::new(group), does).await
    }

    pub async fn worker_with(
        sim: &Simulator,
        fleet: FleetOptions,
        worker: WorkerOptions,
        does: Does,
    ) -> Self {
        let worker = NatsWorker::new(fleet, &worker).expect("valid");
        let agent = Self::start(sim, Fleet::Worker(worker)).await.expect("it starts");
        let (app, seen) = (agent.app.clone(), Arc::clone(&agent.seen));
        agent.spawn(async move {
            let options = HandleOptions {
                attempts: 2,
                backoff: Duration::from_millis(1),
                concurrency: 64,
                ..HandleOptions::default()
            };
            let handler = move |_space, message: spectrum_imessage::Message| {
                let seen = Arc::clone(&seen);
                async move {
                    let Content::Text(text) = message.content() else { return Ok(()) };
                    seen.lock().expect("no panic").push(Seen {
                        text: text.text.clone(),
                        chat: message.space().id().to_owned(),
                        redelivered: message.redelivered(),
                    });
                    let poison = text.text.contains("poison");
                    if matches!(does, Does::Replies | Does::RepliesAndHangs) {
                        let answer = format!("re {}.", text.text);
                        message.reply(answer.as_str()).await.map_err(|error| error.to_string())?;
                    }
                    match does {
                        Does::RepliesAndHangs => std::future::pending::<()>().await,
                        Does::HangsOnPoison if poison => std::future::pending::<()>().await,
                        Does::FailsOnPoison if poison => return Err("it is poison".to_owned()),
                        _ => {}
                    }
                    Ok(())
                }
            };
            app.handle(options, handler, |_, _| async {}).await.expect("it reads");
        });
        agent
    }

    /// # Errors
    /// As the start of an application.
    pub async fn start(sim: &Simulator, fleet: Fleet) -> spectrum_imessage::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let options = Options { fleet: Some(fleet), ..options(sim) };
        let app = runtime
            .spawn(Spectrum::start(options, vec![Config::Cloud.into()]))
            .await
            .expect("no panic");
        let app = match app {
            Ok(app) => app,
            Err(error) => {
                runtime.shutdown_background();
                return Err(error);
            }
        };
        Ok(Self { runtime: Some(runtime), app, seen: Arc::default() })
    }

    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.runtime.as_ref().expect("it lives").spawn(work);
    }

    pub fn health(&self) -> FleetHealth {
        self.app.health().fleet.expect("it is in a fleet")
    }

    /// Waits until it holds so many partitions or lines.
    pub async fn holds(&self, count: usize) {
        until(&format!("it holds {count}"), || self.health().held == count).await;
    }

    /// Waits until the streams of so many lines are open.
    pub async fn reads(&self, count: usize) {
        until("its streams are open", || {
            let lines = self.app.health().lines;
            let open = |line: &&spectrum_imessage::LineHealth| {
                !line.streams.is_empty() && line.streams.iter().all(|stream| stream.healthy)
            };
            lines.iter().filter(open).count() == count
        })
        .await;
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no panic").clone()
    }

    /// Ends it as a kill does: nothing is written, nothing said.
    pub fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }

    /// Stops it as a program should.
    pub async fn stop(&mut self) {
        let runtime = self.runtime.take().expect("it lives");
        let app = self.app.clone();
        runtime.spawn(async move { app.stop().await }).await.expect("no panic");
        runtime.shutdown_background();
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        self.kill();
    }
}

pub fn person(n: usize) -> String {
    format!("+1555123{n:04}")
}

/// Lets people write: everybody each of these texts, one after another.
pub fn write(sim: &Simulator, people: usize, texts: &[String]) {
    for text in texts {
        for n in 0..people {
            sim.person(&person(n)).text(text).expect("sent");
        }
    }
}

/// The texts by conversation, in their order.
pub fn by_chat(seen: &[Seen]) -> BTreeMap<String, Vec<String>> {
    let mut chats: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in seen {
        chats.entry(one.chat.clone()).or_default().push(one.text.clone());
    }
    chats
}

pub fn numbered(from: usize, to: usize) -> Vec<String> {
    (from..to).map(|n| format!("text {n}")).collect()
}
