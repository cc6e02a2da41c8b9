//! Recording: what happens becomes a script, as it happens.

mod deeds;
mod entries;
mod file;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use self::entries::Entries;
use self::file::RecordFile;
use crate::error::SimError;
use crate::hub::Hub;
use crate::state::Journal;

/// A text of the agent is written when it has not changed for that long, or for three times that
/// if it has changed before: it may be streamed, and longer and longer pauses are in it then.
const WHOLE: Duration = Duration::from_secs(3);

/// A recording that runs. Dropped, it stops where it is; [`Recorder::finish`] writes the rest.
pub(crate) struct Recorder {
    task: AbortOnDropHandle<Result<(), SimError>>,
    end: CancellationToken,
}

impl Recorder {
    /// Begins a recording in a new file.
    ///
    /// # Errors
    /// The file is there already, or cannot be made.
    pub(crate) fn start(hub: Arc<Hub>, path: &Path) -> Result<Self, SimError> {
        let file = RecordFile::create(path)?;
        hub.state().journal = Some(Journal::default());
        let end = CancellationToken::new();
        let task = tokio::spawn(run(hub, file, end.clone()));
        Ok(Self { task: AbortOnDropHandle::new(task), end })
    }

    /// Waits until something goes wrong, and says what.
    pub(crate) async fn failed(&mut self) -> SimError {
        match (&mut self.task).await {
            Ok(Err(error)) => error,
            // It ends by itself only when something is wrong.
            _ => SimError::Option("the recording has ended".to_owned()),
        }
    }

    /// Writes what is left, and ends.
    pub(crate) async fn finish(self) -> Result<(), SimError> {
        self.end.cancel();
        match self.task.await {
            Ok(result) => result,
            Err(_) => Err(SimError::Option("the recording has broken off".to_owned())),
        }
    }
}

async fn run(hub: Arc<Hub>, mut file: RecordFile, end: CancellationToken) -> Result<(), SimError> {
    let mut changes = hub.watch();
    let mut entries = Entries::default();
    let mut next = 0;
    loop {
        let last = end.is_cancelled();
        changes.mark_unchanged();
        let (lost, happened) = {
            let state = hub.state();
            let Some(journal) = &state.journal else { return Ok(()) };
            let (lost, happened) = journal.from(next);
            next = journal.next();
            let with_people = happened.into_iter().map(|(at, what)| {
                let people = entries::people(&state, &what);
                (at, what, people)
            });
            (lost, with_people.collect::<Vec<_>>())
        };
        if lost > 0 {
            file.note(&format!("{lost} things happened too fast to be written down"))?;
        }
        for (at, what, people) in happened {
            entries.take(&mut file, at, what, &people)?;
        }
        entries.settle(&mut file, if last { Duration::ZERO } else { WHOLE })?;
        if last {
            return Ok(());
        }
        tokio::select! {
            // The sender lives in the hub.
            _ = changes.changed() => {}
            () = tokio::time::sleep(WHOLE / 4), if entries.waits() => {}
            () = end.cancelled() => {}
        }
    }
}
