//! Which tables and columns this generation of the database has.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

/// The tables that are read.
const TABLES: [&str; 8] = [
    "message",
    "chat",
    "handle",
    "attachment",
    "chat_handle_join",
    "chat_message_join",
    "message_attachment_join",
    "chat_recoverable_message_join",
];

/// The columns of the tables that are read. Asked for once for each connection.
#[derive(Default)]
pub(super) struct Schema {
    tables: HashMap<&'static str, HashSet<String>>,
}

impl Schema {
    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut tables = HashMap::new();
        for table in TABLES {
            let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?)")?;
            let names = statement.query_map([table], |row| row.get(0))?;
            tables.insert(table, names.collect::<Result<_, _>>()?);
        }
        Ok(Self { tables })
    }

    /// Whether a table has a column.
    pub(super) fn has(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).is_some_and(|columns| columns.contains(column))
    }

    /// Columns for a query, each with a comma before it: those that exist, and NULL for the others.
    pub(super) fn columns(&self, table: &str, names: &[&str]) -> String {
        let mut sql = String::new();
        for name in names {
            sql.push_str(", ");
            sql.push_str(if self.has(table, name) { name } else { "NULL" });
        }
        sql
    }
}
