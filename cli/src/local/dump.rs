//! `spectrum local dump`.

use std::path::Path;

use spectrum_imessage_chatdb::database::Database;

use super::line::of_record;
use crate::failure::Failure;
use crate::output::Output;

/// How many rows are read at once.
const BATCH: usize = 1000;

pub(super) fn run(path: &Path, json: bool) -> Result<(), Failure> {
    let mut database = Database::open_once(path)?;
    let mut out = Output::new();
    let mut after = i64::MIN;
    loop {
        let records = database.records_after(after, BATCH)?;
        let Some(last) = records.last() else { break };
        after = last.rowid;
        for record in &records {
            if json {
                out.json(record)?;
            } else if let Some(line) = of_record(record) {
                out.line(&line)?;
            }
        }
    }
    out.flush()?;
    Ok(())
}
