//! What every durable store does: each of these tests runs with each of them.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rand::Rng;

use super::open::open;
use super::{MemoryStore, Store, Write};

/// Makes a test of each of them. `$place` gives what [`open`] takes, and what must live as long; what
/// follows are attributes of the tests.
macro_rules! contract {
    ($place:expr $(, #[$attribute:meta])*) => {
        $crate::store::contract::contract! { @ $place, [$(#[$attribute])*],
            what_is_written_is_there_after_a_reopening
            a_store_is_open_once
            no_key_or_value_is_too_strange
            it_does_what_a_store_in_memory_does
            threads_write_side_by_side
            a_killed_process_leaves_what_it_has_written_and_no_lease
        }
    };
    (@ $place:expr, $attributes:tt, $($name:ident)*) => {
        $($crate::store::contract::contract! { ~ $place, $attributes, $name })*
    };
    (~ $place:expr, [$(#[$attribute:meta])*], $name:ident) => {
        $(#[$attribute])*
        #[test]
        fn $name() {
            let (text, _kept) = $place;
            $crate::store::contract::$name(&text);
        }
    };
}
pub(super) use contract;

fn opened(place: &str) -> Arc<dyn Store> {
    open(Path::new(place)).unwrap_or_else(|error| panic!("it does not open: {error}"))
}

fn in_use(place: &str) -> bool {
    open(Path::new(place)).is_err_and(|error| error.code() == "storeInUse")
}

pub(super) fn put(key: &str, value: &[u8]) -> Write {
    Write::Put { key: key.to_owned(), value: value.to_owned() }
}

fn number(store: &dyn Store, key: &str) -> Option<u64> {
    let value = store.get(key).expect("read")?;
    Some(u64::from_le_bytes(value.try_into().expect("a number")))
}

pub(super) fn what_is_written_is_there_after_a_reopening(place: &str) {
    let store = opened(place);
    assert!(store.is_durable());
    store.write(vec![put("a", b"1"), put("b", b"2")]).expect("written");
    store.write(vec![put("a", b"3"), Write::Delete { key: "b".into() }]).expect("written");
    store.write(Vec::new()).expect("nothing to do");
    drop(store);
    let store = opened(place);
    assert_eq!(store.get("a").expect("read").as_deref(), Some(&b"3"[..]));
    assert_eq!(store.get("b").expect("read"), None);
}

pub(super) fn a_store_is_open_once(place: &str) {
    let store = opened(place);
    assert!(in_use(place));
    store.write(vec![put("a", b"1")]).expect("the first goes on");
    assert!(in_use(place));
    drop(store);
    drop(opened(place));
    assert_eq!(opened(place).get("a").expect("read").as_deref(), Some(&b"1"[..]));
}

pub(super) fn no_key_or_value_is_too_strange(place: &str) {
    let large = vec![7; 3_000_000];
    let strange = [
        ("", &b"no key"[..]),
        ("zero\0byte", b"\0"),
        ("Grüße 👋🏽 \u{202e}", b""),
        ("'; DROP TABLE entries; --\\", b"\xff\xfe"),
        ("large", &large),
    ];
    let store = opened(place);
    store.write(strange.iter().map(|(key, value)| put(key, value)).collect()).expect("written");
    let check = |store: &dyn Store| {
        for (key, value) in strange {
            assert_eq!(store.get(key).expect("read").as_deref(), Some(value), "{key:?}");
        }
    };
    check(&*store);
    drop(store);
    check(&*opened(place));
}

/// Random batches, some of which change a key several times, and a reopening now and then.
pub(super) fn it_does_what_a_store_in_memory_does(place: &str) {
    let mut store = Some(opened(place));
    let model = MemoryStore::new();
    let mut rng = rand::rng();
    for _ in 0..150 {
        let change = |_| {
            let key = ["a", "b", "c", "d"][rng.random_range(0..4)].to_owned();
            match rng.random_bool(0.7) {
                true => Write::Put { key, value: vec![rng.random(); rng.random_range(0..3)] },
                false => Write::Delete { key },
            }
        };
        let batch: Vec<_> = (0..5).map(change).collect();
        model.write(batch.clone()).expect("written");
        store.as_ref().expect("open").write(batch.clone()).expect("written");
        if rng.random_bool(0.05) {
            store = None;
            store.get_or_insert_with(|| opened(place));
        }
        for key in ["a", "b", "c", "d"] {
            let value = store.as_ref().expect("open").get(key).expect("read");
            assert_eq!(value, model.get(key).expect("read"), "{key} after {batch:?}");
        }
    }
}

pub(super) fn threads_write_side_by_side(place: &str) {
    const EACH: u64 = 60;
    let store = opened(place);
    std::thread::scope(|scope| {
        for thread in 0..6_u64 {
            let store = &store;
            scope.spawn(move || {
                for count in 1..=EACH {
                    let both = (thread * EACH + count).to_le_bytes();
                    let own = put(&format!("own/{thread}"), &count.to_le_bytes());
                    store.write(vec![put("one", &both), own, put("two", &both)]).expect("written");
                    assert_eq!(number(&**store, &format!("own/{thread}")), Some(count));
                }
            });
        }
    });
    for _ in 0..2 {
        // Who came last has written both.
        assert_eq!(number(&*store, "one"), number(&*store, "two"));
    }
    drop(store);
    let store = opened(place);
    assert_eq!(number(&*store, "one"), number(&*store, "two"));
    for thread in 0..6 {
        assert_eq!(number(&*store, &format!("own/{thread}")), Some(EACH));
    }
}

/// Stands for another program, in the test below: counts, and says how far it is.
#[test]
#[ignore = "run by another test, in a process of its own"]
fn holder() {
    let Ok(place) = std::env::var("SPECTRUM_TEST_STORE") else { return };
    let said = std::env::var("SPECTRUM_TEST_SAID").expect("a file");
    let store = opened(&place);
    let mut said = std::fs::File::options().append(true).open(said).expect("opens");
    // An end, if nobody kills it.
    for count in 1..100_000_u64 {
        store.write(vec![put("count", &count.to_le_bytes())]).expect("written");
        said.write_all(&count.to_le_bytes()).expect("said");
    }
}

pub(super) fn a_killed_process_leaves_what_it_has_written_and_no_lease(place: &str) {
    let mut before = 0;
    for _ in 0..3 {
        let said = tempfile::NamedTempFile::new().expect("a file");
        let mut holder = Command::new(std::env::current_exe().expect("this test"))
            .args(["--ignored", "--exact", "store::contract::holder"])
            .env("SPECTRUM_TEST_STORE", place)
            .env("SPECTRUM_TEST_SAID", said.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("it runs");
        let bytes = || std::fs::read(said.path()).expect("read");
        while bytes().len() < 20 * 8 {
            assert!(holder.try_wait().expect("asked").is_none(), "it holds the store");
            std::thread::sleep(Duration::from_millis(2));
        }
        assert!(in_use(place));
        holder.kill().expect("killed");
        holder.wait().expect("gone");
        let said = bytes().len() as u64 / 8;
        let store = opened(place);
        let there = number(&*store, "count").expect("it is there");
        // One more may have been written than was said.
        assert!((said..=said + 1).contains(&there), "{there} after {said} (before: {before})");
        before = there;
    }
}
