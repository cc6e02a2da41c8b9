//! Polls with their votes.

use spectrum_imessage_wire::{methods, v1};

use super::{Call, Keyed, Line, Made, PollRecord, absent, chat_guid, original};
use crate::error::Result;

/// Polls with their votes: [`Line::polls`].
#[derive(Debug)]
pub struct Polls<'a>(pub(super) &'a Line);

impl Polls<'_> {
    /// Creates and sends a poll.
    ///
    /// # Errors
    /// The service's.
    pub async fn create(
        &self,
        chat: &str,
        title: &str,
        options: &[String],
        keyed: &Keyed,
    ) -> Result<PollRecord> {
        let request = v1::CreatePollRequest {
            chat_guid: chat_guid(chat)?,
            title: title.to_owned(),
            options: options.to_vec(),
            client_message_id: keyed.client_message_id.clone(),
        };
        let made = self
            .0
            .change("spectrum.line.polls.create", keyed.key(), request, methods::poll::CREATE_POLL)
            .await?;
        match made {
            Made::Now(answer) => poll(answer),
            Made::Before(error) => self.get(&original(error)?).await,
        }
    }

    /// A poll by the guid of its message.
    ///
    /// # Errors
    /// `NotFoundError` if it is unknown; else the service's.
    pub async fn get(&self, poll_message: &str) -> Result<PollRecord> {
        let request = v1::GetPollRequest { poll_message_guid: poll_message.to_owned() };
        let answer = self
            .0
            .call("spectrum.line.polls.get", Call::reading(), request, methods::poll::GET_POLL)
            .await?;
        poll(answer)
    }

    /// Votes for an option, in place of an earlier vote.
    ///
    /// # Errors
    /// `NotFoundError` if the poll is unknown; else the service's.
    pub async fn vote(
        &self,
        poll_message: &str,
        option_identifier: &str,
        keyed: &Keyed,
    ) -> Result<PollRecord> {
        let request = v1::VotePollRequest {
            poll_message_guid: poll_message.to_owned(),
            option_identifier: option_identifier.to_owned(),
            client_message_id: keyed.client_message_id.clone(),
        };
        let made = self
            .0
            .change("spectrum.line.polls.vote", keyed.key(), request, methods::poll::VOTE_POLL)
            .await?;
        self.changed(poll_message, made).await
    }

    /// Takes the line's vote back.
    ///
    /// # Errors
    /// `NotFoundError` if the poll is unknown; else the service's.
    pub async fn unvote(&self, poll_message: &str, keyed: &Keyed) -> Result<PollRecord> {
        let request = v1::UnvotePollRequest {
            poll_message_guid: poll_message.to_owned(),
            client_message_id: keyed.client_message_id.clone(),
        };
        let made = self
            .0
            .change("spectrum.line.polls.unvote", keyed.key(), request, methods::poll::UNVOTE_POLL)
            .await?;
        self.changed(poll_message, made).await
    }

    /// Adds an option.
    ///
    /// # Errors
    /// `NotFoundError` if the poll is unknown; else the service's.
    pub async fn add_option(
        &self,
        poll_message: &str,
        text: &str,
        keyed: &Keyed,
    ) -> Result<PollRecord> {
        let request = v1::AddPollOptionRequest {
            poll_message_guid: poll_message.to_owned(),
            option_text: text.to_owned(),
            client_message_id: keyed.client_message_id.clone(),
        };
        let made = self
            .0
            .change(
                "spectrum.line.polls.add_option",
                keyed.key(),
                request,
                methods::poll::ADD_POLL_OPTION,
            )
            .await?;
        self.changed(poll_message, made).await
    }

    async fn changed(&self, guid: &str, made: Made<v1::PollResponse>) -> Result<PollRecord> {
        match made {
            Made::Now(answer) => poll(answer),
            Made::Before(_) => self.get(guid).await,
        }
    }
}

fn poll(answer: v1::PollResponse) -> Result<PollRecord> {
    Ok(answer.poll.ok_or_else(|| absent("the poll"))?.into())
}
