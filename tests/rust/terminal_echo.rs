//! A program at the terminal: it says what it is told, and stops at `/quit`, whether its input has
//! ended or not.

use spectrum_imessage::{Content, Options, Result, Spectrum, terminal};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let app = Spectrum::start(Options::default(), vec![terminal::Config::default().into()]).await?;
    let mut messages = app.messages()?;
    while let Some((space, message)) = messages.next_message().await {
        match message.content() {
            Content::Text(text) => drop(space.send(text.text.as_str()).await?),
            Content::Custom(value) if value["command"] == "quit" => app.stop().await,
            other => drop(space.send(other.clone()).await?),
        }
    }
    Ok(())
}
