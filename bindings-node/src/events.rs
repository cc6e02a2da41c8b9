//! What happens besides messages.

use napi_derive::napi;
use spectrum_imessage::{Event, Events};

use crate::call::{NativeCalls, call};
use crate::reading::Reading;
use crate::space::NativeSpace;

/// An event.
#[napi(object, object_from_js = false)]
pub struct EventView {
    /// Its fields as JSON.
    pub json: String,
    /// The conversation.
    pub space: Option<NativeSpace>,
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        Self { json: event.to_json(), space: event.space().cloned().map(NativeSpace) }
    }
}

/// The one consumer of an application's events.
#[napi]
pub struct NativeEvents(Reading<Events>);

impl NativeEvents {
    pub(crate) fn new(events: Events) -> Self {
        Self(Reading::new(events))
    }
}

#[napi]
impl NativeEvents {
    /// The next event: gives a list of it, or nothing after the stop or after
    /// [`NativeEvents::interrupt`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn next(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let event = self.0.read(|events| Box::pin(events.next()));
        call(to, id, None, event, |event| event.map(|event| vec![EventView::from(event)]))
    }

    /// Ends a waiting read, and those to come.
    #[napi]
    pub fn interrupt(&self) {
        self.0.interrupt();
    }

    /// Lets the next consumer in: gives nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn close(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        call(to, id, None, self.0.close(|_| ()), |()| ())
    }
}
