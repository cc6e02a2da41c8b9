//! What people did, as steps.

use super::super::Verb;
use super::super::recorded::Written;
use super::entries::{Around, Entries};
use super::file::RecordFile;
use crate::deed::Deed;
use crate::error::SimError;

impl Entries {
    /// The fields of one deed; the files that were sent are kept.
    pub(super) fn deed(
        &self,
        file: &mut RecordFile,
        step: Written,
        deed: &Deed,
        around: &Around,
    ) -> Result<Written, SimError> {
        let name = Verb::Do(deed.clone()).name();
        let on = |guid: &str| self.called(guid);
        Ok(match deed {
            Deed::Text { text, effect, reply_to, files } => {
                let step = step.text(name, text).maybe("effect", effect.as_deref());
                let step = step.maybe("reply_to", reply_to.as_deref().map(on).as_deref());
                match files.is_empty() {
                    true => step,
                    false => {
                        let kept = files.iter().map(|(name, data)| file.keep(name, data));
                        step.list("files", &kept.collect::<Result<Vec<_>, _>>()?)
                    }
                }
            }
            Deed::Attachment { name: shown, data, video } => {
                let step = step.text(name, &file.keep(shown, data)?).text("name", shown);
                match video {
                    Some(video) => step.text("video", &file.keep("video.mov", video)?),
                    None => step,
                }
            }
            Deed::Voice { name: shown, data } => {
                step.text(name, &file.keep(shown, data)?).text("name", shown)
            }
            Deed::React { on: guid, part, reaction, set } => {
                let step = step.text(name, reaction).text("on", &on(guid));
                match part.filter(|_| *set) {
                    Some(part) => step.plain("part", part),
                    None => step,
                }
            }
            Deed::Sticker { on: guid, name: shown, data, x, y } => step
                .text(name, &file.keep(shown, data)?)
                .text("name", shown)
                .text("on", &on(guid))
                .plain("at", format!("[{x:?}, {y:?}]")),
            Deed::Edit { on: guid, text } | Deed::AddOption { on: guid, text } => {
                step.text(name, text).text("on", &on(guid))
            }
            Deed::Unsend { on: guid } | Deed::Read { on: guid } => step.text(name, &on(guid)),
            Deed::Typing(typing) => step.plain(name, typing),
            Deed::Background(data) | Deed::Icon(data) => match data {
                Some(data) => step.text(name, &file.keep("picture", data)?),
                None => step.plain(name, "none"),
            },
            Deed::Poll { title, options } => step.text(name, title).list("options", options),
            Deed::Vote { on: guid, option } => match option {
                Some(option) => {
                    let text = around.option.as_ref().unwrap_or(option);
                    step.text(name, text).text("on", &on(guid))
                }
                None => step.plain(name, true).text("on", &on(guid)),
            },
            Deed::Rename(group) => step.text(name, group),
            Deed::Add(people) | Deed::Remove(people) => step.list(name, people),
            Deed::Leave | Deed::Malformed => step.plain(name, true),
        })
    }
}
