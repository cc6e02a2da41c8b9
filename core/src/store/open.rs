//! From the text of a setting to a store.

use std::path::Path;
use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::{SqliteStore, Store};
use crate::error::{Error, ErrorKind, Result};

/// Opens the store that a setting names: a Postgres database if it begins with `postgres://` or
/// `postgresql://` ([`crate::PostgresStore::open`]; feature `postgres`), else a SQLite file
/// ([`SqliteStore::open`]). No thread of the runtime waits for it. Cancel-safe: a dropped opening
/// leaves nothing open.
///
/// # Errors
/// Those of the store; `UnsupportedError` for a database without the feature.
pub async fn open_store(place: impl AsRef<Path>) -> Result<Arc<dyn Store>> {
    let place = place.as_ref().to_owned();
    let opening = spawn_blocking(move || open(&place)).await;
    opening.unwrap_or_else(|_| {
        Err(Error::new(ErrorKind::Other, "internalError", "the opening of the store panicked"))
    })
}

#[cfg(feature = "postgres")]
pub(super) fn open(place: &Path) -> Result<Arc<dyn Store>> {
    match place.to_str().filter(|text| super::postgres::is_url(text)) {
        Some(url) => Ok(Arc::new(super::PostgresStore::open(url)?)),
        None => Ok(Arc::new(SqliteStore::open(place)?)),
    }
}

#[cfg(not(feature = "postgres"))]
pub(super) fn open(place: &Path) -> Result<Arc<dyn Store>> {
    // Else a folder with this name would be looked for, and the password of the URL be told.
    if place.to_str().is_some_and(|text| text.starts_with("postgres") && text.contains("://")) {
        let detail =
            "this build has no store in Postgres: enable the feature postgres of the crate";
        return Err(Error::unsupported_action("this build", "open_store", detail));
    }
    Ok(Arc::new(SqliteStore::open(place)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_path_is_a_file_and_a_url_a_database() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("store.db");
        assert!(open_store(&path).await.expect("it opens").is_durable());
        assert!(path.exists());
        for url in ["postgres://user:hunter2@host:port/db", "postgresql://hunter2@"] {
            let error = open_store(url).await.expect_err("no database");
            let expected = if cfg!(feature = "postgres") {
                ErrorKind::Validation
            } else {
                ErrorKind::Unsupported
            };
            assert_eq!(error.kind(), expected);
            assert!(!format!("{error:?}").contains("hunter2"));
        }
    }
}
