//! What local mode cannot do, and why the database cannot be read: errors that say what to do.

use spectrum_imessage_chatdb::database::{DatabaseError, DatabaseErrorKind};

use super::LABEL;
use crate::content::Content;
use crate::error::{Error, ErrorKind};

/// What to do instead, where nothing comes closer.
const INSTEAD: &str = "works in cloud or dedicated mode";

/// An action that local mode does not have.
pub(super) fn action(name: &str) -> Error {
    Error::unsupported_action(LABEL, name, INSTEAD)
}

/// The same with more to say.
pub(super) fn action_because(name: &str, why: &str) -> Error {
    Error::unsupported_action(LABEL, name, &format!("{why}; {INSTEAD}"))
}

/// Local mode on another system.
pub(super) fn not_a_mac() -> Error {
    Error::unsupported_action(
        LABEL,
        "imessage.config({ local: true })",
        "it needs a Mac that is signed in to Messages; for tests elsewhere give the database and \
         the osascript program; without a Mac use imessage.config() with a project, or \
         imessage.config({ clients }) with your own relay",
    )
}

/// A conversation that cannot be begun here.
pub(super) fn create() -> Error {
    action_because(
        "space.create",
        "Messages gives scripts no way to begin one; use space.get with the guid of a conversation \
         that exists, or with one person's address",
    )
}

/// Why content is not sent; `None` if it is.
pub(super) fn of_content(content: &Content) -> Option<Error> {
    if holds_background(content) {
        // Promised to be loud, whatever else is skipped.
        return Some(action("background").insisting());
    }
    let kind = |instead: &str| {
        let detail = match instead {
            "" => INSTEAD.to_owned(),
            instead => format!("{instead}; {INSTEAD}"),
        };
        Error::unsupported_content(LABEL, content.type_name(), Some(&detail))
    };
    Some(match content {
        Content::Text(_)
        | Content::Attachment(_)
        | Content::Contact(_)
        | Content::App(_)
        | Content::MiniApp(_) => return None,
        Content::TextStream(_) => action_because("streamText", "it needs edits"),
        Content::Edit(edit) if matches!(edit.content, Content::App(_) | Content::MiniApp(_)) => {
            action("customized-mini-app")
        }
        Content::Reply(_)
        | Content::Edit(_)
        | Content::Unsend(_)
        | Content::Typing(_)
        | Content::Read(_)
        | Content::Background(_)
        | Content::Rename(_)
        | Content::Avatar(_)
        | Content::AddMember(_)
        | Content::RemoveMember(_)
        | Content::LeaveSpace => action(content.type_name()),
        Content::Reaction(_) => action("react"),
        Content::NativeContactCard => action("shareContactCard"),
        Content::Markdown(_) => kind("send it as text"),
        Content::Richlink(_) => kind("send the URL as text"),
        Content::Voice(_) => kind("send it as an attachment"),
        Content::Effect(_) => kind("send its content"),
        Content::Parts(_) | Content::Group(_) => kind("send the items one by one"),
        Content::Poll(_) | Content::PollVote(_) | Content::Custom(_) => kind(""),
    })
}

/// Whether it is a background, or wraps one.
fn holds_background(content: &Content) -> bool {
    match content {
        Content::Background(_) => true,
        Content::Reply(reply) => holds_background(&reply.content),
        Content::Edit(edit) => holds_background(&edit.content),
        Content::Effect(effect) => holds_background(&effect.content),
        Content::Parts(items) => items.iter().any(holds_background),
        _ => false,
    }
}

/// Why the database cannot be read.
pub(super) fn database(error: &DatabaseError) -> Error {
    of_kind(error.kind, error.to_string())
}

/// The same by its kind, with a text that says what to do.
pub(super) fn of_kind(kind: DatabaseErrorKind, text: String) -> Error {
    use DatabaseErrorKind::{
        Corrupt, Locked, NoFullDiskAccess, NotFound, NotMessages, Unreadable, WrongUser,
    };
    let class = match kind {
        NoFullDiskAccess | WrongUser => ErrorKind::Authentication,
        NotFound => ErrorKind::NotFound,
        NotMessages => ErrorKind::Validation,
        Corrupt | Locked | Unreadable => ErrorKind::Connection,
    };
    Error::new(class, kind.code(), text).with_retryable(kind == Locked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{self, Typing};
    use crate::error::UnsupportedWhat;

    fn what(content: Content) -> Option<UnsupportedWhat> {
        Some(of_content(&content)?.unsupported_detail()?.what.clone())
    }

    #[test]
    fn what_is_refused_has_the_name_that_programs_know() {
        let action = |name: &str| Some(UnsupportedWhat::Action(name.to_owned()));
        let kind = |name: &str| Some(UnsupportedWhat::Content(name.to_owned()));
        assert_eq!(what(content::typing(Typing::Start)), action("typing"));
        assert_eq!(what(content::leave_space()), action("leaveSpace"));
        assert_eq!(what(content::native_contact_card()), action("shareContactCard"));
        assert_eq!(what(content::rename("x").expect("built")), action("rename"));
        assert_eq!(what(content::text_channel(false).1), action("streamText"));
        assert_eq!(what(content::markdown("**x**").expect("built")), kind("markdown"));
        assert_eq!(what(content::richlink("https://a.example").expect("built")), kind("richlink"));
        assert_eq!(what(content::poll("?", ["a", "b"]).expect("built")), kind("poll"));
        assert_eq!(what(content::custom(serde_json::json!(1))), kind("custom"));
        assert_eq!(what(content::text("x").expect("built")), None);
        assert_eq!(what(content::app("https://a.example", None).expect("built")), None);
    }

    #[test]
    fn a_background_insists_in_every_form() {
        let clear = || content::background_clear();
        let plain = of_content(&clear()).expect("refused");
        assert!(plain.insists());
        assert_eq!(what(Content::Parts(vec![clear()])), what(clear()));
        let typing = of_content(&content::typing(Typing::Stop)).expect("refused");
        assert!(!typing.insists());
    }
}
