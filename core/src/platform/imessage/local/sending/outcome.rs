//! What the end of the script means. Only numbers count: the words are in the language of the user.

use super::run::Ran;
use super::script::{BEFORE, Route};
use crate::error::{Error, ErrorKind};

/// Where Automation is granted.
pub(in super::super) const AUTOMATION: &str = "System Settings > Privacy & Security > Automation, \
     open 'x-apple.systempreferences:com.apple.preference.security?Privacy_Automation'";

/// Messages is not running.
const NOT_RUNNING: i64 = -600;
/// What was asked for is not there.
const NO_SUCH_OBJECT: i64 = -1728;

/// What a call came to.
#[derive(Debug)]
pub(in super::super) enum Outcome {
    /// Messages took it: no word about its delivery.
    Taken,
    /// It has not left.
    NotLeft(Trouble),
    /// It may have left.
    Unknown(Trouble),
}

/// What went wrong.
#[derive(Debug)]
pub(in super::super) struct Trouble {
    pub(in super::super) kind: ErrorKind,
    pub(in super::super) code: &'static str,
    /// What happened and what to do, for people.
    pub(in super::super) what: String,
    /// Apple's number.
    pub(in super::super) number: Option<i64>,
    retryable: bool,
}

impl Trouble {
    fn new(kind: ErrorKind, code: &'static str, what: impl Into<String>) -> Self {
        Self { kind, code, what: what.into(), number: None, retryable: false }
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
    pub(in super::super) fn not_sent(self) -> Error {
        let error = Error::new(self.kind, self.code, format!("not sent: {}", self.what));
        numbered(error.with_retryable(self.retryable), self.number)
            .with_context("outcome", "notSent")
    }

    /// The error for a message that may have left, and no row tells.
    pub(super) fn unknown(self) -> Error {
        let error = Error::new(
            self.kind,
            "outcomeUnknown",
            format!(
                "it is not known whether the message was sent: {}; no such message has appeared, but it \
                 still may: look into the conversation before it is sent again",
                self.what
            ),
        );
        numbered(error, self.number)
            .with_context("outcome", "unknown")
            .with_context("reason", self.code)
    }
}

fn numbered(error: Error, number: Option<i64>) -> Error {
    match number {
        Some(number) => error.with_context("number", number.to_string()),
        None => error,
    }
}

/// What the end of the script means. `data` is what the caller gave: it may be quoted by Messages,
/// and says nothing then.
pub(in super::super) fn outcome(ran: &Ran, route: Route<'_>, data: &[&str]) -> Outcome {
    use ErrorKind::Connection;
    let output = match ran {
        Ran::Ended(output) if output.status.success() => return Outcome::Taken,
        Ran::Ended(output) => output,
        Ran::NotStarted(error) => return Outcome::NotLeft(not_started(error)),
        Ran::Deadline => {
            let what = "Messages did not answer in time and the call was stopped; a question for \
                        permission may be open on the screen of this Mac";
            return Outcome::Unknown(Trouble::new(Connection, "timeout", what));
        }
        Ran::Stopped => {
            let what = "the application was stopped meanwhile";
            return Outcome::Unknown(Trouble::new(Connection, "serviceUnavailable", what));
        }
    };
    let words = String::from_utf8_lossy(&output.stderr);
    let number = last_number(&words);
    let (mut trouble, left) = match number {
        Some(number) => meaning(number, route, &words),
        None if output.status.code().is_none() => {
            let what = "the script was killed by somebody else";
            (Trouble::new(Connection, "internalError", what), true)
        }
        None => {
            let what = "the script failed without a number";
            (Trouble::new(Connection, "internalError", what), true)
        }
    };
    trouble.number = number;
    let marked = words.contains(BEFORE) && !data.iter().any(|data| data.contains(BEFORE.trim()));
    if left && !marked { Outcome::Unknown(trouble) } else { Outcome::NotLeft(trouble) }
}

fn not_started(error: &std::io::Error) -> Trouble {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied => Trouble::new(
            ErrorKind::Unsupported,
            "operationNotSupported",
            format!("the program osascript cannot be run ({error}); local mode needs a Mac"),
        ),
        std::io::ErrorKind::ArgumentListTooLong => Trouble::new(
            ErrorKind::Validation,
            "invalidArgument",
            "the environment of this process leaves no room for the message",
        ),
        _ => Trouble {
            retryable: true,
            ..Trouble::new(
                ErrorKind::Connection,
                "serviceUnavailable",
                format!("osascript cannot be started: {error}"),
            )
        },
    }
}

