//! Faults on demand: the next calls of a method are refused, delayed or left hanging.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tonic::Code;

use crate::refusal::{Refusal, status_from_name};

/// Something that goes wrong with the next calls of a method.
///
/// ```
/// use spectrum_imessage_simulator::Fault;
///
/// let busy = Fault::refuse("SendTextMessage",
/// "UNAVAILABLE").error_code("serviceUnavailable").retryable(true).times(2); let slow =
/// Fault::delay("GetMessage", std::time::Duration::from_millis(50)).always();
/// # let _ = (busy, slow);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The short name of the method as in the transcript (`SendTextMessage`, `POST
    /// /imessage/tokens`), or `*` for every gRPC method.
    pub method: String,
    /// What happens.
    pub action: Action,
    /// The gRPC status by name or number; for REST the HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "name_or_number")]
    pub status: Option<String>,
    /// The trailer `error-code`; for REST the code in the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// The trailer `x-retryable`.
    #[serde(default)]
    pub retryable: bool,
    /// The text of the status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The trailers `error-context-<name>`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub context: BTreeMap<String, String>,
    /// How long a delay lasts, in milliseconds.
    #[serde(default)]
    pub delay_ms: u64,
    /// After how many events a catch-up breaks off.
    #[serde(default)]
    pub after: usize,
    /// How many calls it concerns; nothing for all until it is cleared.
    #[serde(default = "once")]
    pub times: Option<u32>,
    /// Only calls of that line: its phone number, or `shared`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
}

/// What a fault does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// The call is refused and has no effect.
    Refuse,
    /// The call has its effect, but the answer is lost and a refusal comes instead.
    LoseAnswer,
    /// The call is answered later.
    Delay,
    /// The call is never answered.
    Hang,
    /// The catch-up begins and is refused after some of its events. For `CatchUpEvents`.
    BreakOff,
}

// The form that serde asks of a default.
#[allow(clippy::unnecessary_wraps)]
fn once() -> Option<u32> {
    Some(1)
}

fn name_or_number<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Status {
        Number(u16),
        Name(String),
    }
    Ok(Option::<Status>::deserialize(value)?.map(|status| match status {
        Status::Number(number) => number.to_string(),
        Status::Name(name) => name,
    }))
}

impl Fault {
    fn new(method: &str, action: Action) -> Self {
        Self {
            method: method.to_owned(),
            action,
            status: None,
            error_code: None,
            retryable: false,
            message: None,
            context: BTreeMap::new(),
            delay_ms: 0,
            after: 0,
            times: once(),
            line: None,
        }
    }

    /// The next call is refused with this status: a gRPC name or number, for REST an HTTP status.
    pub fn refuse(method: &str, status: &str) -> Self {
        Self { status: Some(status.to_owned()), ..Self::new(method, Action::Refuse) }
    }

    /// The next call has its effect, but its answer is lost: the client gets this status.
    pub fn lose_answer(method: &str, status: &str) -> Self {
        Self { status: Some(status.to_owned()), ..Self::new(method, Action::LoseAnswer) }
    }

    /// The next call is answered later.
    pub fn delay(method: &str, by: Duration) -> Self {
        let delay_ms = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        Self { delay_ms, ..Self::new(method, Action::Delay) }
    }

    /// The next call is never answered.
    pub fn hang(method: &str) -> Self {
        Self::new(method, Action::Hang)
    }

    /// The next catch-up breaks off with this status after so many events.
    pub fn break_off(status: &str, after: usize) -> Self {
        let fault = Self::new("CatchUpEvents", Action::BreakOff);
        Self { status: Some(status.to_owned()), after, ..fault }
    }

    /// The trailer `error-code`.
    pub fn error_code(mut self, code: &str) -> Self {
        self.error_code = Some(code.to_owned());
        self
    }

