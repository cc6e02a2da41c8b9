//! Harmless questions to Messages, for the doctor.

use std::path::Path;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::outcome::{Outcome, outcome};
use super::queue;
use super::run::{Ran, run};
use super::script::Route;
use crate::error::ErrorKind;

/// Why a question was not answered.
#[derive(Debug)]
pub(in super::super) struct Asked {
    pub(in super::super) kind: ErrorKind,
    /// What happened, for people.
    pub(in super::super) what: String,
    /// What to do about it; empty if there is nothing.
    pub(in super::super) remedy: &'static str,
    /// Apple's number.
    pub(in super::super) number: Option<i64>,
}

/// Asks Messages something, in the queue of all calls, and gives the answer. Dropped, the program is
/// killed.
pub(in super::super) async fn ask(
    program: &Path,
    question: &str,
    limit: Duration,
    stop: &CancellationToken,
) -> Result<String, Asked> {
    let _call = queue::call().await;
    let ran = run(program, &["-".into()], question, limit, stop).await;
    match (outcome(&ran, Route::Chat("\0"), &[]), ran) {
        (Outcome::Taken, Ran::Ended(output)) => {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        }
        (Outcome::NotLeft(trouble) | Outcome::Unknown(trouble), _) => Err(Asked {
            kind: trouble.kind,
            what: trouble.what,
            remedy: trouble.remedy,
            number: trouble.number,
        }),
        (Outcome::Taken, _) => Ok(String::new()),
    }
}
