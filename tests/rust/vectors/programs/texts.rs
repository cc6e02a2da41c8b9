//! Plain and streamed texts, links and polls.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::json;
use spectrum_imessage::Result;
use spectrum_imessage::content;

use super::super::StepResult;
use super::{DM, GROUP, Outcome, Program, argument, sent, unknown};

impl Program {
    /// Plain texts, and what goes wrong with them.
    pub(super) async fn sending(&self, label: &str) -> StepResult {
        let im = self.app()?.imessage()?;
        let group = || self.known(GROUP);
        if let Some(id) = argument(label, "space.get(", ").send(\"x\")") {
            return Ok(sent(im.space(&id, None)?.send("x").await?));
        }
        if let Some(text) = argument(label, "space.send(", ")")
            .or_else(|| argument(label, "space.send(text(", "))"))
            .or_else(|| argument(label, "app.send(space, ", ")"))
        {
            return self.send(text).await;
        }
        match label {
            "space.send(\"one\", text(\"two\"))" => {
                self.send_all(vec![content::text("one")?, content::text("two")?]).await
            }
            "group space.send(\"to the group\")" => Ok(sent(group()?.send("to the group").await?)),
            "group space.send(\"Hello all\")" => Ok(sent(group()?.send("Hello all").await?)),
            "space.send()" => self.send_all(Vec::new()).await,
            "space.send(\"one\", \"boom\", \"three\")" => {
                let texts = ["one", "boom", "three"].map(content::text);
                self.send_all(texts.into_iter().collect::<Result<_>>()?).await
            }
            "space.send(custom({ a: 1 }))" => self.send(content::custom(json!({"a": 1}))).await,
            "space.send(\"a\", custom({}), \"b\")" => {
                let contents =
                    vec![content::text("a")?, content::custom(json!({})), content::text("b")?];
                self.send_all(contents).await
            }
            "m.reply(custom({}))" => {
                let message = self.text("t").await?;
                Ok(sent(message.reply(content::custom(json!({}))).await?))
            }
            other => unknown(other),
        }
    }

    pub(super) async fn stream_text(&self, label: &str) -> StepResult {
        let parts: &[(u64, &str)] = if label.contains("4 chunks") {
            &[(0, "Hello"), (1200, ", wor"), (2300, "ld"), (0, "!")]
        } else if label.contains("3 immediate chunks") {
            &[(0, "a"), (0, "b"), (0, "c")]
        } else {
            &[(0, "only")]
        };
        let source = futures_util::stream::iter(parts).then(|(pause, part)| async move {
            tokio::time::sleep(Duration::from_millis(*pause)).await;
            Ok((*part).to_owned())
        });
        self.send(content::text_stream(source)).await
    }

    pub(super) async fn poll_or_link(&mut self, label: &str) -> StepResult {
        let lunch = || content::poll("Lunch?", ["Pizza", "Sushi"]);
        match label {
            "space.send(richlink(\"https://example.com/a?b=c\"))" => {
                self.send(content::richlink("https://example.com/a?b=c")).await
            }
            "space.send(richlink(\"not a url\"))" => {
                self.send(content::richlink("not a url")).await
            }
            "message.reply(richlink(\"https://example.com\"))" => {
                let message = self.text("base").await?;
                Ok(sent(message.reply(content::richlink("https://example.com")).await?))
            }
            "space.send(poll(\"Lunch?\", \"Pizza\", \"Sushi\"))" => self.send(lunch()).await,
            "space.send(poll(\"Lunch?\", [\"Pizza\", option(\"Sushi\"), \"Tacos\"]))" => {
                let poll = content::poll("Lunch?", ["Pizza", "Sushi", "Tacos"]);
                Ok(sent(self.known(GROUP)?.send(poll).await?))
            }
            "space.send(poll(\"Alone\", \"Only\"))" => {
                self.send(content::poll("Alone", ["Only"])).await
            }
            "space.send(poll(\"Many\", 11 options))" => {
                self.send(content::poll("Many", (0..11).map(|i| format!("o{i}")))).await
            }
            "space.send(poll(\"\", \"a\", \"b\"))" => {
                self.send(content::poll("", ["a", "b"])).await
            }
            "space.send(poll(301 characters, \"a\", \"b\"))" => {
                self.send(content::poll("x".repeat(301), ["a", "b"])).await
            }
            "space.send(poll(\"Dup\", \"a\", \"a\"))" => {
                self.send(content::poll("Dup", ["a", "a"])).await
            }
            "const p = space.send(poll(...))" => self.keep(lunch()).await,
            "p.reply(\"x\")" => Ok(sent(self.base().reply("x").await?)),
            "p.react(\"👍\")" => Ok(sent(self.base().react("👍").await?)),
            "p.edit(\"x\")" => self.base().edit("x").await.map(|()| Outcome::Nothing),
            "p.unsend()" => self.base().unsend().await.map(|()| Outcome::Nothing),
            "space.getMessage(p.id)" => {
                let id = self.base().id().to_owned();
                Ok(sent(self.known(DM)?.get_message(&id).await?))
            }
            "text.reply(poll(...))" => Ok(sent(self.text("t").await?.reply(lunch()).await?)),
            other => unknown(other),
        }
    }
}
