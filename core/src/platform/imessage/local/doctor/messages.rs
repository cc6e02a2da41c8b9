//! Messages itself: whether it may be controlled, and whether it is signed in.

use tokio_util::sync::CancellationToken;

use super::name::{ACCOUNT, AUTOMATION};
use super::options::Places;
use super::report::{Check, CheckState};
use crate::error::ErrorKind;
use crate::platform::imessage::local::sending::{Asked, ask};

/// A question that needs the permission and nothing else.
const MAY_ASK: &str = r#"tell application "Messages" to count accounts
"#;

/// The account of iMessage: whether it is switched on, and connected. What this version of Messages
/// does not tell is left out.
const WHICH_ACCOUNT: &str = r#"tell application "Messages"
	set theAccount to 1st account whose service type = iMessage
	set theState to ""
	try
		set theState to "enabled " & ((enabled of theAccount) as text)
	end try
	try
		set theState to theState & " " & ((connection status of theAccount) as text)
	end try
	return theState
end tell
"#;

pub(super) async fn checks(places: &Places) -> [Check; 2] {
    let Some(program) = &places.program else {
        let why = "no script program is given, and there is no Messages here";
        return [AUTOMATION, ACCOUNT].map(|name| Check::skipped(name, why));
    };
    // Dropped, the question is given up: nothing hangs on it.
    let stop = CancellationToken::new();
    if let Err(asked) = ask(program, MAY_ASK, places.limit, &stop).await {
        let skipped = Check::skipped(ACCOUNT, "Messages cannot be asked");
        return [failed(AUTOMATION, asked), skipped];
    }
    let allowed = Check::ok(AUTOMATION, "this program may control Messages");
    let account = match ask(program, WHICH_ACCOUNT, places.limit, &stop).await {
        Ok(answer) => of_account(&answer),
        Err(asked) => failed(ACCOUNT, asked),
    };
    [allowed, account]
}

fn failed(name: &'static str, asked: Asked) -> Check {
    let found = match asked.number {
        Some(number) => format!("{} ({number})", asked.what),
        None => asked.what,
    };
    let remedy = match asked.remedy {
        "" => "open Messages on this Mac, and try again",
        remedy => remedy,
    };
    // The list of accounts may change with a release: then only sending tells.
    let state = match asked.kind {
        ErrorKind::NotFound | ErrorKind::Validation if name == ACCOUNT => CheckState::Warning,
        _ => CheckState::Failed,
    };
    Check::bad(name, state, found, remedy)
}

fn of_account(answer: &str) -> Check {
    let answer = answer.to_lowercase();
    let has = |word: &str| answer.split_whitespace().any(|found| found == word);
    let sign_in = "open Messages > Settings > iMessage: sign in, and switch the account on";
    if has("false") {
        let found = "the iMessage account is switched off";
        return Check::bad(ACCOUNT, CheckState::Failed, found, sign_in);
    }
    if has("disconnected") || has("disconnecting") {
        let found = "the iMessage account is not connected";
        return Check::bad(ACCOUNT, CheckState::Warning, found, "check the network of this Mac");
    }
    Check::ok(ACCOUNT, if has("connected") { "signed in and connected" } else { "signed in" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_of_an_account() {
        let state = |answer| of_account(answer).state;
        assert_eq!(state("enabled true connected\n"), CheckState::Ok);
        assert_eq!(state("enabled true disconnected"), CheckState::Warning);
        assert_eq!(state("enabled false disconnected"), CheckState::Failed);
        assert_eq!(state(""), CheckState::Ok);
        assert_eq!(state("missing value"), CheckState::Ok);
    }
}
