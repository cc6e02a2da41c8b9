//! What is told of a database that cannot be used.

use rustls::ServerConfig;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::proxy::Proxy;
use super::server::Database;
use super::{PostgresStore, Store, put};
use crate::error::{Error, ErrorKind};

fn refused(url: &str) -> Error {
    let error = PostgresStore::open(url).expect_err("it does not open");
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    error
}

#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn a_foreign_or_newer_database_is_left_alone() {
    let database = Database::new();
    drop(database.open("agent"));
    database.sql("UPDATE spectrum_store SET version = version + 1");
    let error = refused(&database.url("agent"));
    assert_eq!(error.code(), "storeUnusable");
    assert!(error.message().contains("another version"), "{error}");
    assert_eq!(database.sql("SELECT generation FROM spectrum_store").as_deref(), Some("1"));
    drop(database.open("another"));

    let foreign = Database::new();
    foreign.sql("CREATE TABLE spectrum_store (theirs int); INSERT INTO spectrum_store VALUES (1)");
    assert_eq!(refused(&foreign.url("agent")).code(), "storeUnusable");
    assert_eq!(foreign.sql("SELECT theirs FROM spectrum_store").as_deref(), Some("1"));

    let none = format!("postgres://spectrum:hunter2@127.0.0.1:{}/no_such", database.port);
    assert_eq!(refused(&none).code(), "storeUnusable");
}

#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn what_cannot_be_reached_is_told_as_such() {
    let error = refused("postgres://spectrum:hunter2@127.0.0.1:1/db");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Connection, "networkError"));
    assert!(error.is_retryable());
    assert_eq!(error.context()["host"], "127.0.0.1");
    let database = Database::new();
    let replica = format!("{}&options=-c%20default_transaction_read_only%3Don", database.url("a"));
    assert!(refused(&replica).message().contains("read-only"));
}

#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn a_password_is_asked_for_and_never_shown() {
    let database = Database::new();
    database.sql(
        "DO $$BEGIN CREATE ROLE secret LOGIN SUPERUSER PASSWORD 'p@ss wörd/hunter2'; \
         SET password_encryption = 'md5'; \
         CREATE ROLE secret_md5 LOGIN SUPERUSER PASSWORD 'p@ss wörd/hunter2'; \
         EXCEPTION WHEN duplicate_object THEN NULL; END$$",
    );
    for user in ["secret", "secret_md5"] {
        let Database { name, port } = &database;
        let url = |password: &str| format!("postgres://{user}{password}@127.0.0.1:{port}/{name}");
        let store = PostgresStore::open(&url(":p%40ss%20w%C3%B6rd%2Fhunter2")).expect("it opens");
        assert!(!format!("{store:?}").contains("hunter2"), "{store:?}");
        store.write(vec![put("a", b"1")]).expect("written");
        let wrong = refused(&url(":hunter2"));
        assert_eq!((wrong.kind(), wrong.code()), (ErrorKind::Other, "storeUnusable"));
        let none = refused(&url(""));
        assert_eq!(none.code(), "storeUnusable");
        assert!(none.message().contains("password"), "{none}");
    }
}

/// A user may use tables that another has made.
#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn who_may_not_make_tables_is_told_and_may_use_them() {
    let database = Database::new();
    database.sql(
        "DO $$BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END$$; \
         REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    );
    let Database { name, port } = &database;
    let url = format!("postgres://guest@127.0.0.1:{port}/{name}");
    let error = refused(&url);
    assert_eq!(error.code(), "storeUnusable");
    assert!(error.message().contains("permission denied"), "{error}");
    drop(database.open("default"));
    database.sql("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO guest");
    let store = PostgresStore::open(&url).expect("it opens");
    store.write(vec![put("a", b"1")]).expect("written");
}

#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn a_socket_will_do() {
    let database = Database::new();
    let folder = database.sql("SHOW unix_socket_directories").expect("a folder");
    let Database { name, port } = &database;
    let url = format!("postgres://spectrum@/{name}?host={folder}&port={port}");
    PostgresStore::open(&url).expect("it opens").write(vec![put("a", b"1")]).expect("written");
}

#[test]
#[ignore = "wants a server: scripts/postgres.sh"]
fn certificates_and_their_names_are_checked() {
    let database = Database::new();
    let folder = tempfile::tempdir().expect("a folder");
    let roots = folder.path().join("ca.pem");
    let secure = |host: &str| {
        let made = rcgen::generate_simple_self_signed([host.to_owned()]).expect("a certificate");
        std::fs::write(&roots, made.cert.pem()).expect("written");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = rustls::crypto::ring::default_provider();
        let mut config = ServerConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a certificate");
        // As servers of 17 and newer: whoever offers other protocols is refused.
        config.alpn_protocols = vec![b"postgresql".to_vec()];
        let proxy = Proxy::secure(database.port, config);
        let Database { name, .. } = &database;
        let at = format!("spectrum:hunter2@localhost:{}/{name}", proxy.port);
        (format!("postgres://{at}?sslmode=require"), proxy)
    };
    let known = |url: &str| format!("{url}&sslrootcert={}", roots.display());
    let (url, _proxy) = secure("localhost");
    let store = PostgresStore::open(&known(&url)).expect("it opens");
    store.write(vec![put("a", &[1; 100_000])]).expect("written");
    assert_eq!(refused(&known(&url)).code(), "storeInUse");
    drop(store);
    let unknown = refused(&url);
    assert_eq!(unknown.code(), "networkError");
    assert!(unknown.message().contains("certificate"), "{unknown}");
    let (other, _proxy) = secure("other.example");
    let other = refused(&known(&other));
    assert!(other.message().contains("certificate"), "{other}");
    // The server of the tests has no TLS itself.
    let plain = format!("{}&sslmode=verify-full", database.url("agent"));
    assert!(refused(&plain).message().contains("does not support TLS"));
}
