//! `spectrum local watch`.

use std::path::PathBuf;

use spectrum_imessage_chatdb::watch::{
    Clock, Event, FileEvents, Position, WatchOptions, Watcher, Woken,
};

use super::line::of_event;
use crate::failure::Failure;
use crate::output::{Output, complain};

/// What was asked for.
pub(super) struct Options {
    pub(super) database: PathBuf,
    pub(super) json: bool,
    pub(super) position: Option<PathBuf>,
    pub(super) own: bool,
    pub(super) history: bool,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let file =
        |source| Failure::File { path: options.position.clone().unwrap_or_default(), source };
    let position = match &options.position {
        Some(path) => Position::load(path).map_err(file)?,
        None => None,
    };
    let watching =
        WatchOptions { own: options.own, history: options.history, ..WatchOptions::default() };
    let clock = Clock::new();
    let mut watcher = Watcher::open(&options.database, position, watching, clock.now())?;
    // After the database: reading it for the first time makes files.
    let mut files = FileEvents::new(&options.database);
    let save = |watcher: &Watcher| match &options.position {
        Some(path) => watcher.position().save(path).map_err(file),
        None => Ok(()),
    };
    save(&watcher)?;
    complain("watching");
    let mut out = Output::new();
    loop {
        let polled = watcher.poll(clock.now());
        for event in &polled.events {
            print(&mut out, event, options.json)?;
        }
        if !polled.events.is_empty() {
            out.flush()?;
            save(&watcher)?;
        }
        if files.wait(polled.again_in) == Woken::Files {
            watcher.poke();
        }
    }
}

fn print(out: &mut Output, event: &Event, json: bool) -> std::io::Result<()> {
    if json { out.json(event) } else { out.line(&of_event(event)) }
}
