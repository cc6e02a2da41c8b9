//! Messages and files that are looked up.

use serde_json::json;
use spectrum_imessage::Content;
use spectrum_imessage_tests as show;

use super::super::StepResult;
use super::{DM, Outcome, Program, sent, unknown};

impl Program {
    pub(super) async fn get_attachment(&mut self, label: &str) -> StepResult {
        let im = self.app()?.imessage()?;
        let guid = label.split('"').nth(1).unwrap_or("ATT-1");
        let shown = |bytes: &[u8]| json!({"base64": show::base64(bytes)});
        let found = match &self.attachment {
            Some(found) if !label.contains("getAttachment") => found.clone(),
            _ => match im.get_attachment(guid, None).await? {
                Some(found) => found,
                None => return Ok(Outcome::Nothing),
            },
        };
        self.attachment = Some(found.clone());
        if label.contains("read()") {
            return Ok(Outcome::Value(shown(&found.file.read().await?)));
        }
        if label.contains("stream()") {
            let mut stream = found.file.stream().await?;
            let mut chunks = Vec::new();
            while let Some(chunk) = stream.next().await? {
                chunks.push(shown(&chunk));
            }
            return Ok(Outcome::Value(json!(chunks)));
        }
        Ok(Outcome::Value(show::content(&Content::Attachment(found))))
    }

    pub(super) async fn look_up(&self, label: &str) -> StepResult {
        let id = label.split('"').nth(1);
        if let Some(id) = id.filter(|_| label.starts_with("space.getMessage(")) {
            return Ok(sent(self.known(DM)?.get_message(id).await?));
        }
        let message = match label {
            "inbound.read()" | "space.read(inbound)" => self.found("IN-TEXT").await?,
            "space.send(read(inbound part))" => self.found("p:1/IN-MULTI").await?,
            "outbound.read()" => self.text("x").await?,
            other => return unknown(other),
        };
        message.read().await.map(|()| Outcome::Nothing)
    }
}
