//! Names of platforms that programs define.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use once_cell::sync::Lazy;

use crate::error::{Error, Result};

/// Names that mean something already, whatever their case.
const RESERVED: [&str; 2] = ["imessage", "terminal"];

/// All names of this process. They are constants of programs: there are few, and they are kept for
/// ever, so that an id can be copied.
static NAMES: Lazy<Mutex<HashSet<&'static str>>> = Lazy::new(Mutex::default);

/// The name of a platform that a program defines.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CustomName(&'static str);

impl CustomName {
    /// Checks a name: a small letter, then small letters and digits in words that are joined by single
    /// underscores.
    ///
    /// # Errors
    /// `ValidationError` for another form, and for the names of the platforms of this library.
    pub fn new(name: &str) -> Result<Self> {
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name)) {
            let message =
                format!("\"{name}\" is a platform of this library; give yours another name");
            return Err(Error::validation("reservedPlatform", message));
        }
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.split('_').all(is_word) {
            return Err(Error::validation(
                "invalidPlatform",
                format!(
                    "the name of a platform is a small letter, then small letters and digits in words \
                     joined by single underscores, such as my_chat; not {name:?}"
                ),
            ));
        }
        let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = names.get(name) {
            return Ok(Self(known));
        }
        let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
        names.insert(kept);
        Ok(Self(kept))
    }

    /// The name.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Debug for CustomName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::PlatformId;

    #[test]
    fn names_are_lower_snake_case() {
        for good in ["a", "my_chat", "chat2", "a1_b2"] {
            assert_eq!(CustomName::new(good).expect("a name").as_str(), good);
        }
        for bad in ["", "Chat", "2a", "_a", "a_", "a__b", "a-b", "a b", "é"] {
            let error = CustomName::new(bad).expect_err("no name");
            assert_eq!(error.code(), "invalidPlatform", "{bad}");
        }
        for reserved in ["imessage", "iMessage", "terminal", "TERMINAL"] {
            let error = CustomName::new(reserved).expect_err("taken");
            assert_eq!(error.code(), "reservedPlatform", "{reserved}");
        }
    }

    #[test]
    fn the_same_name_is_the_same_platform_whatever_its_case() {
        let one = CustomName::new("my_chat").expect("a name");
        assert_eq!(one, CustomName::new(&String::from("my_chat")).expect("a name"));
        let id = PlatformId::Custom(one);
        assert!(id.is("My_Chat") && !id.is("mychat"));
        assert!(PlatformId::IMessage.is("imessage"));
    }
}
