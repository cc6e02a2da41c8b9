//! Congratulates whoever mentions a birthday: a tapback, an effect and a new chat background.
//!
//! ```text
//! cargo run --package spectrum-imessage --example birthday
//! ```

use spectrum_imessage::{
    Content, Message, MessageEffect, Options, Result, Space, Spectrum, Tapback, content, imessage,
};

/// Two pixels of party: a PNG that needs no file.
const WALLPAPER: &[u8] = include_bytes!("../wallpaper.png");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let app = Spectrum::start(Options::default(), vec![imessage::Config::Cloud.into()]).await?;
    let mut messages = app.messages()?;
    while let Some((space, message)) = messages.next_message().await {
        let Content::Text(text) = message.content() else { continue };
        let birthday = text.text.to_lowercase().contains("birthday");
        let answer = async {
            if birthday {
                congratulate(&space, &message).await
            } else {
                space.send("Tell me when it is your birthday!").await.map(drop)
            }
        };
        space.responding(answer).await??;
    }
    Ok(())
}

async fn congratulate(space: &Space, message: &Message) -> Result<()> {
    message.react(Tapback::Love.name()).await?;
    message.reply(content::effect("Happy birthday!", MessageEffect::Celebration)).await?;
    space.background(content::background_bytes(WALLPAPER, Some("image/png".into()))).await
}
