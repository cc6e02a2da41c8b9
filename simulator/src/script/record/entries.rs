//! What happened, as steps.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::super::WITHIN;
use super::super::recorded::{Written, scalar, seconds};
use super::file::RecordFile;
use crate::deed::Deed;
use crate::error::SimError;
use crate::sighting::{Seen, Sighting};
use crate::state::{About, ChatKey, Happened, State};
use crate::view::MessageView;

/// Who is in the conversation of something, on which line if there are several, and whether it is
/// a group.
#[derive(Clone, Default)]
pub(super) struct Around {
    first: Option<String>,
    line: Option<String>,
    group: bool,
    /// The text of the option that is voted for.
    pub(super) option: Option<String>,
}

/// Looks up what is around something that happened.
pub(super) fn people(state: &State, what: &Happened) -> Around {
    let key: ChatKey = match what {
        Happened::Deed { chat, .. } | Happened::Group { chat, .. } => chat.clone(),
        Happened::Seen(sighting) => match state.lines.find(&sighting.line) {
            Some(line) => (line, sighting.chat.clone()),
            None => return Around::default(),
        },
        Happened::About { .. } | Happened::Advanced(_) => return Around::default(),
    };
    let Some(chat) = state.chats.get(&key) else { return Around::default() };
    let option = match what {
        Happened::Deed { deed: Deed::Vote { on, option: Some(id) }, .. } => {
            let options = state.poll(on).options;
            options.into_iter().find(|one| one.option_identifier == *id).map(|one| one.text)
        }
        _ => None,
    };
    let several = state.lines.all().len() > 1;
    Around {
        first: chat.people.first().cloned(),
        line: several.then(|| state.lines.label(&key.0)),
        group: chat.is_group(),
        option,
    }
}

/// A text of the agent that may still grow.
struct Growing {
    guid: String,
    /// When it began, and when it changed last.
    at: Instant,
    changed: Instant,
    /// Whether it has changed: the next change may take longer.
    grown: bool,
    around: Around,
    chat: String,
    fields: Vec<(&'static str, String)>,
}

/// Writes steps, and remembers what they are called.
#[derive(Default)]
pub(super) struct Entries {
    /// When the step before happened.
    last: Option<Instant>,
    growing: Vec<Growing>,
    /// The ids of messages and groups by their guids.
    ids: HashMap<String, String>,
    written: usize,
    answers: usize,
    groups: usize,
}

impl Entries {
    /// Whether something may still grow.
    pub(super) fn waits(&self) -> bool {
        !self.growing.is_empty()
    }

    /// Takes one thing that happened.
    pub(super) fn take(
        &mut self,
        file: &mut RecordFile,
        at: Instant,
        what: Happened,
        around: &Around,
    ) -> Result<(), SimError> {
        match what {
            Happened::Seen(sighting) => self.seen(file, at, &sighting, around),
            what => {
                // What people do may be an answer to what stands before.
                self.settle(file, Duration::ZERO)?;
                let after = self.after(at);
                let step = match what {
                    Happened::Deed { person, chat, deed, guid } => {
                        let step = Written::new().text("person", &person);
                        let step = step.maybe("line", around.line.as_deref());
                        let place = around.group.then(|| self.called(&chat.1));
                        let step = step.maybe("in", place.as_deref());
                        let step = self.deed(file, step, &deed, around)?;
                        step.maybe("id", guid.map(|guid| self.name('m', guid)).as_deref())
                    }
                    Happened::Group { chat, people, name } => {
                        let step = Written::new().list("group", &people);
                        let step = step.maybe("name", name.as_deref());
                        let step = step.maybe("line", around.line.as_deref());
                        step.text("id", &self.name('g', chat.1))
                    }
                    Happened::About { person, about } => {
                        let step = Written::new().text("person", &person);
                        match about {
                            About::Location { latitude, longitude } => {
                                let place = format!("[{latitude:?}, {longitude:?}]");
                                step.plain("location", place)
                            }
                            About::Focus(on) => step.plain("focus", on),
                            About::IMessage(on) => step.plain("imessage", on),
                        }
                    }
                    Happened::Advanced(by) => Written::new().plain("advance", seconds(by)),
                    Happened::Seen(_) => return Ok(()),
                };
                file.write(&step.after(after).finish())
            }
        }
    }

    /// Writes the texts of the agent that have not changed for a while.
    pub(super) fn settle(
        &mut self,
        file: &mut RecordFile,
        still: Duration,
    ) -> Result<(), SimError> {
        let whole = |one: &Growing| {
            let still = if one.grown { 3 * still } else { still };
            one.changed.elapsed() >= still
        };
        while let Some(first) = self.growing.iter().position(whole) {
            let one = self.growing.remove(first);
            let guid = Some(one.guid);
            self.expect(file, one.at, &one.around, &one.chat, one.fields, guid)?;
        }
        Ok(())
    }