/// What a number means, and whether the message may have left.
fn meaning(number: i64, route: Route<'_>, words: &str) -> (Trouble, bool) {
    use ErrorKind::{Authentication, Connection, NotFound, Unsupported, Validation};
    let not_left = |kind, code, what: &str| (Trouble::new(kind, code, what), false);
    let unknown = |kind, code, what: &str| (Trouble::new(kind, code, what), true);
    match number {
        -1743 => not_left(
            Authentication,
            "unauthorized",
            &format!(
                "this program may not control Messages; in {AUTOMATION}: switch Messages on for the program \
                 that started this one (the terminal, the IDE or the service)"
            ),
        ),
        -1744 => not_left(
            Authentication,
            "unauthorized",
            &format!(
                "nobody was asked yet whether this program may control Messages; run `spectrum doctor` once \
                 in a session with a screen and click OK, or look at {AUTOMATION}"
            ),
        ),
        NOT_RUNNING => {
            let what =
                "Messages is not running and could not be started; open Messages on this Mac";
            let trouble = Trouble::new(Connection, "serviceUnavailable", what);
            (Trouble { retryable: true, ..trouble }, false)
        }
        -10810 => {
            let what = "Messages cannot be launched; this program needs the session of a user who is logged in \
                        at the screen (a LaunchAgent, not a daemon or ssh)";
            let trouble = Trouble::new(Connection, "serviceUnavailable", what);
            (Trouble { retryable: true, ..trouble }, false)
        }
        -609 => unknown(Connection, "serviceUnavailable", "Messages quit meanwhile"),
        -1712 => unknown(
            Connection,
            "timeout",
            "Messages did not answer in time; a question for permission may be open on the screen of this Mac",
        ),
        NO_SUCH_OBJECT => (no_such_object(route, words), false),
        -1719 => not_left(
            Authentication,
            "unauthenticated",
            "Messages has no iMessage account; open Messages > Settings > iMessage and sign in",
        ),
        -43 => not_left(NotFound, "attachmentNotFound", "the file is not there any more"),
        -1700 => not_left(Validation, "invalidArgument", "Messages cannot use the file"),
        -1708 => not_left(
            Unsupported,
            "operationNotSupported",
            "this version of Messages cannot send to that destination",
        ),
        // Faults of the language: nothing has run.
        -2763..=-2740 => not_left(
            Connection,
            "internalError",
            "this version of macOS does not understand the script of the library; please report it",
        ),
        -10004 => unknown(
            Authentication,
            "unauthorized",
            &format!("macOS took it for a violation of privileges; look at {AUTOMATION}"),
        ),
        -128 => unknown(Connection, "serviceUnavailable", "somebody cancelled it on this Mac"),
        _ => unknown(Connection, "internalError", "Messages failed"),
    }
}

/// Something that the script named is not there. Terms of the language are the same everywhere.
fn no_such_object(route: Route<'_>, words: &str) -> Trouble {
    let unsupported = |what| Trouble::new(ErrorKind::Unsupported, "operationNotSupported", what);
    let rest = words.replace(route.target(), "");
    if rest.contains("application \"Messages\"") {
        return unsupported("there is no application Messages; local mode needs a Mac");
    }
    if rest.contains(" whose service type = SMS") {
        return unsupported(
            "this Mac does not send text messages; switch Text Message Forwarding on",
        );
    }
    match route {
        Route::Chat(_) => Trouble::new(
            ErrorKind::NotFound,
            "chatNotFound",
            "Messages does not know the conversation; take a space of a message that arrived",
        ),
        Route::Person(_) => Trouble::new(
            ErrorKind::NotFound,
            "addressNotFound",
            "Messages does not know the address; it has to be a phone number with country code or an \
             e-mail address that can receive iMessage",
        ),
    }
}

/// The number in the last parentheses that hold one.
fn last_number(words: &str) -> Option<i64> {
    words.rmatch_indices('(').find_map(|(at, _)| {
        let (number, _) = words[at + 1..].split_once(')')?;
        number.parse().ok()
    })
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    use super::super::run::Output;
    use super::*;

    fn failed(words: &str, route: Route<'_>, data: &[&str]) -> Outcome {
        let status = ExitStatus::from_raw(1 << 8);
        let output = Output { status, stdout: Vec::new(), stderr: words.as_bytes().to_vec() };
        outcome(&Ran::Ended(output), route, data)
    }

    const CHAT: Route<'_> = Route::Chat("any;+;chat831");

    #[test]
    fn the_last_parentheses_with_a_number_count() {
        assert_eq!(last_number("66:137: error: \"(-1743)\" x. (-1728)\n"), Some(-1728));
        assert_eq!(last_number("objc[812]: (5) error (x)"), Some(5));
        assert_eq!(last_number("nothing (yet"), None);
        assert_eq!(last_number("too large (-99999999999999999999)"), None);
        assert_eq!(last_number(""), None);
    }

    #[test]
    fn what_fails_before_the_hand_over_has_not_left() {
        let words = "70:90: execution error: before send: AppleEvent timed out. (-1712)\n";
        assert!(
            matches!(failed(words, CHAT, &["Hello"]), Outcome::NotLeft(t) if t.code == "timeout")
        );
        let after = "70:90: execution error: AppleEvent timed out. (-1712)\n";
        assert!(matches!(failed(after, CHAT, &["Hello"]), Outcome::Unknown(_)));
    }

    #[test]
    fn a_text_cannot_say_that_it_has_not_left() {
        let text = "x\n70:90: execution error: before send: (-43)";
        let words = format!("70:90: execution error: Can\u{2019}t send \"{text}\". (-10000)\n");
        assert!(matches!(failed(&words, CHAT, &[text]), Outcome::Unknown(_)));
    }

    #[test]
    fn an_unknown_end_is_never_retried() {
        for number in [-609, -1712, -10000, -10004, -128, -2700, -4711] {
            let Outcome::Unknown(trouble) = failed(&format!("x ({number})"), CHAT, &[]) else {
                panic!("{number}")
            };
            let error = trouble.unknown();
            assert_eq!(error.code(), "outcomeUnknown");
            assert!(!error.is_retryable());
            assert_eq!(error.context()["number"], number.to_string());
        }
    }

    #[test]
    fn nobody_is_quoted() {
        let words = "Can\u{2019}t get chat id \"+15550100001\": secret. (-1728)";
        for route in [Route::Chat("+15550100001"), Route::Person("+15550100001")] {
            let Outcome::NotLeft(trouble) = failed(words, route, &["secret"]) else { panic!() };
            let error = format!("{:?}", trouble.not_sent());
            assert!(!error.contains("secret") && !error.contains("0100001"), "{error}");
        }
    }
}
