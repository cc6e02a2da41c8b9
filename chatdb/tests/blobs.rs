//! Every archive of the fixtures gives what is expected of it.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use spectrum_imessage_chatdb::body::describe;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/local/blobs")
}

#[test]
fn every_archive_gives_what_is_expected() {
    let expected = std::fs::read_to_string(folder().join("expected.json")).unwrap();
    let expected: Json = serde_json::from_str(&expected).unwrap();
    let mut wrong = Vec::new();
    let blobs = expected["blobs"].as_array().unwrap();
    assert!(blobs.len() > 100);
    for entry in blobs {
        let name = entry["file"].as_str().unwrap();
        let seen = describe(&std::fs::read(folder().join(name)).unwrap());
        if entry["valid"] == true {
            let may_fail = entry["may_fail"] == true && seen["valid"] == false;
            for key in [
                "root",
                "value",
                "text",
                "utf16_length",
                "runs",
                "parts",
                "mentions",
                "links",
                "styles",
                "effects",
            ] {
                if !may_fail && !same(&seen[key], &entry[key]) {
                    wrong.push(format!("{name}: {key} is {} not {}", seen[key], entry[key]));
                }
            }
        } else if seen["valid"] != false || seen["salvage_text"] != entry["salvage_text"] {
            wrong.push(format!("{name}: {seen} should be broken, saved {}", entry["salvage_text"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Equal, whichever way a number is written.
fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(x), Json::Number(y)) => {
            x == y || x.as_f64() == y.as_f64() && x.is_f64() != y.is_f64()
        }
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}
