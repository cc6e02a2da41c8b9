//! What can go wrong with the script: Apple's numbers, and what to do about each.

use std::io;

use super::script::Route;
use crate::error::{Error, ErrorKind};

/// What to do when Automation is not granted.
const GRANT: &str = "in System Settings > Privacy & Security > Automation, switch Messages on for the program \
     that started this one (the terminal, the IDE or the service): \
     open 'x-apple.systempreferences:com.apple.preference.security?Privacy_Automation'";
/// What may be the matter when nothing answers.
const DIALOG: &str = "a question for permission may be open on the screen of this Mac: answer it";
const NEEDS_A_MAC: &str = "local mode needs a Mac";

/// Messages is not running.
const NOT_RUNNING: i64 = -600;
/// What was asked for is not there.
const NO_SUCH_OBJECT: i64 = -1728;
/// There is no first account of iMessage.
pub(super) const NO_ACCOUNT: i64 = -1719;

/// What went wrong.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) kind: ErrorKind,
    pub(super) code: &'static str,
    /// What happened, for people.
    pub(super) what: String,
    /// What to do about it; empty if there is nothing.
    pub(super) remedy: &'static str,
    /// Apple's number.
    pub(super) number: Option<i64>,
    retryable: bool,
}

impl Trouble {
    pub(super) fn new(
        kind: ErrorKind,
        code: &'static str,
        what: impl Into<String>,
        remedy: &'static str,
    ) -> Self {
        Self { kind, code, what: what.into(), remedy, number: None, retryable: false }
    }

    /// The program could not be started.
    pub(super) fn not_started(error: &io::Error) -> Self {
        use io::ErrorKind::{ArgumentListTooLong, NotFound, PermissionDenied};
        let what = format!("the program osascript cannot be run: {error}");
        match error.kind() {
            NotFound | PermissionDenied => {
                Self::new(ErrorKind::Unsupported, "operationNotSupported", what, NEEDS_A_MAC)
            }
            ArgumentListTooLong => {
                let remedy = "the environment of this process is too large: make it smaller";
                Self::new(ErrorKind::Validation, "invalidArgument", what, remedy)
            }
            _ => {
                let trouble = Self::new(ErrorKind::Connection, "serviceUnavailable", what, "");
                Self { retryable: true, ..trouble }
            }
        }
    }

    /// The program was killed at its deadline.
    pub(super) fn deadline() -> Self {
        let what = "Messages did not answer in time, and the call was stopped";
        Self::new(ErrorKind::Connection, "timeout", what, DIALOG)
    }

    /// Whether starting Messages helps.
    pub(super) fn is_not_running(&self) -> bool {
        self.number == Some(NOT_RUNNING)
    }

    /// Whether another name for the destination may help.
    pub(super) fn is_no_such_object(&self) -> bool {
        self.number == Some(NO_SUCH_OBJECT) && self.kind == ErrorKind::NotFound
    }

    /// The error for a message that has not left.
    pub(super) fn not_sent(self) -> Error {
        let error = Error::new(self.kind, self.code, format!("not sent: {}", self.text()))
            .with_retryable(self.retryable)
            .with_context("outcome", "notSent");
        self.numbered(error)
    }

    /// The error for a message that may have left, and no row tells.
    pub(super) fn unknown(self) -> Error {
        let text = format!(
            "it is not known whether the message was sent: {}; no such message has appeared, but it \
             still may: look into the conversation before it is sent again",
            self.text()
        );
        let error = Error::new(self.kind, "outcomeUnknown", text)
            .with_context("outcome", "unknown")
            .with_context("reason", self.code);
        self.numbered(error)
    }

    fn text(&self) -> String {
        if self.remedy.is_empty() {
            return self.what.clone();
        }
        format!("{} ({})", self.what, self.remedy)
    }

    fn numbered(&self, error: Error) -> Error {
        match self.number {
            Some(number) => error.with_context("number", number.to_string()),
            None => error,
        }
    }
}

