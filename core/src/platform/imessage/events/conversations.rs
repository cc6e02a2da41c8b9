//! The conversations of a line in which something was written lately: what is the same for every text
//! in them is made once.

use std::collections::HashMap;
use std::sync::Arc;

use prost::Message as _;
use rustc_hash::FxBuildHasher;
use spectrum_imessage_wire::v1;

use super::super::inbound::{Mapper, user};
use super::super::lines::Line;
use crate::error::Result;
use crate::space::Space;
use crate::user::User;

/// With more all are forgotten, and made anew as they are needed.
const CAPACITY: usize = 512;

#[derive(Default)]
pub(super) struct Conversations {
    /// The number under which the line was known when they were made.
    phone: Option<Arc<str>>,
    places: HashMap<Box<[u8]>, usize, FxBuildHasher>,
    known: Vec<Conversation>,
}

pub(super) struct Conversation {
    pub(super) space: Space,
    /// Who wrote last.
    person: Option<Person>,
    /// Whether the quotas know that somebody has written here.
    counts: bool,
}

pub(super) struct Person {
    /// A `SingleServiceAddressInfo`.
    wire: Box<[u8]>,
    pub(super) user: Arc<User>,
    /// Whether it is the line itself.
    pub(super) is_line: bool,
}

impl Conversations {
    /// The line may have got another number.
    pub(super) fn check(&mut self, line: &Line) {
        let phone = line.phone();
        if self.phone.as_ref().is_none_or(|known| !Arc::ptr_eq(known, &phone)) {
            self.clear();
            self.phone = Some(phone);
        }
    }

    fn clear(&mut self) {
        self.places.clear();
        self.known.clear();
    }

    /// A conversation by its guid. `None` if the guid is no text.
    ///
    /// # Errors
    /// After the application is gone.
    pub(super) fn get(
        &mut self,
        guid: &[u8],
        line: &Line,
        mapper: &Mapper,
    ) -> Result<Option<&mut Conversation>> {
        if let Some(place) = self.places.get(guid) {
            return Ok(self.known.get_mut(*place));
        }
        let Ok(id) = std::str::from_utf8(guid) else { return Ok(None) };
        if self.known.len() >= CAPACITY {
            self.clear();
        }
        let space = mapper.space(id, line.phone())?;
        self.places.insert(guid.into(), self.known.len());
        self.known.push(Conversation { space, person: None, counts: false });
        Ok(self.known.last_mut())
    }
}

impl Conversation {
    /// Somebody has written here: an answer opens no conversation.
    pub(super) fn count(&mut self, line: &Line) {
        if !std::mem::replace(&mut self.counts, true) {
            line.quotas().knows(self.space.id());
        }
    }

    /// Who wrote, by the wire. `None` if that cannot be read.
    pub(super) fn person(&mut self, wire: &[u8], line: &Line) -> Option<&Person> {
        if self.person.as_ref().is_none_or(|known| *known.wire != *wire) {
            let info = v1::SingleServiceAddressInfo::decode(wire).ok()?;
            let is_line = *info.address == *line.phone();
            let user = Arc::new(user(&info));
            self.person = Some(Person { wire: wire.into(), user, is_line });
        }
        self.person.as_ref()
    }
}
