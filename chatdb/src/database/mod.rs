//! The database itself: opened read-only beside the writer, read in short batches.

mod error;
mod generation;
mod joins;
mod lookup;
mod open;
mod people;
mod row;
mod schema;
mod window;

pub use error::{DatabaseError, DatabaseErrorKind};
pub use generation::Generation;
pub use people::Chat;

pub(crate) use row::Row;
pub(crate) use window::Fingerprint;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, Statement, ToSql};

use crate::record::{Joined, Record, record};
use joins::Joins;
use people::People;
use schema::Schema;

/// How many bytes of bodies and texts a batch has at most, but for its last row.
const MAX_BATCH: usize = 64 * 1024 * 1024;

/// A connection to the database. Never writes.
pub struct Database {
    path: PathBuf,
    connection: Connection,
    schema: Schema,
    people: People,
    /// The columns of a query for rows.
    select: String,
}

impl Database {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The records after a row number, at most `limit`, by row number; fewer if they are very
    /// large. Empty at the end.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] if the database cannot be read. A row that cannot be read is a record of
    /// category [`Unreadable`](crate::record::Category::Unreadable).
    pub fn records_after(
        &mut self,
        rowid: i64,
        limit: usize,
    ) -> Result<Vec<Record>, DatabaseError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.batch("WHERE ROWID > ?1 ORDER BY ROWID LIMIT ?2", &[&rowid, &limit])
    }

    /// The records with these row numbers, as far as they are there, by row number.
    ///
    /// # Errors
    ///
    /// As [`Database::records_after`].
    pub fn records(&mut self, rowids: &[i64]) -> Result<Vec<Record>, DatabaseError> {
        if rowids.is_empty() {
            return Ok(Vec::new());
        }
        let list = serde_json::json!(rowids).to_string();
        let mut records = Vec::new();
        let mut after = i64::MIN;
        loop {
            let batch = self.batch(
                "WHERE ROWID > ?2 AND ROWID IN (SELECT value FROM json_each(?1)) ORDER BY ROWID",
                &[&list, &after],
            )?;
            // A batch of very large rows ends early.
            match batch.last() {
                Some(last) if records.len() + batch.len() < rowids.len() => after = last.rowid,
                _ => {
                    records.extend(batch);
                    return Ok(records);
                }
            }
            records.extend(batch);
        }
    }

    /// The record of the message with this guid.
    ///
    /// # Errors
    ///
    /// As [`Database::records_after`].
    pub fn record_by_guid(&mut self, guid: &str) -> Result<Option<Record>, DatabaseError> {
        Ok(self.batch("WHERE guid = ?1", &[&guid])?.pop())
    }

    /// The rows that a condition names, with what belongs to them, from one moment of the database.
    fn batch(
        &mut self,
        condition: &str,
        parameters: &[&dyn ToSql],
    ) -> Result<Vec<Record>, DatabaseError> {
        let read = self.read_batch(condition, parameters);
        let (rows, mut joins) = read.map_err(|error| DatabaseError::sqlite(&self.path, &error))?;
        Ok(rows.into_iter().map(|row| self.joined(row, &mut joins)).collect())
    }

    fn read_batch(
        &mut self,
        condition: &str,
        parameters: &[&dyn ToSql],
    ) -> rusqlite::Result<(Vec<Row>, Joins)> {
        // The end of this transaction frees the writer's log: nothing is decoded inside.
        let moment = self.connection.unchecked_transaction()?;
        let rows = match self.rows(condition, parameters) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
                self.rows_one_by_one(condition, parameters)?
            }
            rows => rows?,
        };
        let joins = Joins::read(&self.connection, &self.schema, rows.iter().map(|row| row.rowid))?;
        let handles: Vec<_> =
            rows.iter().flat_map(|row| [row.handle_id, row.other_handle]).collect();
        let chats: Vec<_> = joins.chats.values().copied().collect();
        self.people.load(&self.connection, &self.schema, &handles, &chats)?;
        drop(moment);
        Ok((rows, joins))
    }

    fn rows(&self, condition: &str, parameters: &[&dyn ToSql]) -> rusqlite::Result<Vec<Row>> {
        let sql = format!("SELECT {} FROM message {condition}", self.select);
        let mut statement = self.connection.prepare_cached(&sql)?;
        read_all(&mut statement, parameters)
    }

    /// The same where a page is damaged: the rows around it can still be read.
    fn rows_one_by_one(
        &self,
        condition: &str,
        parameters: &[&dyn ToSql],
    ) -> rusqlite::Result<Vec<Row>> {
        let mut statement =
            self.connection.prepare(&format!("SELECT ROWID FROM message {condition}"))?;
        let rowids = statement.query_map(parameters, |row| row.get(0))?;
        let rowids: Vec<i64> = rowids.collect::<Result<_, _>>()?;
        let one = format!("SELECT {} FROM message WHERE ROWID = ?1", self.select);
        let mut one = self.connection.prepare_cached(&one)?;
        let mut guid =
            self.connection.prepare_cached("SELECT guid FROM message WHERE ROWID = ?1")?;
        let mut rows = Vec::new();
        for rowid in rowids {
            rows.extend(read_all(&mut one, &[&rowid]).unwrap_or_else(|_| {
                let guid: String = guid.query_row([rowid], |row| row.get(0)).unwrap_or_default();
                let broken = Some("the row is damaged");
                vec![Row { rowid, guid: guid.into(), broken, ..Row::default() }]
            }));
        }
        Ok(rows)
    }

    fn joined(&self, row: Row, joins: &mut Joins) -> Record {
        record(Joined {
            recoverable: joins.recoverable.contains(&row.rowid),
            chat: joins.chats.get(&row.rowid).and_then(|chat| self.people.chat(*chat)),
            sender: self.people.handle(row.handle_id),
            other: self.people.handle(row.other_handle),
            attachments: joins.attachments.remove(&row.rowid).unwrap_or_default(),
            row,
        })
    }
}

fn read_all(
    statement: &mut Statement<'_>,
    parameters: &[&dyn ToSql],
) -> rusqlite::Result<Vec<Row>> {
    let mut rows = statement.query(parameters)?;
    let mut out = Vec::new();
    let mut bytes = 0;
    while bytes < MAX_BATCH
        && let Some(row) = rows.next()?
    {
        let row = Row::read(row)?;
        bytes += row.size();
        out.push(row);
    }
    Ok(out)
}
