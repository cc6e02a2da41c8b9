//! Whether a request is the service's, and of now.

use std::time::{SystemTime, UNIX_EPOCH};

use ring::hmac;

use crate::error::{Error, ErrorKind, Result};
use crate::secret::Secret;

const EVENT: &str = "x-spectrum-event";
const WEBHOOK_ID: &str = "x-spectrum-webhook-id";
const TIMESTAMP: &str = "x-spectrum-timestamp";
const SIGNATURE: &str = "x-spectrum-signature";
/// The one scheme that there is.
const SCHEME: &str = "v0";
/// How far the time of a request may be from now, either way: what was listened in on is worthless
/// afterwards.
const TOLERANCE_SECONDS: f64 = 300.0;

/// What the headers of a delivery say, after the signature was found good.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// The id of the webhook; empty if there is none.
    pub webhook_id: String,
    /// The name of the event; empty if there is none.
    pub event: String,
    /// When it was signed, in seconds since 1970.
    pub timestamp: f64,
}

/// Checks the signature of a request: HMAC-SHA256 over `v0:<timestamp>:<raw body>` with the
/// webhook's secret, at most 300 s from `now`. The comparison takes the same time whatever differs.
///
/// # Errors
/// With the status to answer in [`Error::http_status`]: 500 without a secret
/// (`webhookSecretMissing`), 400 if a header is missing or the timestamp is no number
/// (`webhookHeaderMissing`, `webhookTimestampInvalid`), 401 if it is too old or too new
/// (`webhookExpired`) or the signature is wrong (`webhookSignatureInvalid`).
pub fn verify(
    secret: &Secret,
    headers: &[(String, String)],
    raw_body: &[u8],
    now: SystemTime,
) -> Result<Delivery> {
    if secret.is_empty() {
        return Err(Error::validation(
            "webhookSecretMissing",
            "there is no secret to check webhooks with: give webhookSecret, or \
             SPECTRUM_WEBHOOK_SECRET",
        )
        .with_http_status(500));
    }
    let signature = required(headers, SIGNATURE)?;
    let stamp = required(headers, TIMESTAMP)?;
    let timestamp = seconds(stamp).ok_or_else(|| {
        Error::validation("webhookTimestampInvalid", format!("{TIMESTAMP} is not a number"))
            .with_http_status(400)
    })?;
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64().floor();
    if (now - timestamp).abs() > TOLERANCE_SECONDS {
        return Err(refused(
            "webhookExpired",
            "the delivery is more than 300 s away from now; is the clock of this machine right?",
        ));
    }
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    let mut signed = Vec::with_capacity(stamp.len() + raw_body.len() + 4);
    signed.extend_from_slice(SCHEME.as_bytes());
    signed.push(b':');
    signed.extend_from_slice(stamp.as_bytes());
    signed.push(b':');
    signed.extend_from_slice(raw_body);
    let given = signature.strip_prefix("v0=").unwrap_or(signature);
    let good = unhex(given).is_some_and(|tag| hmac::verify(&key, &signed, &tag).is_ok());
    if !good {
        return Err(refused(
            "webhookSignatureInvalid",
            "the signature is wrong: it needs the secret of this webhook and the body as it came",
        ));
    }
    let text = |name| header(headers, name).unwrap_or_default().to_owned();
    Ok(Delivery { webhook_id: text(WEBHOOK_ID), event: text(EVENT), timestamp })
}

fn refused(code: &'static str, message: &str) -> Error {
    Error::new(ErrorKind::Authentication, code, message).with_http_status(401)
}

/// The first value of a header that is not empty.
fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut values = headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
    values.find_map(|(_, value)| Some(value.trim()).filter(|value| !value.is_empty()))
}

fn required<'a>(headers: &'a [(String, String)], name: &'static str) -> Result<&'a str> {
    header(headers, name).ok_or_else(|| {
        Error::validation("webhookHeaderMissing", format!("the header {name} is missing"))
            .with_context("header", name)
            .with_http_status(400)
    })
}

/// A number of digits, with a sign or a fraction.
fn seconds(stamp: &str) -> Option<f64> {
    let is_plain = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E');
    let plain = stamp.bytes().all(is_plain);
    stamp.parse().ok().filter(|seconds: &f64| plain && seconds.is_finite())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?)).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    const BODY: &[u8] = br#"{"event":"messages"}"#;
    /// Of the secret `whsec_test`, the time 1700000000 and the body above.
    const SIGNED: &str = "9faffc2c06eb4332a5f5e7ecb9a2b6af41d67b4cfdb7c82a3888373f9d4c32b9";

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn headers(signature: &str, timestamp: &str) -> Vec<(String, String)> {
        let pairs = [
            ("X-Spectrum-Event", "messages"),
            ("X-SPECTRUM-WEBHOOK-ID", "wh_1"),
            ("x-spectrum-timestamp", timestamp),
            ("X-Spectrum-Signature", signature),
        ];
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        pairs.map(owned).into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    fn status(secret: &str, signature: &str, timestamp: &str, body: &[u8], now: u64) -> u16 {
        let headers = headers(signature, timestamp);
        let outcome = verify(&Secret::new(secret), &headers, body, at(now));
        outcome.map_or_else(|error| error.http_status().expect("a status"), |_| 200)
    }

    #[test]
    fn every_case_has_its_status() {
        let v0 = format!("v0={SIGNED}");
        let (secret, time, now) = ("whsec_test", "1700000000", 1_700_000_000);
        assert_eq!(status(secret, &v0, time, BODY, now), 200);
        assert_eq!(status(secret, SIGNED, time, BODY, now), 200, "without the prefix");
        assert_eq!(status(secret, &SIGNED.to_uppercase(), time, BODY, now), 200);
        assert_eq!(status(secret, &v0, time, BODY, now + 300), 200);
        assert_eq!(status(secret, &v0, time, BODY, now - 300), 200);
        assert_eq!(status("", &v0, time, BODY, now), 500);
        assert_eq!(status(secret, "", time, BODY, now), 400);
        assert_eq!(status(secret, &v0, "", BODY, now), 400);
        for no_number in ["soon", "NaN", "inf", "17 00"] {
            assert_eq!(status(secret, &v0, no_number, BODY, now), 400, "{no_number}");
        }
        assert_eq!(status(secret, &v0, time, BODY, now + 301), 401);
        assert_eq!(status(secret, &v0, time, BODY, now - 301), 401);
        assert_eq!(status("another", &v0, time, BODY, now), 401);
        assert_eq!(status(secret, &v0, "1700000001", BODY, now), 401, "another time is signed");
        assert_eq!(status(secret, &v0, time, b"{}", now), 401);
        for wrong in ["v0=", "v0=zz", "v1=00", &v0[..v0.len() - 1], &v0[..v0.len() - 2]] {
            assert_eq!(status(secret, wrong, time, BODY, now), 401, "{wrong}");
        }
    }

    #[test]
    fn the_headers_tell_of_the_delivery() {
        let headers = headers(SIGNED, "1700000000");
        let good = verify(&"whsec_test".into(), &headers, BODY, at(1_700_000_000)).expect("good");
        assert_eq!((good.webhook_id.as_str(), good.event.as_str()), ("wh_1", "messages"));
    }

    proptest! {
        #[test]
        fn no_headers_are_too_strange(
            signature in ".{0,80}", timestamp in ".{0,20}", body in ".{0,40}",
        ) {
            let status = status("whsec_test", &signature, &timestamp, body.as_bytes(), 5);
            prop_assert!([400, 401].contains(&status));
        }
    }
}
