//! `spectrum-sim-mac`: stands in for a Mac in the scenarios: Messages with its database, and
//! `osascript`.
//!
//! A process of its own, because two copies of SQLite in one process must not have one database
//! open. It copies a database, prints one line of JSON with `database`, `osascript` and `page_url`,
//! and does what is POSTed to the page:
//!
//! | path | body |
//! |---|---|
//! | `/api/text` | `guid`, `text`, `chat`, `handle`, `own`, `reply_to`: a message; of this account with `own` |
//! | `/api/file` | `guid`, `name`, `text`, `caption`, `state`: a message with a file of that text |
//! | `/api/reaction` | `guid`, `target`, `kind`, `emoji`: `kind` is Apple's number |
//! | `/api/group` | `guid`, `item`, `action`, `title`, `other`: an event of the group |
//! | `/api/edit`, `/api/unsend`, `/api/read`, `/api/delivered`, `/api/failed` | `guid`, and `text`, `error` |
//! | `/api/osascript` | `exit`, `stderr`, `silent`: how calls end from now on; `silent`: no row appears |
//!
//! A call of `osascript` is written into the database as Messages would, with the guids `SENT-1`,
//! `SENT-2`, … GET `/api/transcript` lists the calls. Other arguments of `spectrum-sim` are read
//! over.

mod messages;

use std::convert::Infallible;
use std::io::{Read, Write, stdin, stdout};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Path as Tail, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use messages::{Mac, Result};

/// How often it is looked whether the program was called.
const LOOK: Duration = Duration::from_millis(5);

/// The Mac, for the page and for who looks for calls.
#[derive(Clone)]
struct Shared(Arc<Mutex<Mac>>);

impl Shared {
    fn mac(&self) -> MutexGuard<'_, Mac> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let named = arguments.iter().position(|argument| argument == "--local");
    let database = named.and_then(|place| arguments.get(place + 1)).ok_or("--local DATABASE")?;
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/local");
    let home = tempfile::tempdir()?;
    let mac = Mac::new(home.path(), &found(database, &fixtures), &fixtures.join("osascript"))?;
    let (places, shared) = (mac.places(), Shared(Arc::new(Mutex::new(mac))));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(shared, places, arguments.iter().any(|a| a == "--exit-with-stdin")))
}

/// A path, or the name of a database of the fixtures.
fn found(database: &str, fixtures: &Path) -> PathBuf {
    let path = PathBuf::from(database);
    if path.is_file() { path } else { fixtures.join(database) }
}

async fn serve(shared: Shared, mut ready: Value, with_stdin: bool) -> Result<()> {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    // The names that the runners know of the simulator; there is no service.
    for name in ["cloud_url", "imessage_address", "imessage_address_plain", "ca_file"] {
        ready[name] = json!("");
    }
    for name in ["project_id", "project_secret"] {
        ready[name] = json!("");
    }
    ready["page_url"] = json!(format!("http://{}", listener.local_addr()?));
    writeln!(stdout(), "{ready}")?;
    stdout().flush()?;
    let page = Router::new()
        .route("/api/transcript", get(transcript))
        .route("/api/{action}", post(act))
        .with_state(shared.clone());
    tokio::select! {
        served = async { axum::serve(listener, page).await } => Ok(served?),
        failed = take_calls(&shared) => failed.map(|never| match never {}),
        () = ended(with_stdin) => Ok(()),
    }
}

/// Takes calls as they come.
async fn take_calls(shared: &Shared) -> Result<Infallible> {
    loop {
        tokio::time::sleep(LOOK).await;
        shared.mac().take_calls()?;
    }
}

/// Until the end of the input, or Ctrl-C.
async fn ended(with_stdin: bool) {
    if with_stdin {
        let read = || {
            let mut rest = Vec::new();
            // A failure is an end too.
            let _ = stdin().read_to_end(&mut rest);
        };
        let _ = tokio::task::spawn_blocking(read).await;
    } else {
        let _ = tokio::signal::ctrl_c().await;
    }
}

async fn transcript(State(shared): State<Shared>) -> Json<Value> {
    let mut mac = shared.mac();
    // What cannot be taken is missing there: the scenario tells.
    let _ = mac.take_calls();
    Json(json!({ "entries": mac.calls() }))
}

async fn act(
    State(shared): State<Shared>,
    Tail(action): Tail<String>,
    body: String,
) -> (StatusCode, Json<Value>) {
    let mut mac = shared.mac();
    // What was called before belongs to how things were then.
    let read = || Ok(serde_json::from_str(if body.is_empty() { "{}" } else { &body })?);
    let done = mac.take_calls().and_then(|()| read()).and_then(|body| mac.act(&action, &body));
    match done {
        Ok(()) => (StatusCode::OK, Json(json!({}))),
        Err(error) => (StatusCode::BAD_REQUEST, Json(json!({ "error": error.to_string() }))),
    }
}
