//! Several parts in one message: the files are uploaded side by side, then everything is sent as
//! one, in the order of the items.

use futures_util::future::try_join_all;
use spectrum_imessage_wire::v1;

use super::super::transport::Transport;
use super::carry::text_format;
use super::upload::Upload;
use super::{Outgoing, unsupported};
use crate::content::{Content, markdown};
use crate::error::Result;
use crate::message::Message;

impl Outgoing<'_> {
    pub(super) async fn parts(mut self, items: Vec<Content>) -> Result<Message> {
        check(&items)?;
        let parts = try_join_all((0_i32..).zip(&items).map(|(index, item)| self.part(index, item)));
        let request = v1::SendMultipartMessageRequest {
            chat_guid: self.chat_guid.clone(),
            parts: parts.await?,
            client_message_id: self.client_message_id(),
            ..Default::default()
        };
        let answer = self
            .deliver(self.call(), request, |channel, request| async move {
                Transport::messages(channel).send_multipart_message(request).await
            })
            .await?;
        self.sent_group(answer, items)
    }

    async fn part(&self, index: i32, item: &Content) -> Result<v1::MessagePart> {
        let mut part = v1::MessagePart { bubble_index: Some(index), ..Default::default() };
        match item {
            Content::Text(text) => part.text = Some(text.text.clone()),
            Content::Markdown(markdown) => {
                let rendered = markdown::render(&markdown.markdown);
                part.text = Some(rendered.text);
                part.formatting = rendered.runs.into_iter().map(text_format).collect();
            }
            file => {
                let upload = Upload::of(file).await?;
                let guid = self.upload(&upload, Some(index)).await?;
                part.attachment = Some(v1::AttachmentRef {
                    source: Some(v1::attachment_ref::Source::AttachmentGuid(guid)),
                    attachment_name: Some(upload.name),
                });
            }
        }
        Ok(part)
    }
}

/// What iMessage takes as parts.
fn check(items: &[Content]) -> Result<()> {
    let mut texts = 0;
    for item in items {
        match item {
            Content::Text(_) => texts += 1,
            Content::Markdown(markdown) => {
                if markdown::render(&markdown.markdown).text.is_empty() {
                    return Err(unsupported("group", Some("a markdown part renders to no text")));
                }
                texts += 1;
            }
            Content::Attachment(_) | Content::Voice(_) | Content::Contact(_) => {}
            other => {
                let detail = format!("a part cannot be \"{}\"", other.type_name());
                return Err(unsupported("group", Some(&detail)));
            }
        }
    }
    if texts > 1 {
        return Err(unsupported("group", Some("at most one part is text or markdown")));
    }
    Ok(())
}
