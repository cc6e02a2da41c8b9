//! Nothing in a log says who writes what to whom.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use spectrum_imessage::imessage::{Client, Config, CreateOptions};
use spectrum_imessage::webhook::{WebhookAck, WebhookRequest};
use spectrum_imessage::{HandleOptions, Options, Secret, Spectrum, User, content};
use spectrum_imessage_simulator::{Fault, Simulator};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::{ALICE, ALONE, SEND, connect, options, space, until};

const LINE: &str = "+15559990001";
const BOB: &str = "bob.builder@example.org";
const TEXT: &str = "the text of a diary";
const TOKEN: &str = "a-token-that-nobody-sees";

/// Everything that any subscriber would see, as it is.
#[derive(Clone, Default)]
struct Raw(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    places: BTreeSet<String>,
    texts: Vec<String>,
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!(" {}={value:?}", field.name()));
    }
}

impl Raw {
    fn see(&self, metadata: &Metadata<'_>, text: Text) {
        let mut seen = self.0.lock().expect("no panic");
        seen.places.insert(format!("{}:{}", metadata.target(), metadata.line().unwrap_or(0)));
        seen.texts.push(format!("{}{}", metadata.target(), text.0));
    }

    fn places(&self) -> usize {
        self.0.lock().expect("no panic").places.len()
    }
}

impl Subscriber for Raw {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("spectrum_imessage")
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut text = Text(String::new());
        attributes.record(&mut text);
        self.see(attributes.metadata(), text);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut text = Text(String::new());
        values.record(&mut text);
        self.0.lock().expect("no panic").texts.push(text.0);
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        self.see(event.metadata(), text);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Sends, answers, fails and is cut off in many ways.
async fn a_busy_time(sim: &Simulator) {
    let (app, im) = connect(sim).await;
    let dm = space(&im, ALICE).await;
    let other = space(&im, BOB).await;
    let handled = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&handled);
    let handling = async {
        let options = HandleOptions {
            attempts: 2,
            backoff: Duration::from_millis(1),
            ..HandleOptions::default()
        };
        let handler = |_, message: spectrum_imessage::Message| {
            let count = Arc::clone(&count);
            async move {
                count.fetch_add(1, Ordering::Relaxed);
                message.reply(TEXT).await.map_err(|error| error.to_string())?;
                Err::<(), _>(format!("{TEXT} of {ALICE} cannot be handled"))
            }
        };
        app.handle(options, handler, |_, _| async {}).await.expect("it runs");
    };
    let busy = async {
        sim.listening(None, Duration::from_secs(10)).await.expect("it listens");
        let alice = sim.person(ALICE);
        alice.text(TEXT).expect("it is written");
        sim.fault(Fault::refuse(SEND, "UNAVAILABLE").retryable(true).times(2)).expect("a fault");
        dm.send(TEXT).await.expect("it is sent");
        let refused = Fault::refuse(SEND, "INVALID_ARGUMENT").context("address", ALICE);
        sim.fault(refused.times(1)).expect("a fault");
        // The answer that is on its way may get the refusal instead.
        let _ = other.send(TEXT).await;
        dm.send(content::custom(serde_json::json!({ "text": TEXT, "to": ALICE })))
            .await
            .expect("it is skipped");
        let card = content::app(format!("http://127.0.0.1:1/{ALICE}"), None).expect("a card");
        dm.send(card).await.expect("it is sent");
        alice.malformed().expect("an event that makes no sense");
        sim.cut_streams();
        sim.expire_tokens();
        dm.send(TEXT).await.expect("with a new token");
        sim.cut_connections();
        alice.text("again").expect("it is written");
        until("both were tried twice", || handled.load(Ordering::Relaxed) >= 4).await;
        let (headers, ack) = (Vec::new(), WebhookAck::Accepted);
        app.webhook(WebhookRequest { headers, body: TEXT.into(), ack }).await;
        app.stop().await;
    };
    tokio::join!(Box::pin(handling), Box::pin(busy));
    Box::pin(a_relay_that_refuses(sim)).await;
}

/// A line of one's own whose token is wrong.
async fn a_relay_that_refuses(sim: &Simulator) {
    let client = Client {
        address: sim.imessage_address().to_owned(),
        token: Secret::new(TOKEN),
        phone: LINE.to_owned(),
    };
    let options =
        Options { project_id: None, project_secret: None, cloud_url: None, ..options(sim) };
    let app = Spectrum::start(options, vec![Config::Clients(vec![client]).into()]).await;
    let app = app.expect("it starts without a call");
    let im = app.imessage().expect("iMessage");
    im.create_space(&[User::new(ALICE)], &CreateOptions::default()).await.expect_err("refused");
    let mut messages = app.messages().expect("a consumer");
    let wait = Duration::from_millis(300);
    let _ = tokio::time::timeout(wait, messages.next_message()).await;
    app.stop().await;
}

#[tokio::test]
async fn no_address_secret_or_text_is_logged() {
    let _alone = ALONE.lock().await;
    let raw = Raw::default();
    tracing::subscriber::set_global_default(raw.clone()).expect("the first one");
    let sim = Simulator::builder().start().await.expect("it starts");
    Box::pin(a_busy_time(&sim)).await;
    assert!(raw.places() >= 8, "{:?}", raw.0.lock().expect("no panic").places);
    let texts = raw.0.lock().expect("no panic").texts.join("\n");
    let bare = ALICE.trim_start_matches('+');
    let secret = sim.project_secret();
    for hidden in [bare, &LINE[1..], "bob.builder", TEXT, "diary", secret, TOKEN, "Bearer "] {
        let line = texts.lines().find(|line| line.contains(hidden));
        assert_eq!(line, None, "{hidden} is in the log");
    }
}
