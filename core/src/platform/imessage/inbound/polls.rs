//! Votes. They name an option by its identifier, never by its place or title.

use std::sync::Arc;
use std::time::UNIX_EPOCH;

use spectrum_imessage_wire::{methods, v1};

use super::super::cache::{KnownOption, KnownPoll};
use super::super::lines::Line;
use super::super::transport::Call;
use super::changes::{Event, is_line, person};
use super::message::Mapper;
use crate::content::{Content, PollOption, PollVote};
use crate::error::{Result, found};
use crate::message::Message;

/// A poll with fewer options is none that a vote can be shown for.
const MIN_OPTIONS: usize = 2;

impl Mapper {
    /// What happened to a poll. That it was made or got another option is kept, for the votes.
    pub(in super::super) async fn poll_change(
        &self,
        event: Event<'_>,
        change: &v1::PollChangeEvent,
    ) -> Result<Option<Message>> {
        use v1::poll_change_event::Change;
        let guid = &change.poll_message_guid;
        let (identifier, selected) = match &change.change {
            Some(Change::Created(created)) => {
                event.line.remember_poll(guid, known(&created.title, &created.options));
                return Ok(None);
            }
            Some(Change::OptionAdded(added)) => {
                event.line.remember_poll(guid, known(&added.title, &added.options));
                return Ok(None);
            }
            Some(Change::Voted(vote)) => (&vote.option_identifier, true),
            Some(Change::Unvoted(vote)) => (&vote.option_identifier, false),
            None => return Ok(None),
        };
        if change.is_from_me || is_line(event.line, change.actor.as_ref()) {
            return Ok(None);
        }
        let Some(sender) = person(change.actor.as_ref()) else { return Ok(None) };
        if identifier.is_empty() {
            return Ok(None);
        }
        let Some((poll, option)) = find(event.line, guid, identifier).await? else {
            return Ok(None);
        };
        let milliseconds = event
            .occurred_at
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .unwrap_or_default()
            .as_millis();
        let deed = if selected { "selected" } else { "deselected" };
        let id = format!("{guid}:{}:{identifier}:{deed}:{milliseconds}", sender.id);
        let option = PollOption { title: option.title };
        let vote = PollVote { poll: poll.content(), option, selected };
        Ok(Some(event.message(id, Some(sender), Content::PollVote(vote))))
    }
}

/// The option of a vote: from what is known, else asked for once.
async fn find(
    line: &Arc<Line>,
    guid: &str,
    identifier: &str,
) -> Result<Option<(KnownPoll, KnownOption)>> {
    let option = |poll: &KnownPoll| {
        let fits = poll.options.len() >= MIN_OPTIONS && !poll.title.is_empty();
        poll.options.iter().find(|option| fits && option.identifier == identifier).cloned()
    };
    if let Some(poll) = line.recall_poll(guid)
        && let Some(option) = option(&poll)
    {
        return Ok(Some((poll, option)));
    }
    let request = v1::GetPollRequest { poll_message_guid: guid.to_owned() };
    let answer = line.transport().unary(Call::reading(), request, methods::poll::GET_POLL).await;
    let Some(poll) = found(answer)?.and_then(|answer| answer.poll) else { return Ok(None) };
    let poll = known(&poll.title, &poll.options);
    line.remember_poll(guid, poll.clone());
    Ok(option(&poll).map(|option| (poll, option)))
}

/// A poll of the wire, by the identifiers of its options.
pub(in super::super) fn known(title: &str, options: &[v1::PollOption]) -> KnownPoll {
    let option = |option: &v1::PollOption| KnownOption {
        identifier: option.option_identifier.clone(),
        title: option.text.clone(),
    };
    KnownPoll { title: title.to_owned(), options: options.iter().map(option).collect() }
}
