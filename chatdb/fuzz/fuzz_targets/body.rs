//! Any bytes as `attributedBody`: a body or an error, with the lengths that the text has.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spectrum_imessage_chatdb::body::{Body, describe};

fuzz_target!(|data: &[u8]| {
    let seen = describe(data);
    match Body::decode(data) {
        Ok(body) => {
            assert_eq!(body.text.encode_utf16().count(), body.utf16_length);
            assert_eq!(body.parts.iter().map(|part| part.length).sum::<usize>(), body.utf16_length);
        }
        Err(_) if seen["valid"] == true => assert_eq!(seen["root"], "other"),
        Err(_) => {}
    }
});
