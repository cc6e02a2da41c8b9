//! The command `spectrum-sim` as a function, so that programs in other languages have it too.

mod announce;
mod ends;
mod options;
mod script;

use std::cell::Cell;
use std::ffi::OsString;
use std::io::{Write, stderr};
use std::net::Ipv4Addr;

use tracing_subscriber::EnvFilter;

use self::announce::announce;
use self::ends::{end_signals, stdin_closed};
use self::options::Options;
use self::script::Part;
use crate::error::SimError;
use crate::script::Recorder;
use crate::simulator::Simulator;

/// The port of the page that people come back to.
const USUAL_PAGE_PORT: u16 = 8420;
/// Something went wrong.
const FAILURE: u8 = 1;
/// The arguments cannot be used.
const USAGE: u8 = 2;

/// Runs the command until it ends, by a signal for example, and answers its exit status: 0, 1 when
/// something went wrong or a script met something else than it expected, 2 for arguments that cannot be used. What went wrong is on standard error.
///
/// The first argument is the name of the command as the help shows it: `spectrum-sim`, or
/// `spectrum sim`. It blocks, in a runtime of its own, and may be called from any thread.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> u8 {
    let arguments = arguments.into_iter().map(Into::into).collect();
    let (options, name) = match Options::read(arguments) {
        Ok(read) => read,
        Err(told) => {
            // Help, the version or an error: where each of them belongs. Nobody is left to tell if
            // that is closed.
            let _ = told.print();
            return if told.use_stderr() { USAGE } else { 0 };
        }
    };
    let filter =
        EnvFilter::try_from_env("SPECTRUM_SIM_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    // The program around it may have its own.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr).try_init();
    match in_runtime(options) {
        Ok(true) => 0,
        Ok(false) => FAILURE,
        Err(error) => {
            // Nobody is left to tell if stderr is closed.
            let _ = writeln!(stderr(), "{name}: {error}");
            FAILURE
        }
    }
}

/// On a thread of its own: the caller's may belong to another runtime.
fn in_runtime(options: Options) -> Result<bool, SimError> {
    let begun = std::thread::Builder::new().name("spectrum-sim".to_owned()).spawn(move || {
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|source| SimError::io("cannot start", source))?
            .block_on(play(options))
    });
    let thread = begun.map_err(|source| SimError::io("cannot start", source))?;
    match thread.join() {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

async fn play(options: Options) -> Result<bool, SimError> {
    // Before the ready line: whoever reads it may send the signal at once.
    let ended = end_signals()?;
    // Nothing starts for a script that cannot be played.
    let part = Part::read(&options)?;
    let sim = start(&options).await?;
    let mut recorder = match &options.record {
        Some(path) => Some(Recorder::start(sim.hub().clone(), path)?),
        None => None,
    };
    announce(&sim.ready()?, &options)
        .map_err(|source| SimError::io("cannot write to standard output", source))?;
    if options.open {
        open_page(sim.page_url());
    }
    let input_closed = async {
        if options.exit_with_stdin {
            stdin_closed().await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    // A script that is stopped has not seen what it expects.
    let good = Cell::new(part.is_none());
    let played = async {
        if let Some(part) = part {
            good.set(part.play(&sim, options.json).await);
            if !options.stay {
                return;
            }
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = ended => {}
        () = sim.stop_asked() => {}
        () = input_closed => {}
        () = played => {}
        error = recording_failed(&mut recorder) => return Err(error),
    }
    let failure = sim.failure();
    sim.stop().await;
    if let Some(recorder) = recorder {
        recorder.finish().await?;
    }
    if let Some(failure) = failure {
        return Err(failure);
    }
    Ok(good.get())
}

async fn recording_failed(recorder: &mut Option<Recorder>) -> SimError {
    match recorder {
        Some(recorder) => recorder.failed().await,
        None => std::future::pending().await,
    }
}

/// Shows the page in the browser of whoever is logged in. A machine without one has the address.
fn open_page(url: &str) {
    if let Err(error) = open::that_detached(url) {
        let _ = writeln!(stderr(), "the page {url} could not be opened in a browser: {error}");
    }
}

/// Whether the state file says which port the page had.
fn known(options: &Options) -> bool {
    let about = options.state.as_ref().and_then(|path| std::fs::metadata(path).ok());
    about.is_some_and(|about| about.len() > 0)
}

async fn start(options: &Options) -> Result<Simulator, SimError> {
    let mut builder = Simulator::builder()
        .project_id(&options.project_id)
        .token_ttl(options.token_ttl)
        .heartbeat(options.heartbeat)
        .daily_limit(options.daily_limit)
        .events_before(options.events_before)
        .new_conversation_limit(options.new_conversation_limit)
        .transcript(!options.no_transcript)
        .tls_port(options.tls_port);
    if let Some(secret) = &options.project_secret {
        builder = builder.project_secret(secret);
    }
    if let Some(path) = &options.state {
        builder = builder.state_file(path);
    }
    if let Some(phones) = &options.dedicated {
        builder = builder.dedicated(phones.iter().filter(|phone| !phone.is_empty()));
    }
    for (token, line) in &options.token {
        builder = builder.fixed_token(token, line);
    }
    if options.bind != Ipv4Addr::LOCALHOST {
        builder = builder.page_address(options.bind);
    }
    for name in &options.page_name {
        builder = builder.page_name(name);
    }
    match options.port {
        Some(port) => builder.page_port(port).start().await,
        None if options.json || known(options) => builder.start().await,
        None => match builder.clone().page_port(USUAL_PAGE_PORT).start().await {
            Err(SimError::Io { .. }) => builder.start().await,
            other => other,
        },
    }
}
