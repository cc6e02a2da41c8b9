//! The limits of a day.

use std::collections::HashMap;

use tonic::Code;

use super::LineId;
use crate::clock;
use crate::refusal::Refusal;

/// Messages of a server and day, and new conversations of a line and day. Every line is a server
/// here: a dedicated instance has one of its own, and the shared pool is one.
pub(crate) struct Quotas {
    pub(crate) daily_limit: u32,
    pub(crate) new_conversation_limit: u32,
    pub(super) day: i64,
    pub(super) sent: HashMap<LineId, u32>,
    pub(super) opened: HashMap<LineId, u32>,
}

impl Quotas {
    pub(crate) fn new(daily_limit: u32, new_conversation_limit: u32) -> Self {
        Self {
            daily_limit,
            new_conversation_limit,
            day: 0,
            sent: HashMap::new(),
            opened: HashMap::new(),
        }
    }

    /// Counts one message of that day, or refuses it.
    pub(crate) fn spend(
        &mut self,
        day: i64,
        line: &LineId,
        opens_conversation: bool,
    ) -> Result<(), Refusal> {
        self.turn_to(day);
        let (sent, opened) = self.used(line);
        if sent >= self.daily_limit {
            return Err(self.exceeded("dailyLimitExceeded", self.daily_limit));
        }
        if opens_conversation && opened >= self.new_conversation_limit {
            return Err(self.exceeded("recipientLimitExceeded", self.new_conversation_limit));
        }
        self.sent.insert(line.clone(), sent + 1);
        if opens_conversation {
            self.opened.insert(line.clone(), opened + 1);
        }
        Ok(())
    }

    /// Messages and new conversations that a line has used today.
    pub(crate) fn used(&self, line: &LineId) -> (u32, u32) {
        let of = |counts: &HashMap<LineId, u32>| counts.get(line).copied().unwrap_or(0);
        (of(&self.sent), of(&self.opened))
    }

    /// Begins the counts anew.
    pub(crate) fn reset(&mut self) {
        self.sent.clear();
        self.opened.clear();
    }

    /// Counts begin anew with another day, counted from 1970.
    pub(crate) fn turn_to(&mut self, day: i64) {
        if self.day != day {
            self.day = day;
            self.reset();
        }
    }

    fn exceeded(&self, error_code: &str, limit: u32) -> Refusal {
        Refusal::new(
            Code::ResourceExhausted,
            error_code,
            format!("the limit of {limit} a day is used up"),
        )
        .with("limit", limit.to_string())
        .with("resetsAt", clock::end_of_day(self.day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_limits_hold_and_a_new_day_begins_anew() {
        let mut quotas = Quotas::new(3, 1);
        let line = LineId::new("a");
        quotas.spend(7, &line, true).expect("the first");
        assert_eq!(
            quotas.spend(7, &line, true).expect_err("second opening").error_code,
            "recipientLimitExceeded"
        );
        quotas.spend(7, &line, false).expect("the second");
        quotas.spend(7, &line, false).expect("the third");
        let refused = quotas.spend(7, &line, false).expect_err("the fourth");
        assert_eq!((refused.error_code.as_str(), refused.retryable), ("dailyLimitExceeded", false));
        assert_eq!(refused.context[0], ("limit".to_owned(), "3".to_owned()));
        quotas.spend(7, &LineId::new("b"), true).expect("another line");
        quotas.spend(8, &line, true).expect("the next day");
    }
}
