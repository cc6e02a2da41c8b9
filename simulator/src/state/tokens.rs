//! Tokens: which line a bearer speaks for, and until when.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use rand::Rng;
use rand::distr::Alphanumeric;
use tonic::Code;

use super::LineId;
use super::tracked::Tracked;
use crate::bounds::TOKENS;
use crate::refusal::Refusal;
use crate::ring::Ring;

pub(crate) struct Tokens {
    pub(super) known: Tracked<HashMap<String, Token>, String>,
    pub(super) minted: Ring<String>,
}

impl Default for Tokens {
    fn default() -> Self {
        Self { known: Tracked::default(), minted: Ring::new(TOKENS, usize::MAX) }
    }
}

pub(super) struct Token {
    pub(super) line: LineId,
    /// Nothing for a token that never expires.
    pub(super) expires: Option<Instant>,
    /// Whether it was asked for, and not given at the start.
    #[cfg_attr(not(feature = "state"), allow(dead_code))]
    pub(super) minted: bool,
}

impl Tokens {
    /// A new token for a line.
    pub(crate) fn mint(&mut self, line: &LineId, ttl: Duration) -> String {
        let secret: String =
            rand::rng().sample_iter(Alphanumeric).take(32).map(char::from).collect();
        let token = format!("sim-{secret}");
        // A lifetime beyond what a clock can hold is one without an end.
        let expires = Instant::now().checked_add(ttl);
        self.known.insert(token.clone(), Token { line: line.clone(), expires, minted: true });
        for oldest in self.minted.push(token.clone(), 0) {
            self.known.remove(&oldest);
        }
        token
    }

    /// Accepts a token that is given, for ever.
    pub(crate) fn fix(&mut self, token: &str, line: &LineId) {
        let token = (token.to_owned(), Token { line: line.clone(), expires: None, minted: false });
        self.known.insert(token.0, token.1);
    }

    /// The line that this token speaks for.
    pub(crate) fn line(&self, token: &str) -> Result<LineId, Refusal> {
        let unknown = || Refusal::new(Code::Unauthenticated, "unauthenticated", "unknown token");
        let known = self.known.get(token).ok_or_else(unknown)?;
        if known.expires.is_some_and(|at| at <= Instant::now()) {
            return Err(Refusal::new(
                Code::Unauthenticated,
                "tokenExpired",
                "the token has expired",
            ));
        }
        Ok(known.line.clone())
    }

    /// Lets all tokens expire at once.
    pub(crate) fn expire_all(&mut self) {
        let now = Instant::now();
        for token in self.known.values_mut() {
            token.expires = Some(now);
        }
    }

    /// Brings the end of all tokens closer.
    pub(crate) fn age(&mut self, by: Duration) {
        let now = Instant::now();
        for token in self.known.values_mut() {
            token.expires = token.expires.map(|at| at.checked_sub(by).unwrap_or(now));
        }
    }

    /// Forgets the tokens of a line that is gone.
    pub(crate) fn forget(&mut self, line: &LineId) {
        self.known.retain(|token| token.line != *line);
    }
}
