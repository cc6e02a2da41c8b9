//! Which macOS a database comes from, as its columns tell.

use std::fmt;

use super::Database;

/// Which macOS a database comes from. The newest columns decide: there is no number to trust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Generation {
    /// Older than macOS 11: replies and edits are not stored, the rest is read.
    Older,
    /// macOS 11 or 12.
    MacOs11,
    /// macOS 13.
    MacOs13,
    /// macOS 14 or 15.
    MacOs14,
    /// macOS 26, or newer.
    MacOs26,
}

impl Generation {
    /// Its name: `macOS 13`, for instance.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Older => "macOS 10.15 or older",
            Self::MacOs11 => "macOS 11 or 12",
            Self::MacOs13 => "macOS 13",
            Self::MacOs14 => "macOS 14 or 15",
            Self::MacOs26 => "macOS 26 or newer",
        }
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Columns that a generation brought.
const BROUGHT: [(Generation, &[&str]); 4] = [
    (Generation::MacOs26, &["ck_chat_id", "is_time_sensitive", "index_state"]),
    (Generation::MacOs14, &["schedule_type", "associated_message_emoji", "bia_reference_id"]),
    (Generation::MacOs13, &["date_retracted", "date_edited", "part_count"]),
    (Generation::MacOs11, &["thread_originator_guid"]),
];

/// Columns without which messages cannot be told.
const NEEDED: [(&str, &str); 10] = [
    ("message", "guid"),
    ("message", "attributedBody"),
    ("message", "date"),
    ("message", "handle_id"),
    ("message", "is_from_me"),
    ("chat", "guid"),
    ("handle", "id"),
    ("chat_message_join", "message_id"),
    ("attachment", "guid"),
    ("message_attachment_join", "message_id"),
];

impl Database {
    /// Which macOS it comes from.
    pub fn generation(&self) -> Generation {
        let has = |columns: &[&str]| columns.iter().any(|c| self.schema.has("message", c));
        let found = BROUGHT.iter().find(|(_, columns)| has(columns));
        found.map_or(Generation::Older, |(generation, _)| *generation)
    }

    /// What every known generation has and this database lacks, as `table.column`: an unknown
    /// generation, or no database of Messages.
    pub fn missing(&self) -> Vec<String> {
        let missing = NEEDED.iter().filter(|(table, column)| !self.schema.has(table, column));
        missing.map(|(table, column)| format!("{table}.{column}")).collect()
    }
}
