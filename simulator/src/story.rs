//! Conversations and expectations in words: what a test that fails shows.

use std::fmt;

use crate::sighting::{Expect, Seen, Sighting};
use crate::view::{ConversationView, MessageView};

/// More messages than these are not shown: the newest tell why a test fails.
const SHOWN: usize = 40;

impl fmt::Display for ConversationView {
    /// Writes who said what and when, with effects, tapbacks and files, oldest first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Conversation {}, line {}", self.guid, self.line)?;
        if let Some(name) = &self.name {
            write!(f, ", named {}", quoted(name))?;
        }
        if self.group {
            write!(f, ", with {}", self.people.join(", "))?;
        }
        if let Some(picture) = &self.background {
            write!(f, ", background {}", picture.mime_type)?;
        }
        f.write_str(":")?;
        let hidden = self.messages.len().saturating_sub(SHOWN);
        if hidden > 0 {
            write!(f, "\n  … {hidden} older messages")?;
        }
        let writers = self.messages.iter().map(|message| message.from.chars().count());
        let width = writers.max().unwrap_or(0);
        for message in &self.messages[hidden..] {
            write!(f, "\n  {}  {:width$}  ", clock_time(&message.date), message.from)?;
            self.write_message(f, message)?;
        }
        if self.messages.is_empty() {
            f.write_str("\n  nothing was written")?;
        }
        if self.agent_typing {
            f.write_str("\n  the agent is typing")?;
        }
        for person in &self.people_typing {
            write!(f, "\n  {person} is typing")?;
        }
        Ok(())
    }
}

impl ConversationView {
    fn write_message(&self, f: &mut fmt::Formatter<'_>, message: &MessageView) -> fmt::Result {
        f.write_str(&words(message))?;
        if let Some(effect) = &message.effect {
            write!(f, "  [{effect}]")?;
        }
        if message.edited {
            f.write_str("  (edited)")?;
        }
        if let Some(answered) = &message.reply_to {
            write!(f, "  (answers {})", self.named(answered))?;
        }
        for reaction in &message.reactions {
            write!(f, "  {} by {}", reaction.emoji, reaction.from)?;
        }
        for sticker in &message.stickers {
            write!(f, "  sticker {} by {}", quoted(&sticker.file.name), sticker.from)?;
        }
        Ok(())
    }

    /// A message by what it says, if it is here.
    fn named(&self, guid: &str) -> String {
        let found = self.messages.iter().find(|message| message.guid == guid);
        found.map_or_else(|| guid.to_owned(), words)
    }
}

/// What a message says, on one line.
fn words(message: &MessageView) -> String {
    if message.unsent {
        return "(unsent)".to_owned();
    }
    let mut parts = Vec::new();
    if let Some(subject) = &message.subject {
        parts.push(format!("{}:", quoted(subject)));
    }
    let text = message.text.replace('\u{fffc}', "");
    if !text.is_empty() {
        parts.push(quoted(&text));
    }
    for file in &message.attachments {
        let kind = if message.audio { "audio" } else { "file" };
        let (name, size) = (quoted(&file.name), file.size);
        parts.push(format!("<{kind} {name}, {}, {size} bytes>", file.mime_type));
    }
    if let Some(poll) = &message.poll {
        let options = poll.options.iter().map(|option| match option.votes.len() {
            0 => quoted(&option.text),
            votes => format!("{} ({votes})", quoted(&option.text)),
        });
        let options: Vec<String> = options.collect();
        parts.push(format!("<poll {}: {}>", quoted(&poll.title), options.join(", ")));
    } else if let Some(balloon) = &message.balloon {
        let url = message.url.as_deref().unwrap_or(balloon);
        parts.push(format!("<card {url}>"));
    }
    if parts.is_empty() { "(empty)".to_owned() } else { parts.join(" ") }
}

/// A text on one line, in quotation marks.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            char if char.is_control() => quoted.extend(char.escape_default()),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

/// The time of day, to the millisecond, of a moment in the form of RFC 3339.
fn clock_time(date: &str) -> String {
    let time = date.split_once('T').map_or(date, |(_, time)| time).trim_end_matches('Z');
    let (seconds, fraction) = time.split_once('.').unwrap_or((time, ""));
    format!("{seconds}.{:0<3.3}", fraction)
}

