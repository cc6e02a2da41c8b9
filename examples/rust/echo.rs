//! Answers every text with the same text, with the typing indicator while it "thinks".
//!
//! Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:
//!
//! ```text
//! cargo run --package spectrum-imessage --example echo
//! ```

use spectrum_imessage::{Content, Options, Result, Spectrum, imessage};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let app = Spectrum::start(Options::default(), vec![imessage::Config::Cloud.into()]).await?;
    let mut messages = app.messages()?;
    while let Some((space, message)) = messages.next_message().await {
        let Content::Text(text) = message.content() else { continue };
        space.responding(space.send(text.text.as_str())).await??;
    }
    Ok(())
}
