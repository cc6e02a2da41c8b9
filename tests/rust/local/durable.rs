//! With a durable store: what was not handled comes again, what was does not, and nothing is lost.

use spectrum_imessage::{AckMode, Content, Messages, Options, Spectrum};

use super::mac::{Mac, apple_now, next, quiet, ready, text};

/// As a kill would: nothing is settled any more.
async fn kill(app: Spectrum, messages: Messages) {
    drop(messages);
    app.stop().await;
    drop(app);
}

async fn start(mac: &Mac) -> (Spectrum, Messages) {
    mac.reading_with(mac.durable()).await
}

async fn texts(messages: &mut Messages, count: usize) -> Vec<(String, bool)> {
    let mut seen = Vec::new();
    for _ in 0..count {
        let message = next(messages).await;
        seen.push((text(&message).to_owned(), message.redelivered()));
    }
    seen
}

fn own(pairs: &[(&str, bool)]) -> Vec<(String, bool)> {
    pairs.iter().map(|(text, again)| ((*text).to_owned(), *again)).collect()
}

#[tokio::test]
async fn after_a_restart_comes_what_was_not_handled_and_what_came_meanwhile() {
    let mac = Mac::new();
    mac.writer().text("G0", "before the first start");
    let (app, mut messages) = start(&mac).await;
    let writer = mac.writer();
    for n in 1..=4 {
        writer.text(&format!("G{n}"), &format!("{n}"));
    }
    // The third is asked for, and never comes back for more.
    let first = texts(&mut messages, 3).await;
    assert_eq!(first, own(&[("1", false), ("2", false), ("3", false)]));
    kill(app, messages).await;
    writer.text("G5", "5");

    let (app, mut messages) = start(&mac).await;
    let again = texts(&mut messages, 3).await;
    assert_eq!(again, own(&[("3", true), ("4", false), ("5", false)]));
    // Asking once more says that the last is handled.
    quiet(&mut messages).await;
    kill(app, messages).await;

    let (app, mut messages) = start(&mac).await;
    writer.text("G6", "6");
    assert_eq!(texts(&mut messages, 1).await, own(&[("6", false)]));
    quiet(&mut messages).await;
    kill(app, messages).await;
}

#[tokio::test]
async fn what_is_handled_out_of_order_does_not_come_again() {
    let mac = Mac::new();
    let manual = |mac: &Mac| Options { ack: AckMode::Manual, ..mac.durable() };
    let (app, mut messages) = mac.reading_with(manual(&mac)).await;
    let writer = mac.writer();
    let mut seen = Vec::new();
    for n in 0..6 {
        writer.text(&format!("G{n}"), &format!("{n}"));
        seen.push(next(&mut messages).await);
    }
    for n in [4, 1, 2] {
        seen[n].ack().expect("stored");
    }
    kill(app, messages).await;
    let (app, mut messages) = mac.reading_with(manual(&mac)).await;
    let again = texts(&mut messages, 3).await;
    assert_eq!(again, own(&[("0", true), ("3", true), ("5", true)]));
    quiet(&mut messages).await;
    kill(app, messages).await;
}

#[tokio::test]
async fn receipts_come_again_too_and_rows_that_went_hold_nothing_up() {
    let mac = Mac::new();
    let (app, mut messages) = start(&mac).await;
    let writer = mac.writer();
    let mine = writer.own("MINE", "read me");
    writer.text("GONE", "unread");
    assert_eq!(next(&mut messages).await.id(), "GONE");
    writer.sql("UPDATE message SET date_read = ? WHERE ROWID = ?", (apple_now(0), mine));
    // Waits, and is not asked for.
    super::mac::health(&app, "the receipt waits", |health| health.waiting == 1).await;
    kill(app, messages).await;
    writer.sql("DELETE FROM message WHERE guid = 'GONE'", []);

    let (app, mut messages) = start(&mac).await;
    let message = next(&mut messages).await;
    assert!(matches!(message.content(), Content::Read(_)), "{}", message.id());
    quiet(&mut messages).await;
    let line = &app.health().lines[0];
    assert_eq!((line.unhandled, line.head), (0, Some(2)));
    kill(app, messages).await;
}

#[tokio::test]
async fn every_message_is_handled_once_over_many_kills() {
    const COUNT: usize = 300;
    let mac = Mac::new();
    let (app, messages) = start(&mac).await;
    kill(app, messages).await;
    let writing = {
        let mac = mac.clone();
        std::thread::spawn(move || {
            let writer = mac.writer();
            for n in 0..COUNT {
                writer.text(&format!("G{n}"), &format!("{n}"));
                std::thread::sleep(std::time::Duration::from_millis(3));
            }
        })
    };
    let mut handled = Vec::new();
    while handled.len() < COUNT {
        let app = mac.start_with(mac.durable()).await;
        let mut messages = app.messages().expect("nobody reads yet");
        ready(&app).await;
        // Some are handled, the last one is handed out and is not.
        let mut last = None;
        while let Ok(message) =
            tokio::time::timeout(std::time::Duration::from_millis(400), next(&mut messages)).await
        {
            let number: usize = text(&message).parse().expect("a number");
            handled.extend(last.replace(number));
            if number % 37 == 36 && !message.redelivered() {
                break;
            }
        }
        if last == Some(COUNT - 1) {
            handled.extend(last);
        }
        kill(app, messages).await;
    }
    writing.join().expect("written");
    handled.sort_unstable();
    assert_eq!(handled, (0..COUNT).collect::<Vec<_>>());
}

#[tokio::test]
async fn without_a_durable_store_it_begins_at_the_end() {
    let mac = Mac::new();
    let (app, mut messages) = mac.reading().await;
    mac.writer().text("G1", "1");
    next(&mut messages).await;
    kill(app, messages).await;
    mac.writer().text("G2", "2");
    let (_app, mut messages) = mac.reading().await;
    mac.writer().text("G3", "3");
    assert_eq!(next(&mut messages).await.id(), "G3");
    quiet(&mut messages).await;
}

#[tokio::test]
async fn what_a_store_holds_of_another_program_is_told() {
    let mac = Mac::new();
    let options = mac.durable();
    let store = options.store.clone().expect("a store");
    let path = std::fs::canonicalize(mac.database()).expect("there");
    let name = path.to_string_lossy().replace('/', "%2F");
    let write =
        spectrum_imessage::Write::Put { key: format!("local/{name}/place"), value: b"7".to_vec() };
    store.write(vec![write]).expect("written");
    let app = mac.start_with(options).await;
    let _messages = app.messages().expect("nobody reads yet");
    super::mac::health(&app, "the error is told", |health| {
        let error = health.lines[0].streams.first().and_then(|stream| stream.last_error.clone());
        error.is_some_and(|error| error.code() == "storeUnusable")
    })
    .await;
}
