//! Whether lines answer.

use std::time::Duration;

use futures_util::future::join_all;
use spectrum_imessage_wire::{methods, v1};
use tokio::time::timeout;
use tonic::Code;

use super::super::transport::{Call, Transport};
use super::{Line, Lines};
use crate::error::{Error, ErrorKind, Result};

/// A line, and whether it could be used when it was asked.
#[derive(Clone, Debug)]
pub struct LineCheck {
    /// The line: its phone number, or `shared`.
    pub line: String,
    /// Whose it is.
    pub mode: LineMode,
    /// Why it cannot be used; `None` if it answered.
    pub error: Option<Error>,
}

/// Whose a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineMode {
    /// The pool that projects share: its numbers are not known.
    Shared,
    /// The project's own.
    Dedicated,
    /// One of a relay of one's own.
    Relay,
}

impl LineMode {
    /// `shared`, `dedicated` or `relay`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Dedicated => "dedicated",
            Self::Relay => "relay",
        }
    }
}

impl LineCheck {
    /// `ok`; `refused` if its token is not taken; `unreachable` if there was no answer; else `failed`.
    pub fn state(&self) -> &'static str {
        match self.error.as_ref().map(Error::kind) {
            None => "ok",
            Some(ErrorKind::Authentication) => "refused",
            Some(ErrorKind::Connection) => "unreachable",
            Some(_) => "failed",
        }
    }
}

impl Lines {
    /// Asks every line something small, side by side. Never fails, and takes no longer than `limit`.
    pub(in super::super) async fn check(&self, limit: Duration) -> Vec<LineCheck> {
        let lines = self.all();
        join_all(lines.iter().map(|line| line.check(limit))).await
    }
}

impl Line {
    async fn check(&self, limit: Duration) -> LineCheck {
        let mode = match self.instance() {
            Some(_) => LineMode::Dedicated,
            None if self.is_shared() => LineMode::Shared,
            None => LineMode::Relay,
        };
        let error = ask(self.transport(), limit).await.err();
        LineCheck { line: self.phone().to_string(), mode, error }
    }
}

/// Asks something small, to see whether a line answers and takes the token.
pub(in super::super) async fn ask(transport: &Transport, limit: Duration) -> Result<()> {
    let request = v1::GetChatCountRequest { include_archived: false };
    let call = transport.unary(Call::reading().once(), request, methods::chat::GET_CHAT_COUNT);
    let answer = timeout(limit, call).await.unwrap_or_else(|_| {
        let text = format!("no answer within {} s", limit.as_secs());
        Err(Error::new(ErrorKind::Connection, "timeout", text).with_context("reason", "timeout"))
    });
    match answer {
        Err(error) if !only_this_call(&error) => Err(error),
        _ => Ok(()),
    }
}

/// Whether the service knows the token and refuses only what was asked: that is an answer too.
fn only_this_call(error: &Error) -> bool {
    let codes =
        [Code::PermissionDenied, Code::Unimplemented, Code::InvalidArgument, Code::NotFound];
    codes.iter().any(|code| error.grpc_status() == Some(*code as i32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(error: Option<Error>) -> &'static str {
        LineCheck { line: "shared".to_owned(), mode: LineMode::Shared, error }.state()
    }

    #[test]
    fn states_have_words() {
        let of = |kind| state(Some(Error::new(kind, "code", "text")));
        assert_eq!(state(None), "ok");
        assert_eq!(of(ErrorKind::Authentication), "refused");
        assert_eq!(of(ErrorKind::Connection), "unreachable");
        assert_eq!(of(ErrorKind::RateLimit), "failed");
    }

    #[test]
    fn a_refusal_of_the_call_alone_is_an_answer() {
        let error = |code: Code| {
            Error::new(ErrorKind::Authentication, "x", "y").with_grpc_status(code as i32)
        };
        assert!(only_this_call(&error(Code::PermissionDenied)));
        assert!(!only_this_call(&error(Code::Unauthenticated)));
        assert!(!only_this_call(&Error::new(ErrorKind::NotFound, "lineNotFound", "here")));
    }
}
