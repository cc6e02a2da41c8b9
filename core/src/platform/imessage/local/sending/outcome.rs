//! What the end of the script means. Only numbers count: the words are in the language of the user.

use super::run::Ran;
use super::script::{BEFORE, Route};
use super::trouble::{Trouble, meaning};
use crate::error::ErrorKind;

/// What a call came to.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Messages took it: no word about its delivery.
    Taken,
    /// It has not left.
    NotLeft(Trouble),
    /// It may have left.
    Unknown(Trouble),
}

/// What the end of the script means. `data` is what the caller gave: it may be quoted by Messages,
/// and says nothing then.
pub(super) fn outcome(ran: &Ran, route: Route<'_>, data: &[&str]) -> Outcome {
    let output = match ran {
        Ran::Ended(output) if output.status.success() => return Outcome::Taken,
        Ran::Ended(output) => output,
        Ran::NotStarted(error) => return Outcome::NotLeft(Trouble::not_started(error)),
        Ran::Deadline => return Outcome::Unknown(Trouble::deadline()),
        Ran::Stopped => {
            let what = "the application was stopped meanwhile";
            let kind = ErrorKind::Connection;
            return Outcome::Unknown(Trouble::new(kind, "serviceUnavailable", what, ""));
        }
    };
    let words = String::from_utf8_lossy(&output.stderr);
    let number = last_number(&words);
    let (mut trouble, left) = match number {
        Some(number) => meaning(number, route, &words),
        None => {
            let what = match output.status.code() {
                Some(_) => "the script failed without a number",
                None => "the script was killed by somebody else",
            };
            (Trouble::new(ErrorKind::Connection, "internalError", what, ""), true)
        }
    };
    trouble.number = number;
    let marked = words.contains(BEFORE) && !data.iter().any(|data| data.contains(BEFORE.trim()));
    if left && !marked { Outcome::Unknown(trouble) } else { Outcome::NotLeft(trouble) }
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
