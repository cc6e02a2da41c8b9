//! `--script` and `--replay`: a script, played and told.

use std::io::{Write, stderr, stdout};
use std::path::Path;

use super::options::Options;
use crate::error::SimError;
use crate::script::{self, Outcome, Pace, Player, Script};
use crate::simulator::Simulator;

/// A script with its pace.
pub(super) struct Part {
    script: Script,
    pace: Pace,
}

impl Part {
    /// Reads the script that the options name, if they name one.
    pub(super) fn read(options: &Options) -> Result<Option<Self>, SimError> {
        let (path, pace): (&Path, _) = match (&options.script, &options.replay) {
            (Some(path), _) => (path, Pace::Prompt),
            (None, Some(path)) => (path, Pace::Recorded(options.speed)),
            (None, None) => return Ok(None),
        };
        Ok(Some(Self { script: script::read(path)?, pace }))
    }

    /// Plays it. Answers whether everything was as expected.
    pub(super) async fn play(self, sim: &Simulator, json: bool) -> bool {
        let player = Player::new(sim.hub().clone(), self.script, self.pace);
        player.play(|outcome| tell(outcome, json)).await
    }
}

/// One step: a line for people on standard output, or one of JSON. Who reads it may be gone.
fn tell(outcome: &Outcome, json: bool) {
    let mut out = stdout().lock();
    if json {
        let _ = serde_json::to_writer(&mut out, outcome);
        let _ = writeln!(out);
        let _ = out.flush();
        return;
    }
    let mark = if outcome.ok { "✓" } else { "✗" };
    let line = outcome.line;
    // A text of several lines stays on one.
    let words = outcome.words.replace('\n', " ");
    let told = [outcome.person.as_str(), outcome.what, &words];
    let told: Vec<&str> = told.into_iter().filter(|part| !part.is_empty()).collect();
    let _ = writeln!(out, "{mark} line {line}: {}", told.join(" "));
    let _ = out.flush();
    if let Some(error) = &outcome.error {
        let _ = writeln!(stderr(), "\nline {line}: {error}");
    }
}
