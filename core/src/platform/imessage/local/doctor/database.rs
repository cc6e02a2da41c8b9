//! The database: whether it may be read, and whether it is one that is known.

use spectrum_imessage_chatdb::database::{Database, DatabaseError, DatabaseErrorKind, Generation};
use tokio::task::spawn_blocking;

use super::name::{DATABASE, FULL_DISK_ACCESS};
use super::options::Places;
use super::report::{Check, CheckState};

/// What was found.
pub(super) struct FoundDatabase {
    pub(super) checks: [Check; 2],
    pub(super) generation: Option<Generation>,
}

/// What a look at the database tells.
struct Look {
    generation: Generation,
    missing: Vec<String>,
    highest: i64,
    chats: usize,
}

pub(super) async fn checks(places: &Places) -> FoundDatabase {
    let Some(path) = places.database.clone() else {
        let why = "no database is given, and there is none of Messages here";
        let checks = [FULL_DISK_ACCESS, DATABASE].map(|name| Check::skipped(name, why));
        return FoundDatabase { checks, generation: None };
    };
    let shown = path.display().to_string();
    let look = spawn_blocking(move || look(&path)).await;
    let look = match look {
        Ok(Ok(look)) => look,
        Ok(Err(error)) => return FoundDatabase { checks: of_error(&error), generation: None },
        Err(error) => {
            let what = format!("the look was broken off: {error}");
            let failed = |name| Check::bad(name, CheckState::Failed, what.clone(), "try again");
            return FoundDatabase {
                checks: [FULL_DISK_ACCESS, DATABASE].map(failed),
                generation: None,
            };
        }
    };
    let access = Check::ok(FULL_DISK_ACCESS, format!("{shown} can be read"));
    FoundDatabase { generation: Some(look.generation), checks: [access, of_look(&look)] }
}

fn look(path: &std::path::Path) -> Result<Look, DatabaseError> {
    let mut database = Database::open(path)?;
    let highest = database.highest_rowid()?;
    // Columns may be there and pages damaged.
    database.records_after(highest.saturating_sub(100), 100)?;
    Ok(Look {
        generation: database.generation(),
        missing: database.missing(),
        highest,
        chats: database.chats()?.len(),
    })
}

/// Where the failure belongs: to the access, or to what the file is.
fn of_error(error: &DatabaseError) -> [Check; 2] {
    use DatabaseErrorKind::{NoFullDiskAccess, NotFound, WrongUser};
    let what = format!("{}: {}", error.path.display(), error.what);
    let failed = |name| Check::bad(name, CheckState::Failed, what.clone(), error.kind.remedy());
    if matches!(error.kind, NoFullDiskAccess | WrongUser | NotFound) {
        let skipped = Check::skipped(DATABASE, "it cannot be read");
        return [failed(FULL_DISK_ACCESS), skipped];
    }
    let access = Check::ok(FULL_DISK_ACCESS, format!("{} can be read", error.path.display()));
    [access, failed(DATABASE)]
}

fn of_look(look: &Look) -> Check {
    let found = format!(
        "database of {}, newest row {}, {} conversations",
        look.generation, look.highest, look.chats
    );
    let bad =
        |found: String, remedy: &str| Check::bad(DATABASE, CheckState::Warning, found, remedy);
    if !look.missing.is_empty() {
        let found = format!("{found}; it lacks {}", look.missing.join(", "));
        let remedy = "this generation of the database is not known: look for a newer version of the library, and \
                      report what is missing";
        return bad(found, remedy);
    }
    if look.generation == Generation::Older {
        return bad(found, "replies and edits are not told there: update this Mac");
    }
    if look.highest == 0 {
        return bad(found, "there is no message yet: sign in to Messages, and send one by hand");
    }
    Check::ok(DATABASE, found)
}
