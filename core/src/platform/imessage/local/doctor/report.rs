//! What the doctor found.

use std::fmt;

use serde::Serialize;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckState {
    /// All is well.
    Ok,
    /// It works, but not all of it, or not for sure.
    Warning,
    /// It does not work.
    Failed,
    /// Not looked at: a check before it failed, or it makes no sense here.
    Skipped,
}

impl CheckState {
    /// The value that programs compare with: `ok`, `warning`, `failed`, `skipped`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

impl fmt::Display for CheckState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at. Stable across releases and languages.
    pub name: &'static str,
    /// How it ended.
    pub state: CheckState,
    /// What was found, for people.
    pub found: String,
    /// What to do, if there is something to do.
    pub remedy: Option<String>,
}

impl Check {
    pub(super) fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, state: CheckState::Ok, found: found.into(), remedy: None }
    }

    pub(super) fn skipped(name: &'static str, why: impl Into<String>) -> Self {
        Self { name, state: CheckState::Skipped, found: why.into(), remedy: None }
    }

    pub(super) fn bad(
        name: &'static str,
        state: CheckState,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { name, state, found: found.into(), remedy: Some(remedy.into()) }
    }
}

/// What the doctor found, in the order of the checks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DoctorReport {
    /// Every check, those that were skipped too.
    pub checks: Vec<Check>,
}

impl DoctorReport {
    /// Whether no check failed. Warnings do not count.
    pub fn healthy(&self) -> bool {
        self.checks.iter().all(|check| check.state != CheckState::Failed)
    }

    /// The check with this name.
    pub fn check(&self, name: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.name == name)
    }

    /// The report as JSON: `healthy`, and `checks` with `name`, `state`, `found` and `remedy`.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "healthy": self.healthy(), "checks": self.checks })
    }
}
