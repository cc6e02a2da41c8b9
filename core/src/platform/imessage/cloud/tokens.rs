//! The answer of the token exchange.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::secret::Secret;

/// Longer lifetimes are cut: a timer cannot hold more.
const MAX_LIFETIME: u64 = 30 * 24 * 3600;

/// Tokens for the lines of a project.
#[derive(Clone, Debug)]
pub(in super::super) struct Tokens {
    pub(in super::super) lines: LineTokens,
    pub(in super::super) lifetime: Duration,
}

/// Who sends.
#[derive(Clone, Debug)]
pub(in super::super) enum LineTokens {
    /// The shared pool.
    Shared(Secret),
    /// Lines of the project's own, by instance.
    Dedicated(BTreeMap<String, DedicatedToken>),
}

/// The token of a line, and its number where the answer says it.
#[derive(Clone, Debug)]
pub(in super::super) struct DedicatedToken {
    pub(in super::super) token: Secret,
    pub(in super::super) phone: Option<String>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Answer {
    #[serde(rename_all = "camelCase")]
    Shared { token: String, expires_in: f64 },
    #[serde(rename_all = "camelCase")]
    Dedicated {
        auth: BTreeMap<String, String>,
        #[serde(default)]
        numbers: BTreeMap<String, Option<String>>,
        expires_in: f64,
    },
}

impl Tokens {
    pub(super) fn parse(answer: Value) -> Result<Self> {
        // The answer holds tokens: of a parser's complaint only the place is safe to show.
        let answer: Answer = serde_json::from_value(answer).map_err(|_| {
            Error::new(
                ErrorKind::Other,
                "internalError",
                "the cloud's token answer has an unknown form",
            )
        })?;
        Ok(match answer {
            Answer::Shared { token, expires_in } => Self {
                lines: LineTokens::Shared(Secret::new(token)),
                lifetime: lifetime(expires_in),
            },
            Answer::Dedicated { auth, mut numbers, expires_in } => {
                let lines = auth.into_iter().map(|(instance, token)| {
                    let phone = numbers.remove(&instance).flatten().filter(|p| !p.is_empty());
                    (instance, DedicatedToken { token: Secret::new(token), phone })
                });
                Self {
                    lines: LineTokens::Dedicated(lines.collect()),
                    lifetime: lifetime(expires_in),
                }
            }
        })
    }
}

fn lifetime(seconds: f64) -> Duration {
    if seconds.is_finite() && seconds > 0.0 {
        Duration::from_secs_f64(seconds.min(MAX_LIFETIME as f64))
    } else {
        Duration::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_shared_answer_has_one_token() {
        let tokens = Tokens::parse(json!({"type": "shared", "token": "t", "expiresIn": 3600}))
            .expect("parses");
        assert_eq!(tokens.lifetime, Duration::from_secs(3600));
        assert!(matches!(tokens.lines, LineTokens::Shared(token) if token.expose() == "t"));
    }

    #[test]
    fn a_dedicated_answer_has_one_for_each_line() {
        let tokens = Tokens::parse(json!({
            "type": "dedicated",
            "auth": {"a": "ta", "b": "tb", "c": "tc"},
            "numbers": {"a": "+1", "b": null, "d": "+4"},
            "expiresIn": 60,
        }))
        .expect("parses");
        let LineTokens::Dedicated(lines) = tokens.lines else { panic!("dedicated") };
        assert_eq!(lines.len(), 3);
        assert_eq!(lines["a"].phone.as_deref(), Some("+1"));
        assert_eq!(lines["b"].phone, None);
        assert_eq!(lines["c"].phone, None);
    }

    #[test]
    fn an_unknown_answer_shows_no_token() {
        let error = Tokens::parse(json!({"type": "shared", "token": 5, "secret": "hunter2"}))
            .expect_err("no form");
        assert!(!format!("{error:?}").contains("hunter2"));
    }

    #[test]
    fn odd_lifetimes_are_harmless() {
        assert_eq!(lifetime(-1.0), Duration::ZERO);
        assert_eq!(lifetime(f64::INFINITY), Duration::ZERO);
        assert_eq!(lifetime(1e300), Duration::from_secs(MAX_LIFETIME));
    }
}
