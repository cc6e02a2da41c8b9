//! Several parts in one message: everything is made ready, the files are uploaded side by side,
//! then all is sent as one, in the order of the items.

use futures_util::future::try_join_all;
use spectrum_imessage_wire::{methods, v1};

use super::carry::text_format;
use super::stream::whole;
use super::upload::Upload;
use super::{Outgoing, unsupported};
use crate::content::{Content, markdown};
use crate::error::Result;
use crate::message::Message;

/// What a part consists of.
enum Ready {
    Text(v1::MessagePart),
    File(Upload),
}

impl Outgoing<'_> {
    pub(super) async fn parts(mut self, items: Vec<Content>) -> Result<Message> {
        check(&items)?;
        let (ready, items): (Vec<_>, Vec<_>) =
            try_join_all(items.into_iter().map(ready)).await?.into_iter().unzip();
        let parts = (0_i32..).zip(ready).map(|(index, ready)| self.part(index, ready));
        let request = v1::SendMultipartMessageRequest {
            chat_guid: self.chat_guid.clone(),
            parts: try_join_all(parts).await?,
            client_message_id: self.client_message_id(),
            ..Default::default()
        };
        let answer =
            self.deliver(self.call(), request, methods::message::SEND_MULTIPART_MESSAGE).await?;
        self.sent_group(answer, items)
    }

    async fn part(&self, index: i32, ready: Ready) -> Result<v1::MessagePart> {
        let part = match ready {
            Ready::Text(part) => part,
            Ready::File(upload) => {
                let guid = self.upload(&upload, Some(index)).await?;
                let source = Some(v1::attachment_ref::Source::AttachmentGuid(guid));
                let attachment = v1::AttachmentRef { source, attachment_name: Some(upload.name) };
                v1::MessagePart { attachment: Some(attachment), ..Default::default() }
            }
        };
        Ok(v1::MessagePart { bubble_index: Some(index), ..part })
    }
}

/// What iMessage takes as parts.
fn check(items: &[Content]) -> Result<()> {
    let mut texts = 0;
    for item in items {
        match item {
            Content::Text(_) | Content::Markdown(_) | Content::TextStream(_) => texts += 1,
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

/// Renders a text, reads a file. The content is the one that stands for the part afterwards.
async fn ready(item: Content) -> Result<(Ready, Content)> {
    let mut item = match item {
        // A part has nothing to grow.
        Content::TextStream(stream) => whole(&stream).await?,
        item => item,
    };
    let ready = match &item {
        Content::Text(text) => {
            Ready::Text(v1::MessagePart { text: Some(text.text.clone()), ..Default::default() })
        }
        Content::Markdown(markdown) => {
            let rendered = markdown::render(&markdown.markdown);
            if rendered.text.is_empty() {
                return Err(unsupported("group", Some("a markdown part renders to no text")));
            }
            Ready::Text(v1::MessagePart {
                text: Some(rendered.text),
                formatting: rendered.runs.into_iter().map(text_format).collect(),
                ..Default::default()
            })
        }
        file => {
            let upload = Upload::of(file).await?;
            upload.complete(&mut item);
            Ready::File(upload)
        }
    };
    Ok((ready, item))
}
