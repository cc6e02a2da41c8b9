//! Messages and events as lines for people.

use serde_json::Value;
use spectrum_imessage::{Content, Event, Message};

use super::shape;

/// When, where, who, what.
pub(super) fn of_message(message: &Message) -> String {
    let when = shape::time(message.timestamp()).unwrap_or_default();
    let sender = message.sender().map(|sender| sender.id.as_str());
    let who = sender.filter(|id| !id.is_empty()).unwrap_or("?");
    let what = of_content(message.content());
    let effect = shape::effect(message).map(|effect| format!(" (with {effect})"));
    let space = message.space().id();
    format!("{when} {space} {who}: {what}{}", effect.unwrap_or_default())
}

fn of_content(content: &Content) -> String {
    match content {
        Content::Text(text) => text.text.clone(),
        Content::Attachment(file) => match file.size {
            Some(size) => format!("[{}, {}, {size} bytes]", file.name, file.mime_type),
            None => format!("[{}, {}]", file.name, file.mime_type),
        },
        Content::Voice(voice) => {
            format!("[{}, {}]", voice.name.as_deref().unwrap_or("voice"), voice.mime_type)
        }
        Content::Contact(contact) => {
            let name = contact.name.as_ref().and_then(|name| name.formatted.as_deref());
            format!("[contact {}]", name.unwrap_or("without a name"))
        }
        Content::Richlink(link) => link.url.clone(),
        Content::Poll(poll) => {
            let options: Vec<_> = poll.options.iter().map(|option| option.title.as_str()).collect();
            format!("[poll {}: {}]", poll.title, options.join(" / "))
        }
        Content::PollVote(vote) => {
            let way = if vote.selected { "votes for" } else { "takes back the vote for" };
            format!("({way} {} in {})", vote.option.title, vote.poll.title)
        }
        Content::Group(group) => {
            let items: Vec<_> = group.items.iter().map(|item| of_content(item.content())).collect();
            items.join(" ")
        }
        Content::Reply(reply) => {
            format!("(to {}) {}", reply.target.id(), of_content(&reply.content))
        }
        Content::Effect(effect) => of_content(&effect.content),
        Content::Reaction(reaction) => {
            format!("(reacts with {}, to {})", reaction.emoji, reaction.target.id())
        }
        Content::Read(read) => format!("(has read {})", read.target.id()),
        Content::Rename(rename) => format!("(names the group {})", rename.display_name),
        Content::AddMember(members) => format!("(adds {})", members.members.join(", ")),
        Content::RemoveMember(members) => format!("(removes {})", members.members.join(", ")),
        Content::LeaveSpace => "(leaves)".to_owned(),
        Content::MiniApp(card) => {
            let caption = card.layout.caption.as_deref().unwrap_or_default();
            format!("[card {} {caption}]", card.url)
        }
        Content::Custom(value) => format!("[{value}]"),
        other => format!("({})", other.type_name()),
    }
}

/// When, where, who, what happened, and what its fields say.
pub(super) fn of_event(event: &Event) -> String {
    let Value::Object(fields) = shape::event(event) else { return event.name().to_owned() };
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let nested = |name: &str| fields.get(name).and_then(|value| value["id"].as_str());
    let known = ["type", "timestamp", "space", "actor", "isFromMe", "sequence"];
    let rest: Vec<_> = fields
        .iter()
        .filter(|(name, _)| !known.contains(&name.as_str()))
        .map(|(name, value)| match value.as_str() {
            Some(value) => format!(" {name}: {value}"),
            None => format!(" {name}: {value}"),
        })
        .collect();
    let what = format!("({}{})", event.name(), rest.join(","));
    let place = [text("timestamp"), nested("space"), nested("actor")];
    let place: Vec<_> = place.into_iter().flatten().collect();
    match place.is_empty() {
        true => what,
        false => format!("{}: {what}", place.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use spectrum_imessage::StreamKind;

    use super::*;

    #[test]
    fn an_event_is_one_line() {
        let line = "shared".to_owned();
        let event = Event::StreamConnected { line: line.clone(), stream: StreamKind::Polls };
        assert_eq!(of_event(&event), "(streamConnected line: shared, stream: polls)");
        assert_eq!(of_event(&Event::LineAdded { line }), "(lineAdded line: shared)");
    }
}