/// What a number means, and whether the message may have left.
pub(super) fn meaning(number: i64, route: Route<'_>, words: &str) -> (Trouble, bool) {
    use ErrorKind::{Authentication, Connection, NotFound, Unsupported, Validation};
    let new = |kind, code, what: &str, remedy| Trouble::new(kind, code, what, remedy);
    let again = |what, remedy| {
        let trouble = Trouble::new(Connection, "serviceUnavailable", what, remedy);
        Trouble { retryable: true, ..trouble }
    };
    let not_left = match number {
        -1743 => {
            new(Authentication, "unauthorized", "this program may not control Messages", GRANT)
        }
        -1744 => new(
            Authentication,
            "unauthorized",
            "nobody was asked yet whether this program may control Messages",
            "run `spectrum doctor` once in a session with a screen, from the same program, and click OK",
        ),
        NOT_RUNNING => {
            again("Messages is not running and could not be started", "open Messages on this Mac")
        }
        -10810 => again(
            "Messages cannot be launched",
            "this program needs the session of a user who is logged in at the screen: a LaunchAgent, not a \
             daemon or ssh",
        ),
        NO_SUCH_OBJECT => no_such_object(route, words),
        NO_ACCOUNT => new(
            Authentication,
            "unauthenticated",
            "Messages has no iMessage account",
            "open Messages > Settings > iMessage and sign in",
        ),
        -43 => {
            new(NotFound, "attachmentNotFound", "the file is not there any more", "send it again")
        }
        -1700 => new(Validation, "invalidArgument", "Messages cannot use the file", ""),
        -1708 => new(
            Unsupported,
            "operationNotSupported",
            "this version of Messages cannot send there",
            "",
        ),
        // Faults of the language: nothing has run.
        -2763..=-2740 => new(
            Connection,
            "internalError",
            "this version of macOS does not understand the script of the library",
            "please report it",
        ),
        _ => return (may_have_left(number), true),
    };
    (not_left, false)
}

fn may_have_left(number: i64) -> Trouble {
    use ErrorKind::{Authentication, Connection};
    let (kind, code, what, remedy) = match number {
        -609 => (Connection, "serviceUnavailable", "Messages quit meanwhile", ""),
        -1712 => (Connection, "timeout", "Messages did not answer in time", DIALOG),
        -10004 => {
            (Authentication, "unauthorized", "macOS took it for a violation of privileges", GRANT)
        }
        -128 => (Connection, "serviceUnavailable", "somebody cancelled it on this Mac", ""),
        _ => (Connection, "internalError", "Messages failed", ""),
    };
    Trouble::new(kind, code, what, remedy)
}

/// Something that the script named is not there. Terms of the language are the same everywhere.
fn no_such_object(route: Route<'_>, words: &str) -> Trouble {
    let (unsupported, not_found) = (ErrorKind::Unsupported, ErrorKind::NotFound);
    let rest = words.replace(route.target(), "");
    if rest.contains("application \"Messages\"") {
        let what = "there is no application Messages";
        return Trouble::new(unsupported, "operationNotSupported", what, NEEDS_A_MAC);
    }
    if rest.contains(" whose service type = SMS") {
        let what = "this Mac does not send text messages";
        let remedy = "switch Text Message Forwarding on for this Mac, on the iPhone";
        return Trouble::new(unsupported, "operationNotSupported", what, remedy);
    }
    match route {
        Route::Chat(_) => {
            let what = "Messages does not know the conversation";
            let remedy = "take the space of a message that arrived";
            Trouble::new(not_found, "chatNotFound", what, remedy)
        }
        Route::Person(_) => {
            let what = "Messages does not know the address";
            let remedy = "it has to be a phone number with country code or an e-mail address that can receive \
                          iMessage";
            Trouble::new(not_found, "addressNotFound", what, remedy)
        }
    }
}
