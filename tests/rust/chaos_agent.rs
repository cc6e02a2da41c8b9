//! An agent for the chaos tests: it answers every message, and says `got <text>` when it has one and
//! `done <text>` when its acknowledgement is confirmed.

use std::io::Write;

use spectrum_imessage::imessage::Config;
use spectrum_imessage::{Content, HandleOptions, Options, Spectrum, open_store};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::var("CHAOS_STORE")?;
    let options = Options { store: Some(open_store(path).await?), ..Options::default() };
    let app = Spectrum::start(options, vec![Config::Cloud.into()]).await?;
    let mut handling = app.handling(HandleOptions { attempts: u32::MAX, ..Default::default() })?;
    while let Some(job) = handling.next_job().await {
        tokio::spawn(async move {
            let Content::Text(text) = job.message().content() else { return };
            say("got", &text.text);
            match job.message().space().send(format!("re: {}", text.text).as_str()).await {
                Ok(_) if job.succeeded().is_ok() => say("done", &text.text),
                Ok(_) => {}
                Err(error) => drop(job.failed(error.code())),
            }
        });
    }
    Ok(())
}

fn say(word: &str, text: &str) {
    let mut out = std::io::stdout().lock();
    // Who listens has gone when this fails.
    let _ = writeln!(out, "{word} {text}").and_then(|()| out.flush());
}
