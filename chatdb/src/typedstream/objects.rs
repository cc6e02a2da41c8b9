//! What the values of an object mean, by its class.

use std::collections::HashMap;

use super::archive::Parser;
use super::reader::Fault;
use super::value::{Class, Kind, Object, RawRun, Value, index, text, units};

/// The object that these values describe.
pub(super) fn make(parser: &Parser<'_>, class: Class, values: Vec<Value>) -> Result<Object, Fault> {
    let fault = |reason| parser.reader.fault(reason);
    Ok(match (class.kind, values.as_slice()) {
        (Kind::Text, [Value::Bytes(place)]) => {
            let text = text(parser.reader.bytes(place.start as usize..place.end as usize));
            let units = units(&text);
            Object::Text { text, units }
        }
        (Kind::Text, _) => return Err(fault("a string without its text")),
        (Kind::Attributed, [content, runs @ ..]) => attributed(parser, content, runs)?,
        (Kind::Attributed, _) => return Err(fault("an attributed string without its text")),
        (Kind::Dictionary, [Value::Int(count), entries @ ..]) => {
            let (pairs, rest) = entries.as_chunks::<2>();
            if usize::try_from(*count) != Ok(pairs.len()) || !rest.is_empty() {
                return Err(fault("a dictionary without all its entries"));
            }
            Object::Dictionary(
                pairs.iter().map(|[key, value]| (key.clone(), value.clone())).collect(),
            )
        }
        (Kind::Dictionary, _) => return Err(fault("a dictionary without count")),
        (Kind::Array, [Value::Int(count), items @ ..]) => {
            if usize::try_from(*count) != Ok(items.len()) {
                return Err(fault("an array without all its items"));
            }
            Object::Array(items.into())
        }
        (Kind::Array, _) => return Err(fault("an array without count")),
        (
            Kind::Number,
            [Value::Other, number @ (Value::Int(_) | Value::Unsigned(_) | Value::Real(_))],
        ) => Object::Number(number.clone()),
        (Kind::Number, _) => return Err(fault("a number without its value")),
        (Kind::Wrapped, [Value::Other, value]) => Object::Wrapped(value.clone()),
        (Kind::Wrapped, _) => return Err(fault("a value without its content")),
        (Kind::Data, [Value::Int(count), Value::Bytes(place)])
            if *count == i64::from(place.end - place.start) =>
        {
            Object::Data { bytes: place.end - place.start }
        }
        (Kind::Data, _) => return Err(fault("data without its bytes")),
        (Kind::Date, [Value::Real(seconds)]) => Object::Date(*seconds),
        (Kind::Date, _) => return Err(fault("a date without its value")),
        (Kind::Url, values) => url(parser, values)?,
        (Kind::Null, _) => Object::Null,
        (Kind::Unknown, _) => Object::Unknown { class: text(parser.string(class.name)) },
    })
}

fn url(parser: &Parser<'_>, values: &[Value]) -> Result<Object, Fault> {
    let (base, content) = match values {
        [Value::Int(0), content] => (None, content),
        [Value::Int(_), base, content] => {
            let base = match base {
                Value::Object(number) => match parser.object(*number) {
                    Some(Object::Url { url, .. }) => Some(url.clone()),
                    _ => return Err(parser.reader.fault("a base that is no link")),
                },
                _ => None,
            };
            (base, content)
        }
        _ => return Err(parser.reader.fault("a link without its text")),
    };
    let (url, _) =
        parser.text_of(content).ok_or_else(|| parser.reader.fault("a link without its text"))?;
    Ok(Object::Url { url: url.clone(), base })
}

/// The runs must cover the text, no more and no less.
fn attributed(parser: &Parser<'_>, content: &Value, mut values: &[Value]) -> Result<Object, Fault> {
    let fault = |reason| parser.reader.fault(reason);
    let (text, units) =
        parser.text_of(content).ok_or_else(|| fault("an attributed string without its text"))?;
    let mut known: HashMap<i64, u32> = HashMap::new();
    let mut runs = Vec::new();
    let mut covered: u64 = 0;
    while let [Value::Int(number), Value::Unsigned(length), rest @ ..] = values {
        values = rest;
        covered = covered.saturating_add(*length);
        if covered > u64::from(units) {
            return Err(fault("runs longer than the text"));
        }
        let attributes = match known.get(number) {
            Some(attributes) => *attributes,
            None => match values {
                [Value::Object(dictionary), rest @ ..]
                    if matches!(parser.object(*dictionary), Some(Object::Dictionary(_))) =>
                {
                    values = rest;
                    known.insert(*number, *dictionary);
                    *dictionary
                }
                _ => return Err(fault("a run without its attributes")),
            },
        };
        runs.push(RawRun {
            length: index(usize::try_from(*length).unwrap_or(usize::MAX))?,
            attributes,
        });
    }
    if !values.is_empty() {
        return Err(fault("a run without its attributes"));
    }
    if covered != u64::from(units) {
        return Err(fault("the runs do not cover the text"));
    }
    Ok(Object::Attributed { text: text.clone(), runs: runs.into() })
}
