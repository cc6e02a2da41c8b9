//! This machine's clock against the cloud's.

use std::time::{Duration, SystemTime};

use super::name::CLOCK;
use super::report::{Check, CheckState};

/// What the way of an answer and whole seconds may make of it.
const GOOD: Duration = Duration::from_secs(30);
/// Signatures of webhooks are refused beyond this.
const WRONG: Duration = Duration::from_secs(300);

const REMEDY: &str = "let the clock of this machine be set by the network (NTP)";

/// With what the cloud's clock said, and this machine's at the same time.
pub(super) fn check(theirs: Option<SystemTime>, ours: SystemTime) -> Check {
    let Some(theirs) = theirs else {
        return Check::skipped(CLOCK, "the cloud's answer has no date");
    };
    let (off, way) = match ours.duration_since(theirs) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    let found = format!("{} s {way} the cloud's", off.as_secs());
    match off {
        off if off <= GOOD => Check::ok(CLOCK, "as the cloud's"),
        off if off <= WRONG => Check::bad(CLOCK, CheckState::Warning, found, REMEDY),
        _ => Check::bad(CLOCK, CheckState::Failed, found, REMEDY),
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn a_clock_is_right_or_says_how_wrong_it_is() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let of = |ours| check(Some(at(10_000)), at(ours));
        assert_eq!(of(10_029).state, CheckState::Ok);
        assert_eq!(of(9_971).state, CheckState::Ok);
        assert_eq!(of(10_100).state, CheckState::Warning);
        assert_eq!(of(9_000).state, CheckState::Failed);
        assert_eq!(of(9_000).found, "1000 s behind the cloud's");
        assert_eq!(of(10_400).found, "400 s ahead of the cloud's");
        assert_eq!(check(None, at(1)).state, CheckState::Skipped);
    }
}
