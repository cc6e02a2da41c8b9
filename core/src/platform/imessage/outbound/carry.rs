//! Content that carries a message.

use spectrum_imessage_wire::{methods, v1};

use std::time::SystemTime;

use super::super::inbound::known_poll;
use super::card::card_of;
use super::{Outgoing, missing, unsupported};
use crate::content::markdown::{self, Run};
use crate::content::{Content, Effect};
use crate::error::Result;
use crate::message::Message;

impl Outgoing<'_> {
    /// Sends content that carries a message.
    pub(super) async fn carry(self, content: Content) -> Result<Message> {
        match content {
            Content::Text(_) | Content::Markdown(_) => self.words(content).await,
            Content::Richlink(ref link) => {
                let url = link.url.clone();
                self.text(url, Vec::new(), Some(true), content).await
            }
            Content::Attachment(_) | Content::Voice(_) | Content::Contact(_) => {
                self.file(content).await
            }
            Content::TextStream(stream) => self.stream(stream).await,
            Content::App(app) => self.card(card_of(app).await).await,
            Content::MiniApp(card) => self.card(*card).await,
            Content::Parts(items) => self.parts(items).await,
            Content::Poll(poll) => self.poll(poll).await,
            Content::Effect(effect) => {
                let Effect { content, effect } = *effect;
                let with_effect = Outgoing { effect: Some(effect), ..self };
                Box::pin(with_effect.carry(content)).await
            }
            other @ (Content::Group(_)
            | Content::PollVote(_)
            | Content::Reply(_)
            | Content::Reaction(_)
            | Content::Edit(_)
            | Content::Unsend(_)
            | Content::Typing(_)
            | Content::Read(_)
            | Content::Background(_)
            | Content::Rename(_)
            | Content::Avatar(_)
            | Content::AddMember(_)
            | Content::RemoveMember(_)
            | Content::LeaveSpace
            | Content::NativeContactCard
            | Content::Custom(_)) => Err(unsupported(other.type_name(), None)),
        }
    }

    /// Sends text, or what is one with formats.
    pub(super) async fn words(self, content: Content) -> Result<Message> {
        let (text, formatting) = match &content {
            Content::Markdown(markdown) => {
                let rendered = markdown::render(&markdown.markdown);
                if rendered.text.is_empty() {
                    return Err(unsupported("markdown", Some("it renders to no text")));
                }
                (rendered.text, rendered.runs.into_iter().map(text_format).collect())
            }
            Content::Text(text) => (text.text.clone(), Vec::new()),
            other => return Err(unsupported(other.type_name(), None)),
        };
        self.text(text, formatting, None, content).await
    }

    pub(super) async fn text(
        mut self,
        text: String,
        formatting: Vec<v1::TextFormat>,
        enable_link_preview: Option<bool>,
        content: Content,
    ) -> Result<Message> {
        let request = v1::SendTextMessageRequest {
            chat_guid: self.chat_guid.clone(),
            text,
            reply_to: self.reply_to.clone(),
            effect_id: self.effect.map(|effect| effect.id().to_owned()),
            enable_link_preview,
            formatting,
            client_message_id: self.client_message_id(),
            ..Default::default()
        };
        let answer =
            self.deliver(self.call(), request, methods::message::SEND_TEXT_MESSAGE).await?;
        self.sent(answer, content)
    }

    async fn poll(mut self, poll: crate::content::Poll) -> Result<Message> {
        let request = v1::CreatePollRequest {
            chat_guid: self.chat_guid.clone(),
            title: poll.title.clone(),
            options: poll.options.iter().map(|option| option.title.clone()).collect(),
            client_message_id: self.client_message_id(),
        };
        let answer = self.deliver(self.call(), request, methods::poll::CREATE_POLL).await?;
        let created = answer.poll.filter(|poll| !poll.poll_message_guid.is_empty());
        let created = created.ok_or_else(|| missing("the poll"))?;
        let guid = created.poll_message_guid;
        self.line.remember_poll(&guid, known_poll(&created.title, &created.options));
        // The answer has no time of its own.
        Ok(self.keep(self.data(guid, SystemTime::now(), Content::Poll(poll), None)))
    }
}

pub(super) fn text_format(run: Run) -> v1::TextFormat {
    let number = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
    v1::TextFormat {
        r#type: run.style.as_str().to_owned(),
        start: number(run.start),
        length: number(run.length),
        effect_name: None,
    }
}
