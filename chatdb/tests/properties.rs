//! Whatever the bytes are, the decoder comes back with a body or an error.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use proptest::prelude::*;
use spectrum_imessage_chatdb::body::{Body, describe};
use spectrum_imessage_chatdb::typedstream::{MAX_BYTES, decode};

/// The archives of the fixtures that are small enough to be changed often.
fn archives() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/local/blobs");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "bin"));
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).filter(|b| b.len() < 2000).collect()
}

/// What holds for every body.
fn check(data: &[u8]) {
    let seen = describe(data);
    if let Ok(body) = Body::decode(data) {
        assert_eq!(body.text.encode_utf16().count(), body.utf16_length);
        let length: usize = body.parts.iter().map(|part| part.length).sum();
        assert_eq!(length, body.utf16_length);
    } else if seen["valid"] == true {
        assert_eq!(seen["root"], "other");
    }
}

/// Bytes that look like an archive: tags and short types come often.
fn tokens() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        4 => prop::sample::select(vec![
            &b"\x84"[..], b"\x85", b"\x86", b"\x92", b"\x93", b"\x94", b"\x81\x80\x00", b"\x84\x01@",
            b"\x84\x01+", b"\x84\x01i", b"\x84\x02iI", b"\x84\x04[4c]", b"\x84\x07[9[9i]]", b"\x01", b"\x02",
            b"\x84\x84\x84\x08NSObject\x00\x85", b"\x84\x84\x84\x08NSString\x01\x85", b"\x02hi\x86",
            b"\x84\x84\x84\x0cNSDictionary\x00\x85", b"\x84\x84\x84\x07NSArray\x00\x85",
            b"\x84\x84\x84\x12NSAttributedString\x00\x85", b"\x84\x84\x84\x08NSNumber\x00\x85",
        ]).prop_map(<[u8]>::to_vec),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    prop::collection::vec(token, 0..60).prop_map(|tokens| {
        let mut data = b"\x04\x0bstreamtyped\x81\xe8\x03".to_vec();
        data.extend(tokens.into_iter().flatten());
        data
    })
}

proptest! {
    #[test]
    fn random_bytes(data in prop::collection::vec(any::<u8>(), 0..300)) {
        check(&data);
    }

    #[test]
    fn tokens_in_any_order(data in tokens()) {
        check(&data);
    }

    #[test]
    fn damaged_archives(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let archives = archives();
        let mut data = which.get(&archives).clone();
        for (place, byte) in changes {
            if !data.is_empty() {
                let place = place.index(data.len());
                data[place] ^= byte;
            }
        }
        if let Some(cut) = cut {
            data.truncate(cut.index(data.len() + 1));
        }
        check(&data);
    }
}

#[test]
fn every_truncation_and_every_bit() {
    for archive in archives().into_iter().filter(|archive| archive.len() < 400) {
        for end in 0..archive.len() {
            check(&archive[..end]);
        }
        for place in 0..archive.len() {
            for bit in 0..8 {
                let mut changed = archive.clone();
                changed[place] ^= 1 << bit;
                check(&changed);
            }
        }
    }
}

#[test]
fn too_large() {
    let error = decode(&vec![0; MAX_BYTES + 1]).err().unwrap();
    assert_eq!(error.reason, "larger than 16 MiB");
}

/// Thirty arrays that each hold the next one ten times: small to read, without end to write out.
#[test]
fn repeated_values_are_not_written_out_without_end() {
    let mut data = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@".to_vec();
    // Objects: array 0, class NSArray 1, class NSObject 2, then one more for each array inside.
    data.extend(b"\x84\x84\x84\x07NSArray\x00\x84\x84\x08NSObject\x00\x85\x84\x01i\x0a");
    let (at, i, class) = (0x92u8, 0x95u8, 0x93u8);
    for _ in 0..30 {
        data.extend([at, 0x84, class, i, 10]);
    }
    data.extend([at, 0x85].repeat(10));
    data.push(0x86);
    for number in (1..=30u8).rev() {
        let object = 0x92 + number + 2;
        data.extend([at, object].repeat(9));
        data.push(0x86);
    }
    assert!(decode(&data).is_ok());
    assert_eq!(describe(&data)["error"], "the values are too many to write");
}

/// A long type that is used again and again is taken apart once.
#[test]
fn long_types_are_taken_apart_once() {
    let mut data = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x01X\x00\x85".to_vec();
    let name = "n".repeat(1_000_000);
    let long = format!("{{{name}=i}}");
    data.extend(b"\x84\x82");
    data.extend(u32::try_from(long.len()).unwrap().to_le_bytes());
    data.extend(long.as_bytes());
    data.push(1);
    data.extend([0x94, 1].repeat(900_000));
    data.push(0x86);
    assert_eq!(describe(&data)["error"], "the root is of no known class");
}
