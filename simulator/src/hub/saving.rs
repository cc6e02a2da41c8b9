//! The lock of the state: what is changed under it is saved before it is let go.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::Ordering;
use std::sync::{MutexGuard, PoisonError};

use super::Hub;
use crate::error::SimError;
use crate::grpc::Idempotency;
use crate::refusal::Refusal;
use crate::state::State;

/// What comes from a state file, if there is one.
#[derive(Default)]
pub(crate) struct Saved {
    pub(crate) state: Option<State>,
    pub(crate) idempotency: Idempotency,
    #[cfg(feature = "state")]
    pub(crate) file: Option<crate::state::StateFile>,
}

/// The state, locked. If it was changed, it is saved before it is let go.
pub(crate) struct StateGuard<'a> {
    state: MutexGuard<'a, State>,
    changed: bool,
    #[cfg_attr(not(feature = "state"), allow(dead_code))]
    hub: &'a Hub,
}

impl Deref for StateGuard<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl DerefMut for StateGuard<'_> {
    fn deref_mut(&mut self) -> &mut State {
        self.changed = true;
        &mut self.state
    }
}

impl Drop for StateGuard<'_> {
    fn drop(&mut self) {
        #[cfg(feature = "state")]
        if self.changed {
            self.hub.save(&mut self.state);
        }
    }
}

impl Hub {
    /// Looks at the state, or changes something that nobody waits for.
    pub(crate) fn state(&self) -> StateGuard<'_> {
        // A panic in one call must not take the others down.
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        StateGuard { state, changed: false, hub: self }
    }

    /// Whether the state could not be saved: nothing more is told to be done then.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Acquire)
    }

    /// An error if the state could not be saved.
    pub(crate) fn unbroken(&self) -> Result<(), SimError> {
        match self.is_broken() {
            true => Err(Refusal::unavailable("the state cannot be saved").into()),
            false => Ok(()),
        }
    }

    /// Why the state could not be saved.
    pub(crate) fn failure(&self) -> Option<SimError> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Saves what has changed, before anybody hears of it.
    #[cfg(feature = "state")]
    fn save(&self, state: &mut State) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(open) = file.as_mut() else { return };
        match open.save(state) {
            Ok(()) => state.saved(),
            Err(error) => {
                tracing::error!(%error, "the simulator ends");
                *file = None;
                *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                self.broken.store(true, Ordering::Release);
                self.shutdown.cancel();
            }
        }
    }

    /// Saves something besides, if the state is saved.
    #[cfg(feature = "state")]
    pub(crate) fn keep(&self, aside: impl FnOnce() -> crate::state::Aside) {
        let mut state = self.state();
        if state.aside.is_none() {
            return;
        }
        if let Some(kept) = &mut state.aside {
            kept.push(aside());
        }
    }

    /// Lets go of the file: what happens from now on is nowhere but here.
    #[cfg(feature = "state")]
    pub(crate) fn close_file(&self) {
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
