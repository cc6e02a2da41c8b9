//! A database for one test, on the server that the script has started.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio_postgres::{NoTls, SimpleQueryMessage};

use super::super::place::Place;
use super::super::{PostgresStore, is_url};

/// A database of its own. It goes with the server.
pub(super) struct Database {
    pub(super) name: String,
    pub(super) port: u16,
}

impl Database {
    pub(super) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let port = Place::parse(&server()).expect("the server's address").port;
        let database = Self { name, port };
        run(&server(), &format!("CREATE DATABASE {}", database.name));
        database
    }

    pub(super) fn url(&self, namespace: &str) -> String {
        self.url_by(self.port, namespace)
    }

    /// Over another port, of a proxy.
    pub(super) fn url_by(&self, port: u16, namespace: &str) -> String {
        format!("postgres://spectrum@127.0.0.1:{port}/{}?namespace={namespace}", self.name)
    }

    pub(super) fn open(&self, namespace: &str) -> PostgresStore {
        PostgresStore::open(&self.url(namespace)).expect("it opens")
    }

    /// With a short patience for writes.
    pub(super) fn open_by(&self, port: u16, patience: Duration) -> PostgresStore {
        let mut place = Place::parse(&self.url_by(port, "agent")).expect("a place");
        place.write_within = patience;
        place.connect_within = Duration::from_secs(2);
        PostgresStore::of(place).expect("it opens")
    }

    pub(super) fn sql(&self, sql: &str) -> Option<String> {
        run(&self.url("unused"), sql)
    }

    /// The value of a key of the namespace `agent`, as another program sees it.
    pub(super) fn value(&self, key: &str) -> Option<String> {
        self.sql(&format!(
            "SELECT convert_from(value, 'UTF8') FROM spectrum_store_entries \
             WHERE namespace = 'agent' AND key = '{key}'"
        ))
    }

    /// Ends all connections of stores.
    pub(super) fn cut(&self) {
        self.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND application_name = 'spectrum-imessage'",
        );
    }
}

fn server() -> String {
    let url = std::env::var("SPECTRUM_TEST_POSTGRES");
    url.ok().filter(|url| is_url(url)).expect("run it with scripts/postgres.sh")
}

/// Runs statements; the first column of the last row.
fn run(url: &str, sql: &str) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let url = url.split('?').next().unwrap_or_default();
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("connected");
        let driver = tokio::spawn(connection);
        let answers = client.simple_query(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        drop(client);
        driver.await.expect("no panic").expect("it ends well");
        let rows = answers.iter().filter_map(|answer| match answer {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        rows.last()
    })
}