    fn seen(
        &mut self,
        file: &mut RecordFile,
        at: Instant,
        sighting: &Sighting,
        around: &Around,
    ) -> Result<(), SimError> {
        let mut fields: Vec<(&'static str, String)> = Vec::new();
        let around = around.clone();
        match &sighting.what {
            Seen::Message { message } => {
                self.growing.push(Growing {
                    guid: message.guid.clone(),
                    at,
                    changed: at,
                    grown: false,
                    around,
                    chat: sighting.chat.clone(),
                    fields: self.message(message),
                });
                return Ok(());
            }
            Seen::Edit { message_guid, text } => {
                match self.growing.iter_mut().find(|one| one.guid == *message_guid) {
                    Some(one) => {
                        one.changed = at;
                        one.grown = true;
                        one.fields.retain(|(name, _)| *name != "text" && *name != "kind");
                        one.fields.insert(0, ("text", scalar(text)));
                    }
                    None => {
                        let on = self.called(message_guid);
                        let fields = vec![
                            ("kind", "edit".to_owned()),
                            ("text", scalar(text)),
                            ("on", scalar(&on)),
                        ];
                        let (guid, chat) = (message_guid.clone(), sighting.chat.clone());
                        let (changed, grown) = (at, true);
                        self.growing.push(Growing {
                            guid,
                            at,
                            changed,
                            grown,
                            around,
                            chat,
                            fields,
                        });
                    }
                }
                return Ok(());
            }
            // They come and go as the agent likes, and carry nothing.
            Seen::Typing { .. } | Seen::Read => return Ok(()),
            Seen::Reaction { tapback, emoji, removed, .. } => {
                fields.push(("reaction", scalar(tapback.as_deref().unwrap_or(emoji))));
                if *removed {
                    fields.push(("removed", "true".to_owned()));
                }
            }
            Seen::Background { background } => {
                let set = if background.is_some() { "set" } else { "cleared" };
                fields.push(("background", set.to_owned()));
                if let Some(picture) = background {
                    fields.push(("mime_type", scalar(&picture.mime_type)));
                }
            }
            Seen::PollOption { text, .. } => {
                fields.push(("kind", "poll_option".to_owned()));
                fields.push(("text", scalar(text)));
            }
            Seen::Unsend { .. }
            | Seen::Sticker { .. }
            | Seen::Notified { .. }
            | Seen::Vote { .. }
            | Seen::ContactCard
            | Seen::Group { .. } => fields.push(("kind", sighting.what.kind().to_owned())),
        }
        // It may be about a text that is not written yet.
        self.settle(file, Duration::ZERO)?;
        if let Some(on) = sighting.what.target() {
            fields.push(("on", scalar(&self.called(on))));
        }
        self.expect(file, at, &around, &sighting.chat, fields, None)
    }

    fn message(&self, message: &MessageView) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        let bare = message.text.trim_matches('\u{fffc}').is_empty();
        match bare {
            true => fields.push(("kind", "message".to_owned())),
            false => fields.push(("text", scalar(&message.text))),
        }
        if let Some(file) = message.attachments.first() {
            fields.push(("attachment", scalar(&file.name)));
        }
        if let Some(effect) = &message.effect {
            fields.push(("effect", scalar(effect)));
        }
        if let Some(answered) = &message.reply_to {
            fields.push(("reply_to", scalar(&self.called(answered))));
        }
        fields
    }

    fn expect(
        &mut self,
        file: &mut RecordFile,
        at: Instant,
        around: &Around,
        chat: &str,
        mut fields: Vec<(&'static str, String)>,
        guid: Option<String>,
    ) -> Result<(), SimError> {
        let Some(person) = &around.first else { return Ok(()) };
        let after = self.after(at);
        if 2 * after > WITHIN {
            fields.push(("within", seconds(Duration::from_secs((2 * after).as_secs() + 1))));
        }
        let place = around.group.then(|| self.called(chat));
        let step = Written::new()
            .text("person", person)
            .maybe("line", around.line.as_deref())
            .maybe("in", place.as_deref())
            .fields("expect", &fields);
        let new = guid.filter(|guid| !self.ids.contains_key(guid));
        let step = step.maybe("id", new.map(|guid| self.name('a', guid)).as_deref());
        file.write(&step.after(after).finish())
    }

    /// What something is called: its id, or its guid if it was there before.
    pub(super) fn called(&self, guid: &str) -> String {
        self.ids.get(guid).cloned().unwrap_or_else(|| guid.to_owned())
    }

    fn name(&mut self, kind: char, guid: String) -> String {
        let count = match kind {
            'm' => &mut self.written,
            'a' => &mut self.answers,
            _ => &mut self.groups,
        };
        *count += 1;
        let id = format!("{kind}{count}");
        self.ids.insert(guid, id.clone());
        id
    }

    /// The time since the step before.
    fn after(&mut self, at: Instant) -> Duration {
        let before = self.last.unwrap_or(at);
        self.last = Some(at.max(before));
        at.saturating_duration_since(before)
    }
}
