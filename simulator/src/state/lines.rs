//! The lines of the project: the shared pool, or numbers of its own.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// What the shared pool is called where a phone number would stand.
pub(crate) const SHARED: &str = "shared";

/// A line: the shared pool, or an instance of a dedicated project. Its phone number may change,
/// this id does not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct LineId(Arc<str>);

impl LineId {
    pub(crate) fn new(id: &str) -> Self {
        Self(id.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_shared(&self) -> bool {
        &*self.0 == SHARED
    }
}

impl fmt::Display for LineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The lines that exist now.
pub(crate) enum Lines {
    /// The pool that all shared projects use; people there do not know its numbers.
    Shared,
    /// Instances with their numbers; an instance may have none yet.
    Dedicated {
        instances: BTreeMap<LineId, Option<String>>,
        /// The highest number ever given to an instance: an id is not used again.
        last: usize,
    },
}

impl Lines {
    pub(crate) fn new(dedicated: Option<&[String]>) -> Self {
        let Some(phones) = dedicated else {
            return Self::Shared;
        };
        let mut lines = Self::Dedicated { instances: BTreeMap::new(), last: 0 };
        lines.set(phones);
        lines
    }

    /// Makes these the numbers of the project: known ones keep their instance. Answers the
    /// instances that are gone, or nothing for the shared pool, which cannot be changed.
    pub(crate) fn set(&mut self, phones: &[String]) -> Option<Vec<LineId>> {
        let Self::Dedicated { instances, last } = self else {
            return None;
        };
        let mut gone = Vec::new();
        instances.retain(|id, phone| {
            let stays = phone.as_ref().is_some_and(|phone| phones.contains(phone));
            if !stays {
                gone.push(id.clone());
            }
            stays
        });
        for phone in phones {
            if !instances.values().any(|known| known.as_ref() == Some(phone)) {
                *last += 1;
                // Padded, so that the order of the ids is the order of their numbers.
                instances.insert(LineId::new(&format!("inst-{last:04}")), Some(phone.clone()));
            }
        }
        Some(gone)
    }

    /// Gives an instance another number, or none. Answers whether the instance exists.
    pub(crate) fn renumber(&mut self, instance: &str, phone: Option<String>) -> bool {
        let Self::Dedicated { instances, .. } = self else {
            return false;
        };
        match instances.get_mut(&LineId::new(instance)) {
            Some(known) => {
                *known = phone;
                true
            }
            None => false,
        }
    }

    /// Whether the project has lines of its own.
    #[cfg(feature = "state")]
    pub(crate) fn is_dedicated(&self) -> bool {
        matches!(self, Self::Dedicated { .. })
    }

    pub(crate) fn exists(&self, line: &LineId) -> bool {
        match self {
            Self::Shared => line.is_shared(),
            Self::Dedicated { instances, .. } => instances.contains_key(line),
        }
    }

    /// The phone number of a line; nothing for the shared pool.
    pub(crate) fn phone(&self, line: &LineId) -> Option<&str> {
        match self {
            Self::Shared => None,
            Self::Dedicated { instances, .. } => instances.get(line)?.as_deref(),
        }
    }

    /// What a line is called: its number, `shared`, or its id while it has no number.
    pub(crate) fn label(&self, line: &LineId) -> String {
        self.phone(line).unwrap_or(line.as_str()).to_owned()
    }

    /// The line with that number or id.
    pub(crate) fn find(&self, name: &str) -> Option<LineId> {
        match self {
            Self::Shared => (name == SHARED).then(|| LineId::new(SHARED)),
            Self::Dedicated { instances, .. } => instances
                .iter()
                .find(|(id, phone)| id.as_str() == name || phone.as_deref() == Some(name))
                .map(|(id, _)| id.clone()),
        }
    }

    /// The line that people write to if they name none.
    pub(crate) fn first(&self) -> Option<LineId> {
        match self {
            Self::Shared => Some(LineId::new(SHARED)),
            Self::Dedicated { instances, .. } => instances.keys().next().cloned(),
        }
    }

    /// All lines with their numbers.
    pub(crate) fn all(&self) -> Vec<(LineId, Option<String>)> {
        match self {
            Self::Shared => vec![(LineId::new(SHARED), None)],
            Self::Dedicated { instances, .. } => {
                instances.iter().map(|(id, phone)| (id.clone(), phone.clone())).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phones(numbers: &[&str]) -> Vec<String> {
        numbers.iter().map(|number| (*number).to_owned()).collect()
    }

    #[test]
    fn a_known_number_keeps_its_instance() {
        let mut lines = Lines::new(Some(&phones(&["+1", "+2"])));
        let two = lines.find("+2").expect("a line");
        let gone = lines.set(&phones(&["+2", "+3"])).expect("dedicated");
        assert_eq!(gone, [LineId::new("inst-0001")]);
        assert_eq!(lines.find("+2"), Some(two));
        assert_eq!(lines.find("+3"), Some(LineId::new("inst-0003")));
        assert_eq!(lines.find("+1"), None);
    }

    #[test]
    fn the_shared_pool_has_no_number() {
        let mut lines = Lines::new(None);
        let shared = lines.first().expect("a line");
        assert_eq!((lines.phone(&shared), lines.label(&shared)), (None, SHARED.to_owned()));
        assert!(lines.set(&phones(&["+1"])).is_none());
    }
}
