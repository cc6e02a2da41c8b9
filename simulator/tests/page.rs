//! What the page gets: its stream of events, and who may ask for it.

mod common;

use std::time::Duration;

use common::*;
use serde_json::{Value, json};
use spectrum_imessage_simulator::Simulator;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A page that reads.
struct Page {
    stream: TcpStream,
    text: String,
}

impl Page {
    async fn open(sim: &Simulator) -> Self {
        let address = sim.page_url().strip_prefix("http://").expect("a URL");
        let mut stream = TcpStream::connect(address).await.expect("the port is open");
        let request = format!("GET /api/page/live HTTP/1.1\r\nhost: {address}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("written");
        Self { stream, text: String::new() }
    }

    /// The data of the next event of that name.
    async fn next(&mut self, name: &str) -> Value {
        let wanted = format!("event: {name}\ndata: ");
        loop {
            if let Some(at) = self.text.find(&wanted)
                && let Some(length) = self.text[at..].find("\n\n")
            {
                let data = self.text[at + wanted.len()..at + length].to_owned();
                self.text.drain(..at + length);
                return serde_json::from_str(&data).expect("JSON");
            }
            assert!(self.read().await, "the stream ended: {}", self.text);
        }
    }

    /// Reads what there is; false at the end. The frames of the transfer are cut out.
    async fn read(&mut self) -> bool {
        let mut piece = vec![0; 64 * 1024];
        let read = tokio::time::timeout(SOON, self.stream.read(&mut piece)).await;
        let read = read.expect("in time").expect("readable");
        for line in String::from_utf8_lossy(&piece[..read]).split_inclusive("\r\n") {
            let line = line.strip_suffix("\r\n").unwrap_or(line);
            if usize::from_str_radix(line, 16).is_err() {
                self.text.push_str(line);
            }
        }
        read > 0
    }
}

#[tokio::test]
async fn a_page_begins_with_everything_and_hears_what_changes() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    sim.person(ALICE).text("before").expect("written");
    let mut page = Page::open(&sim).await;
    let snapshot = page.next("snapshot").await;
    assert_eq!(snapshot["chats"][0]["messages"][0]["text"], "before");
    assert_eq!(snapshot["connect"]["SPECTRUM_CLOUD_URL"], sim.cloud_url());
    assert!(!snapshot.to_string().contains(sim.project_secret()));

    let sent = client.text(DM, "<b>after</b>").await.expect("sent");
    let change = page.next("change").await;
    let told = &change["messages"][0];
    assert_eq!((&told["at"], &told["message"]["text"]), (&json!(1), &json!("<b>after</b>")));
    let calls = page.next("calls").await;
    assert!(!calls.to_string().contains("after"), "no text in the list of calls: {calls}");

    sim.person(ALICE).react(&sent.guid, "love").expect("reacted");
    let change = page.next("change").await;
    assert_eq!(change["messages"][0]["message"]["reactions"][0]["tapback"], "love");
    sim.person(ALICE).typing(true).expect("typed");
    assert_eq!(page.next("change").await["chats"][0]["people_typing"], json!([ALICE]));

    let entry = sim.called("SendTextMessage", Some("OK"), SOON).await.expect("called");
    let path = format!("{}/api/page/calls/{}", sim.page_url(), entry.n);
    let (status, detail) = http("GET", &path, None, None).await;
    assert_eq!((status, &detail["call"]["request"]["text"]), (200, &json!("<b>after</b>")));
    assert!(detail["measured"]["answer_bytes"].as_u64() > Some(0), "{detail}");
}

#[tokio::test]
async fn who_is_far_behind_begins_anew() {
    let sim = start(Simulator::builder()).await;
    let mut page = Page::open(&sim).await;
    page.next("snapshot").await;
    // More changes than are kept, while the page has no time to hear of them one by one.
    for _ in 0..5_000 {
        sim.person(ALICE).typing(true).expect("typed");
    }
    sim.person(ALICE).text("the last").expect("written");
    let snapshot = page.next("snapshot").await;
    let messages = snapshot["chats"][0]["messages"].as_array().expect("messages");
    assert_eq!(messages.last().expect("one")["text"], "the last");
}

