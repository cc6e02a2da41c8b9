//! Spans of what is asked for besides sends: new conversations, questions to iMessage, calls of a line.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use spectrum_imessage::imessage::CreateOptions;
use spectrum_imessage::imessage::calls::{Keyed, MessageFilter, TextOptions};
use spectrum_imessage::observe::{
    AttributeValue, Measurement, Observer, Span, TraceContext, set_observer, with_parent,
};
use spectrum_imessage::{Spectrum, User};
use spectrum_imessage_simulator::{Fault, Simulator};

use super::{ALICE, ALONE, SEND, connect, until};

const LINE: &str = "+15559990001";

/// Keeps the spans that have ended.
#[derive(Default)]
struct Ended(Mutex<Vec<Span>>);

impl Ended {
    /// The spans since the last time.
    fn take(&self) -> Vec<Span> {
        std::mem::take(&mut self.0.lock().expect("no panic"))
    }

    fn names(&self) -> Vec<&'static str> {
        self.take().iter().map(|span| span.name).collect()
    }
}

impl Observer for Ended {
    fn span_ended(&self, span: &Span) {
        self.0.lock().expect("no panic").push(span.clone());
    }

    fn measured(&self, _: &Measurement) {}
}

fn attribute(span: &Span, name: &str) -> Option<String> {
    let found = span.attributes.iter().find(|(known, _)| *known == name)?;
    Some(match &found.1 {
        AttributeValue::Text(text) => text.to_string(),
        AttributeValue::Number(number) => number.to_string(),
    })
}

async fn begin() -> (Arc<Ended>, Simulator, Spectrum, spectrum_imessage::imessage::IMessage) {
    let ended = Arc::new(Ended::default());
    set_observer(Some(Arc::clone(&ended) as Arc<dyn Observer>));
    let sim = Simulator::builder().dedicated([LINE]).start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    (ended, sim, app, im)
}

#[tokio::test]
async fn a_new_conversation_and_questions_to_imessage_have_spans() {
    let _alone = ALONE.lock().await;
    let (ended, _sim, app, im) = begin().await;
    let options = CreateOptions { phone: Some(LINE.to_owned()) };
    let dm = im.create_space(&[User::new(ALICE)], &options).await.expect("a space");
    let spans = ended.take();
    let [created] = spans.as_slice() else { panic!("one span: {spans:?}") };
    assert_eq!((created.name, created.error.as_deref()), ("spectrum.create_space", None));
    assert_eq!(attribute(created, "spectrum.platform").as_deref(), Some("iMessage"));
    assert_eq!(attribute(created, "spectrum.retries").as_deref(), Some("0"));
    let line = attribute(created, "spectrum.line").expect("the line");
    assert!(line.starts_with("+1555") && line != LINE, "{line} is not masked");

    im.create_space(&[], &CreateOptions::default()).await.expect_err("nobody");
    let spans = ended.take();
    assert_eq!(spans[0].error.as_deref(), Some("invalidArgument"));

    im.history(&dm, &MessageFilter::default()).await.expect("a page");
    im.recent(Some(LINE), &MessageFilter::default()).await.expect("a page");
    im.look_up_user(ALICE, Some(LINE)).await.expect("known");
    assert!(im.get_attachment("unknown", Some(LINE)).await.expect("an answer").is_none());
    // Their calls are parts of them.
    assert_eq!(
        ended.names(),
        ["spectrum.history", "spectrum.recent", "spectrum.look_up_user", "spectrum.get_attachment"]
    );
    app.stop().await;
    set_observer(None);
}

#[tokio::test]
async fn calls_of_a_line_have_spans() {
    let _alone = ALONE.lock().await;
    let (ended, sim, app, im) = begin().await;
    let line = im.line(Some(LINE)).expect("the line");
    let chat = format!("any;-;{ALICE}");
    sim.fault(Fault::refuse(SEND, "UNAVAILABLE").retryable(true).times(1)).expect("a fault");
    let own = TraceContext::new([1; 16], [2; 8], true);
    let (messages, options) = (line.messages(), TextOptions::default());
    with_parent(own, messages.send_text(&chat, "a secret", &options)).await.expect("it is sent");
    let spans = ended.take();
    let [sent] = spans.as_slice() else { panic!("one span: {spans:?}") };
    assert_eq!((sent.name, sent.parent), ("spectrum.line.messages.send_text", own));
    assert_eq!(attribute(sent, "spectrum.retries").as_deref(), Some("1"));
    let told = format!("{spans:?}");
    for hidden in ["secret", "5551230001", &LINE[1..]] {
        assert!(!told.contains(hidden), "{hidden} is in a span");
    }

    line.polls().get("no poll").await.expect_err("unknown");
    let spans = ended.take();
    let [asked] = spans.as_slice() else { panic!("one span: {spans:?}") };
    assert_eq!(asked.name, "spectrum.line.polls.get");
    assert!(asked.error.is_some());

    // By its name in other languages, as a stream, and dropped before its end.
    line.call_json("chats.count", "{}").await.expect("a number");
    let stream = line.events().messages(None).await.expect("a stream");
    drop(stream);
    sim.fault(Fault::hang("GetChat").times(1)).expect("a fault");
    let chats = line.chats();
    tokio::time::timeout(Duration::from_millis(50), chats.get(&chat)).await.expect_err("it hangs");
    line.groups().leave(&chat, &Keyed::default()).await.expect_err("no group");
    until("all have ended", || ended.0.lock().expect("no panic").len() >= 4).await;
    let spans = ended.take();
    let told: Vec<_> = spans.iter().map(|span| (span.name, span.error.as_deref())).collect();
    assert_eq!(told[0], ("spectrum.line.chats.count", None));
    assert_eq!(told[1], ("spectrum.line.events.messages", None));
    assert_eq!(told[2], ("spectrum.line.chats.get", Some("cancelled")));
    assert_eq!(told[3].0, "spectrum.line.groups.leave");
    app.stop().await;
    set_observer(None);
}
