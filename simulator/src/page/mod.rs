//! The page: Messages in a browser, as the person who talks to the agent sees it.
//!
//! Its files are in the program. It acts through the same HTTP API as tests do; what it needs
//! besides is under `/api/page`.

mod files;
mod guard;
mod live;
mod looks;
mod pieces;
mod switches;

use axum::Router;
use axum::routing::get;

use crate::control::Context;

pub(crate) use guard::{Guard, check};
pub(crate) use live::Pages;

/// The page, and what only the page needs.
pub(crate) fn router() -> Router<Context> {
    Router::new()
        .route("/", get(files::index))
        .route("/page/{*path}", get(files::file))
        .route("/api/page/live", get(live::live))
        .route("/api/page/messages", get(pieces::messages))
        .route("/api/page/calls/{n}", get(pieces::call))
        .route("/api/page/icon", get(pieces::icon))
        .route("/api/page/cards/{guid}", get(pieces::card))
}