#[tokio::test]
async fn so_many_pages_and_no_more() {
    let sim = start(Simulator::builder()).await;
    let mut pages = Vec::new();
    for _ in 0..16 {
        let mut page = Page::open(&sim).await;
        page.next("snapshot").await;
        pages.push(page);
    }
    let path = format!("{}/api/page/live", sim.page_url());
    let (status, answer) = http("GET", &path, None, None).await;
    assert_eq!((status, &answer["code"]), (503, &json!("tooManyPages")));
    pages.pop();
    let end = tokio::time::Instant::now() + SOON;
    loop {
        let mut page = Page::open(&sim).await;
        assert!(page.read().await);
        if page.text.starts_with("HTTP/1.1 200") {
            break;
        }
        assert!(tokio::time::Instant::now() < end, "the place is not free again");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The first line of the answer to a request with these headers.
async fn answered(sim: &Simulator, request: &str, headers: &[(&str, &str)]) -> String {
    let address = sim.page_url().strip_prefix("http://").expect("a URL");
    let mut stream = TcpStream::connect(address).await.expect("the port is open");
    let lines: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let request = format!("{request} HTTP/1.1\r\n{lines}\r\n");
    stream.write_all(request.as_bytes()).await.expect("written");
    let mut text = vec![0; 1024];
    let read = stream.read(&mut text).await.expect("an answer");
    let text = String::from_utf8_lossy(&text[..read]).into_owned();
    text.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn others_are_refused_before_anything_happens() {
    let sim = start(Simulator::builder().page_name("sim.test")).await;
    let act = format!("POST /api/people/{ALICE}/typing");
    let own = sim.page_url().strip_prefix("http://").expect("a URL");
    let port = own.rsplit_once(':').expect("a port").1;
    let named = format!("sim.test:{port}");
    let forbidden = "HTTP/1.1 403 Forbidden";
    let ok = "HTTP/1.1 200 OK";
    let length = ("content-length", "0");
    for (headers, line) in [
        (vec![("host", own), length], ok),
        (vec![("host", own), ("origin", sim.page_url()), length], ok),
        (vec![("host", named.as_str()), length], ok),
        (vec![("host", "evil.example"), length], forbidden),
        (vec![("host", own), ("origin", "http://evil.example"), length], forbidden),
        (vec![("host", own), ("origin", "null"), length], forbidden),
        (vec![("host", own), ("sec-fetch-site", "cross-site"), length], forbidden),
    ] {
        assert_eq!(answered(&sim, &act, &headers).await, line, "{headers:?}");
    }
    assert_eq!(answered(&sim, "GET /", &[("host", "evil.example")]).await, forbidden);
}

#[tokio::test]
async fn a_page_may_not_send_as_much_as_a_program() {
    let sim = start(Simulator::builder()).await;
    let own = sim.page_url().strip_prefix("http://").expect("a URL");
    let act = format!("POST /api/people/{ALICE}/attachment");
    let large = ("content-length", "100000000");
    let from_page = [("host", own), ("origin", sim.page_url()), large];
    assert_eq!(answered(&sim, &act, &from_page).await, "HTTP/1.1 413 Payload Too Large");
    let huge = [("host", own), ("content-length", "1000000000")];
    assert_eq!(answered(&sim, &act, &huge).await, "HTTP/1.1 413 Payload Too Large");
}

#[tokio::test]
async fn files_are_served_so_that_no_browser_runs_them() {
    let sim = start(Simulator::builder()).await;
    let alice = sim.person(ALICE);
    for (name, shown) in [("a.html", false), ("a.svg", false), ("a.png", true), ("a.m4a", true)] {
        alice.attachment(name, &b"<script>alert(1)</script>"[..]).expect("sent");
        let guid = sim.conversation(DM).expect("there").messages.last().expect("one").attachments
            [0]
        .guid
        .clone();
        let own = sim.page_url().strip_prefix("http://").expect("a URL");
        let mut stream = TcpStream::connect(own).await.expect("the port is open");
        let request = format!(
            "GET /api/attachments/{guid} HTTP/1.1\r\nhost: {own}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("written");
        let mut text = String::new();
        stream.read_to_string(&mut text).await.expect("text");
        assert_eq!(text.contains("content-disposition: inline"), shown, "{name}: {text}");
        assert!(text.contains("sandbox") && text.contains("nosniff"), "{name}: {text}");
    }
}