    /// The trailer `x-retryable`.
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self
    }

    /// A trailer `error-context-<name>`.
    pub fn context(mut self, name: &str, value: &str) -> Self {
        self.context.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Concerns so many calls.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Concerns every call until faults are cleared.
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }

    /// Concerns calls of one line only: its phone number, or `shared`.
    pub fn on_line(mut self, line: &str) -> Self {
        self.line = Some(line.to_owned());
        self
    }

    fn concerns(&self, method: &str, line: Option<&str>) -> bool {
        let all = self.method == "*" && !method.contains(' ');
        (all || self.method == method)
            && self.line.as_deref().is_none_or(|wanted| line == Some(wanted))
    }

    pub(crate) fn refusal(&self) -> Refusal {
        let status = self.status.as_deref().and_then(status_from_name).unwrap_or(Code::Unavailable);
        let message = self.message.clone().unwrap_or_else(|| "refused on demand".to_owned());
        let mut refusal =
            Refusal::new(status, self.error_code.as_deref().unwrap_or_default(), message)
                .retryable(self.retryable);
        refusal.context = self.context.clone().into_iter().collect();
        refusal
    }

    /// The HTTP status of a REST fault.
    pub(crate) fn http_status(&self) -> u16 {
        self.status.as_deref().and_then(|status| status.parse().ok()).unwrap_or(500)
    }

    pub(crate) fn delay_time(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }

    /// Whether the status means something for this method.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.action == Action::BreakOff && self.method != "CatchUpEvents" {
            return Err("only CatchUpEvents can break off".to_owned());
        }
        let Some(status) = self.status.as_deref() else {
            return Ok(());
        };
        let good = match self.method.contains(' ') {
            true => status.parse::<u16>().is_ok_and(|status| (200..600).contains(&status)),
            false => status_from_name(status).is_some_and(|code| code != Code::Ok),
        };
        match good {
            true => Ok(()),
            false => Err(format!("{status:?} is no status for {}", self.method)),
        }
    }
}

/// The faults that wait for their calls.
#[derive(Default)]
pub(crate) struct Faults {
    waiting: Mutex<Vec<Fault>>,
}

impl Faults {
    fn waiting(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, fault: Fault) {
        if fault.times != Some(0) {
            self.waiting().push(fault);
        }
    }

    /// The faults that wait now.
    pub(crate) fn list(&self) -> Vec<Fault> {
        self.waiting().clone()
    }

    pub(crate) fn clear(&self) {
        self.waiting().clear();
    }

    /// The fault of this call, the oldest first. A delay and another fault may concern the same
    /// call.
    pub(crate) fn take(&self, method: &str, line: Option<&str>) -> Vec<Fault> {
        let mut waiting = self.waiting();
        let mut taken: Vec<Fault> = Vec::new();
        waiting.retain_mut(|fault| {
            let wanted = fault.concerns(method, line)
                && taken.last().is_none_or(|last| last.action == Action::Delay);
            if !wanted {
                return true;
            }
            taken.push(fault.clone());
            match &mut fault.times {
                None => true,
                Some(left) => {
                    *left -= 1;
                    *left > 0
                }
            }
        });
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_used_up() {
        let faults = Faults::default();
        faults.add(Fault::refuse("A", "UNAVAILABLE").times(2));
        faults.add(Fault::delay("A", Duration::from_millis(1)).always());
        let actions =
            || -> Vec<Action> { faults.take("A", None).iter().map(|fault| fault.action).collect() };
        assert_eq!(actions(), [Action::Refuse]);
        assert_eq!(actions(), [Action::Refuse]);
        assert_eq!(actions(), [Action::Delay]);
        assert!(faults.take("B", None).is_empty());
        faults.clear();
        assert!(actions().is_empty());
    }

    #[test]
    fn a_fault_may_concern_one_line_or_every_method() {
        let faults = Faults::default();
        faults.add(Fault::refuse("*", "14").on_line("+1"));
        assert!(faults.take("A", Some("+2")).is_empty());
        assert!(faults.take("GET /projects/{id}/", Some("+1")).is_empty());
        assert_eq!(faults.take("A", Some("+1"))[0].refusal().status, Code::Unavailable);
    }

    #[test]
    fn a_status_must_exist() {
        assert!(Fault::refuse("A", "NO_SUCH").check().is_err());
        assert!(Fault::refuse("A", "0").check().is_err());
        assert!(Fault::refuse("POST /imessage/tokens", "503").check().is_ok());
        assert!(Fault::refuse("POST /imessage/tokens", "UNAVAILABLE").check().is_err());
    }
}
