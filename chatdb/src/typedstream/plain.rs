//! An archive as JSON, to look at it. Values that are shared are written out each time, so there is
//! an end to how much is written.

use serde_json::{Map, Value as Json, json};

use super::value::{Object, Value};
use super::{Archive, Attributed};

/// How many bytes of values are written out, about.
const MAX_WRITTEN: usize = 64 * 1024 * 1024;

/// Writes values as long as there is room.
struct Plain<'a> {
    archive: &'a Archive,
    room: usize,
}

impl Archive {
    /// The root as JSON: numbers and strings as they are, `{"url", "base"?}`, `{"data_bytes"}`,
    /// `{"date_seconds"}`, `{"value"}`, `{"attributed", "runs"}`, `{"unknown_class"}`.
    ///
    /// # Errors
    ///
    /// A reason, if the archive repeats its values so often that they are too much to write.
    pub fn to_json(&self) -> Result<Json, &'static str> {
        Plain { archive: self, room: MAX_WRITTEN }.value(&Value::Object(self.root))
    }
}

impl Attributed<'_> {
    /// The runs as JSON: `start` and `length` in UTF-16 code units, and all `attributes`.
    pub(crate) fn runs_to_json(&self) -> Result<Json, &'static str> {
        let mut plain = Plain { archive: self.archive, room: MAX_WRITTEN };
        let mut start: u64 = 0;
        let mut runs = Vec::new();
        for run in self.runs {
            let attributes = plain.value(&Value::Object(run.attributes))?;
            runs.push(json!({ "start": start, "length": run.length, "attributes": attributes }));
            start += u64::from(run.length);
        }
        Ok(Json::Array(runs))
    }
}

impl Plain<'_> {
    fn spend(&mut self, bytes: usize) -> Result<(), &'static str> {
        let room = self.room.checked_sub(bytes.saturating_add(64));
        self.room = room.ok_or("the values are too many to write")?;
        Ok(())
    }

    fn value(&mut self, value: &Value) -> Result<Json, &'static str> {
        self.spend(0)?;
        let archive = self.archive;
        Ok(match value {
            Value::Int(number) => json!(number),
            Value::Unsigned(number) => json!(number),
            Value::Real(number) => json!(number),
            Value::Bytes(place) => json!({ "data_bytes": place.end - place.start }),
            Value::List(number) => {
                self.list(archive.lists.get(*number as usize).map_or(&[], |list| &list[..]))?
            }
            Value::Object(number) => match archive.object(*number) {
                Some(object) => self.object(object)?,
                None => Json::Null,
            },
            Value::Nil | Value::Other => Json::Null,
        })
    }

    fn list(&mut self, values: &[Value]) -> Result<Json, &'static str> {
        values.iter().map(|value| self.value(value)).collect::<Result<_, _>>().map(Json::Array)
    }

    fn text(&mut self, text: &str) -> Result<Json, &'static str> {
        self.spend(text.len())?;
        Ok(json!(text))
    }

    fn object(&mut self, object: &Object) -> Result<Json, &'static str> {
        Ok(match object {
            Object::Text { text, .. } => self.text(text)?,
            Object::Attributed { text, runs } => {
                json!({ "attributed": self.text(text)?, "runs": runs.len() })
            }
            Object::Dictionary(pairs) => {
                let mut map = Map::new();
                for (key, value) in pairs {
                    let key = match self.value(key)? {
                        Json::String(key) => key,
                        other => other.to_string(),
                    };
                    map.insert(key, self.value(value)?);
                }
                Json::Object(map)
            }
            Object::Array(items) => self.list(items)?,
            Object::Number(number) => self.value(number)?,
            Object::Wrapped(value) => json!({ "value": self.value(value)? }),
            Object::Data { bytes } => json!({ "data_bytes": bytes }),
            Object::Date(seconds) => json!({ "date_seconds": seconds }),
            Object::Url { url, base: None } => json!({ "url": self.text(url)? }),
            Object::Url { url, base: Some(base) } => {
                json!({ "url": self.text(url)?, "base": self.text(base)? })
            }
            Object::Null => Json::Null,
            Object::Unknown { class } => json!({ "unknown_class": self.text(class)? }),
        })
    }
}
