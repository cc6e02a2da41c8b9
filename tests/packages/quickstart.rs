//! An agent and a person who writes to it, on a simulator in this process: what the quickstart does, and then it ends.

use std::error::Error;
use std::time::Duration;

use spectrum_imessage::simulator::Simulator;
use spectrum_imessage::{Content, MessageEffect, Options, Spectrum, Tapback, content};

const WITHIN: Duration = Duration::from_secs(10);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options { simulator: Some(Simulator::builder().into()), ..Options::default() };
    let app = Spectrum::start(options, Vec::new()).await?;
    let mut messages = app.messages()?;
    let simulator = app.simulator().ok_or("no simulator")?;
    simulator.listening(None, WITHIN).await?;
    let person = simulator.person("+15551230001");
    person.text("It is my birthday!")?;

    let (space, message) = messages.next_message().await.ok_or("no message")?;
    let Content::Text(_) = message.content() else { return Err("no text".into()) };
    let answer = async {
        message.react(Tapback::Laugh.name()).await?;
        message.reply(content::effect("Happy birthday!", MessageEffect::Celebration)).await
    };
    space.responding(answer).await??;

    let conversation = simulator.conversations().pop().ok_or("no conversation")?;
    println!("answered: {} messages", conversation.messages.len());
    app.stop().await;
    Ok(())
}
