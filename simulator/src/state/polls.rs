//! Polls: a message with options, and votes on them.

use prost::Message as _;
use spectrum_imessage_wire::v1::poll_change_event::Change as PollChange;
use spectrum_imessage_wire::v1::{
    MessageContent, PollChangeEvent, PollCreated, PollInfo, PollOption, PollOptionAdded,
    PollParticipantVote, PollUnvoted, PollVoted,
};

use super::chats::Author;
use super::{Change, ChatKey, LineId, State};
use crate::address;
use crate::bounds::POLL;
use crate::refusal::Refusal;
use crate::sighting::Seen;
use crate::view::MessageView;

const POLL_BUNDLE: &str =
    "com.apple.messages.MSMessageExtensionBalloonPlugin:0000000000:com.apple.messages.Polls";
/// Votes of a shared line need somebody to belong to.
const UNKNOWN_LINE: &str = "shared-line";

impl State {
    pub(crate) fn create_poll(
        &mut self,
        key: &ChatKey,
        author: Author<'_>,
        title: &str,
        options: &[String],
    ) -> Result<PollInfo, Refusal> {
        // In Messages people can leave an option empty.
        let nameless = author == Author::Agent && options.iter().any(String::is_empty);
        if title.is_empty() || options.is_empty() || nameless {
            return Err(Refusal::invalid("a poll needs a title and options, none of them empty"));
        }
        if title.len() + options.iter().map(String::len).sum::<usize>() > POLL {
            return Err(Refusal::invalid("the poll is too large"));
        }
        if author == Author::Agent {
            let opens = !self.chats[key].begun;
            self.quotas.spend(self.clock.today(), &key.0, opens)?;
        }
        let content = MessageContent {
            balloon_bundle_id: Some(POLL_BUNDLE.to_owned()),
            ..MessageContent::default()
        };
        let message = self.new_message(key, author, content);
        let options = options.iter().map(|text| self.new_option(key, author, text)).collect();
        let poll = PollInfo {
            poll_message_guid: message.guid.clone(),
            chat_guid: key.1.clone(),
            title: title.to_owned(),
            options,
            votes: Vec::new(),
        };
        let chat = &mut self.chats[key];
        chat.begun = true;
        chat.messages.push_back(message.guid.clone());
        self.polls.insert(message.guid.clone(), poll.clone());
        let created = PollCreated { title: poll.title.clone(), options: poll.options.clone() };
        self.emit_poll(key, &message.guid, author, PollChange::Created(created));
        if author == Author::Agent {
            let view = MessageView::new(&message, Some(&poll));
            self.show(key, Seen::Message { message: Box::new(view) });
        }
        self.list_message(key, message);
        Ok(poll)
    }

    fn new_option(&mut self, key: &ChatKey, author: Author<'_>, text: &str) -> PollOption {
        PollOption {
            text: text.to_owned(),
            option_identifier: self.next_option_id(),
            creator_handle: self.actor(&key.0, author).map(|creator| creator.address),
        }
    }

    /// The poll of that message, if the line may see it.
    pub(crate) fn poll_key(&self, line: &LineId, guid: &str) -> Result<ChatKey, Refusal> {
        self.messages
            .get(guid)
            .filter(|stored| stored.chat.0 == *line && self.polls.contains_key(guid))
            .map(|stored| stored.chat.clone())
            .ok_or_else(|| Refusal::poll_not_found(guid))
    }

    pub(crate) fn poll(&self, guid: &str) -> PollInfo {
        self.polls.get(guid).cloned().unwrap_or_default()
    }

    /// Votes for an option, or takes the vote back. Everybody has one vote.
    pub(crate) fn vote(
        &mut self,
        key: &ChatKey,
        author: Author<'_>,
        guid: &str,
        option: Option<&str>,
    ) -> Result<PollInfo, Refusal> {
        let voter = self.actor(&key.0, author).unwrap_or_else(|| address::info(UNKNOWN_LINE));
        let Some(poll) = self.polls.get_mut(guid) else {
            return Err(Refusal::poll_not_found(guid));
        };
        if let Some(option) = option
            && !poll.options.iter().any(|known| known.option_identifier == option)
        {
            return Err(Refusal::invalid(format!("the poll has no option {option:?}")));
        }
        let of_voter = |vote: &PollParticipantVote| {
            vote.participant.as_ref().is_some_and(|person| person.address == voter.address)
        };
        let before = poll
            .votes
            .iter()
            .find(|vote| of_voter(vote))
            .map(|vote| vote.option_identifier.clone());
        poll.votes.retain(|vote| !of_voter(vote));
        if let Some(option) = option {
            poll.votes.push(PollParticipantVote {
                participant: Some(voter),
                option_identifier: option.to_owned(),
            });
        }
        let answer = poll.clone();
        if let Some(option_identifier) = before.filter(|before| Some(before.as_str()) != option) {
            self.emit_poll(
                key,
                guid,
                author,
                PollChange::Unvoted(PollUnvoted { option_identifier }),
            );
        }
        if let Some(option) = option {
            let voted = PollVoted { option_identifier: option.to_owned() };
            self.emit_poll(key, guid, author, PollChange::Voted(voted));
        }
        if author == Author::Agent {
            let what =
                Seen::Vote { message_guid: guid.to_owned(), option: option.map(str::to_owned) };
            self.show(key, what);
        }
        Ok(answer)
    }

    pub(crate) fn add_option(
        &mut self,
        key: &ChatKey,
        author: Author<'_>,
        guid: &str,
        text: &str,
    ) -> Result<PollInfo, Refusal> {
        if text.is_empty() {
            return Err(Refusal::invalid("an option must not be empty"));
        }
        let option = self.new_option(key, author, text);
        let Some(poll) = self.polls.get_mut(guid) else {
            return Err(Refusal::poll_not_found(guid));
        };
        if poll.encoded_len() + option.encoded_len() > POLL {
            return Err(Refusal::invalid("the poll is too large"));
        }
        poll.options.push(option);
        let answer = poll.clone();
        let added =
            PollOptionAdded { title: answer.title.clone(), options: answer.options.clone() };
        self.emit_poll(key, guid, author, PollChange::OptionAdded(added));
        if author == Author::Agent {
            self.show(
                key,
                Seen::PollOption { message_guid: guid.to_owned(), text: text.to_owned() },
            );
        }
        Ok(answer)
    }

    fn emit_poll(&mut self, key: &ChatKey, guid: &str, author: Author<'_>, change: PollChange) {
        let event = PollChangeEvent {
            chat_guid: key.1.clone(),
            poll_message_guid: guid.to_owned(),
            occurred_at: Some(self.clock.now()),
            actor: self.actor(&key.0, author),
            is_from_me: author == Author::Agent,
            change: Some(change),
        };
        self.emit(key, author, Change::Poll(event));
    }
}