impl Expect {
    /// What is waited for, in words.
    pub(crate) fn in_words(&self) -> String {
        let mut words = vec![self.subject()];
        let mut add = |before: &str, value: &Option<String>| {
            if let Some(value) = value {
                words.push(format!("{before} {}", quoted(value)));
            }
        };
        add("with the text", &self.text);
        add("whose text contains", &self.contains);
        add("whose text matches", &self.matches.as_ref().map(ToString::to_string));
        add("with the file", &self.attachment);
        add("of the type", &self.mime_type);
        add("that answers", &self.reply_to);
        add("on the message", &self.message_guid);
        add("in the chat", &self.chat);
        add("on the line", &self.line);
        match self.effect.as_deref() {
            Some("none") => words.push("without an effect".to_owned()),
            Some(effect) => words.push(format!("with the effect {effect}")),
            None => {}
        }
        words.join(" ")
    }

    fn subject(&self) -> String {
        if let Some(reaction) = &self.reaction {
            let removed = if self.removed == Some(true) { ", taken back" } else { "" };
            return format!("the reaction {reaction}{removed}");
        }
        if let Some(typing) = &self.typing {
            return format!("the typing indicator {typing}");
        }
        if let Some(background) = &self.background {
            return format!("a background that is {background}");
        }
        match self.kind.as_deref() {
            Some("message") => "a message".to_owned(),
            Some(kind) => format!("something of the kind {kind}"),
            None if self == &Self::default() => "anything".to_owned(),
            None => "a message or an edit".to_owned(),
        }
    }
}

/// One thing that happened, in words.
fn happened(sighting: &Sighting, chats: &[ConversationView]) -> String {
    let on = |guid: &String| {
        let found = chats.iter().find(|chat| chat.guid == sighting.chat);
        found.map_or_else(|| guid.clone(), |chat| chat.named(guid))
    };
    match &sighting.what {
        Seen::Message { message } => {
            let effect = message.effect.as_deref().map(|name| format!("  [{name}]"));
            format!("message {}{}", words(message), effect.unwrap_or_default())
        }
        Seen::Edit { text, .. } => format!("edit: {}", quoted(text)),
        Seen::Reaction { message_guid, emoji, removed, .. } => {
            let taken = if *removed { "taken from" } else { "on" };
            format!("reaction {emoji} {taken} {}", on(message_guid))
        }
        Seen::Typing { on: true } => "typing on".to_owned(),
        Seen::Typing { on: false } => "typing off".to_owned(),
        Seen::Background { background: Some(picture) } => {
            format!("background set: {}, {} bytes", picture.mime_type, picture.size)
        }
        Seen::Background { background: None } => "background cleared".to_owned(),
        Seen::Vote { message_guid, option } => {
            let option = option.as_deref().map_or_else(|| "nothing".to_owned(), quoted);
            format!("vote for {option} in {}", on(message_guid))
        }
        Seen::PollOption { message_guid, text } => {
            format!("poll option {} in {}", quoted(text), on(message_guid))
        }
        Seen::Group { change, values } => format!("group {change}: {}", values.join(", ")),
        Seen::Unsend { message_guid }
        | Seen::Sticker { message_guid }
        | Seen::Notified { message_guid } => {
            format!("{} {}", sighting.what.kind(), on(message_guid))
        }
        Seen::Read | Seen::ContactCard => sighting.what.kind().to_owned(),
    }
}

/// What was to be seen and the conversations, for one who has waited in vain.
pub(crate) fn account(seen: &[Sighting], taken: &[u64], chats: &[ConversationView]) -> String {
    let mut text = String::new();
    for chat in chats {
        text.push_str(&format!("\n\n{chat}"));
    }
    text.push_str("\n\nWhat the agent did, the oldest first");
    if !taken.is_empty() {
        text.push_str(" (✓: was waited for)");
    }
    text.push(':');
    if seen.is_empty() {
        text.push_str("\n  nothing");
    }
    let hidden = seen.len().saturating_sub(SHOWN);
    for sighting in &seen[hidden..] {
        let mark = if taken.contains(&sighting.n) { "✓" } else { " " };
        text.push_str(&format!("\n{mark} {}", happened(sighting, chats)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expectation_is_put_in_words() {
        let cases = [
            (
                Expect::text("hi").effect("slam"),
                "a message with the text \"hi\" with the effect slam",
            ),
            (Expect::reaction_removed("love"), "the reaction love, taken back"),
            (Expect::typing(true), "the typing indicator on"),
            (Expect::background(), "a background that is set"),
            (Expect::kind("read"), "something of the kind read"),
            (Expect::default(), "anything"),
        ];
        for (expected, words) in cases {
            assert_eq!(expected.in_words(), words);
        }
    }

    #[test]
    fn a_text_stays_on_its_line() {
        assert_eq!(quoted("a\n\"b\"\u{7} ❤️"), r#""a\n\"b\"\u{7} ❤️""#);
        assert_eq!(clock_time("2026-11-20T12:00:01.5Z"), "12:00:01.500");
        assert_eq!(clock_time("2026-11-20T12:00:01Z"), "12:00:01.000");
    }
}
