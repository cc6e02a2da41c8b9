//! A program with an open stream: it says `open`, stops when its input ends, says `stopped` and
//! returns. The tests look at how long it takes to be gone.

use std::io::Write;

use spectrum_imessage::{Options, Result, Spectrum, imessage};
use tokio::io::AsyncReadExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let app = Spectrum::start(Options::default(), vec![imessage::Config::Cloud.into()]).await?;
    let mut messages = app.messages()?;
    let reading = tokio::spawn(async move { while messages.next_message().await.is_some() {} });
    say("open");
    let mut input = Vec::new();
    // Whatever the end of the input looks like, it is the end.
    let _ = tokio::io::stdin().read_to_end(&mut input).await;
    app.stop().await;
    let _ = reading.await;
    say("stopped");
    Ok(())
}

fn say(word: &str) {
    let mut output = std::io::stdout();
    let _ = writeln!(output, "{word}").and_then(|()| output.flush());
}
