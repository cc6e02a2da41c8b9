//! The steps that ask the service itself: calls of a line, its streams, messages of the past.

use futures_util::future::{BoxFuture, FutureExt};
use serde_json::{Value, json};
use spectrum_imessage::content::CompanionSource;
use spectrum_imessage::imessage::calls::{Line, MessageFilter};
use spectrum_imessage::{Error, Page, SendOptions};
use tokio::time::timeout;

use super::{Outcome, PATIENCE, Run, Stored, nothing};

impl Run {
    pub(super) fn line(&self, step: &Value) -> Result<Line, String> {
        let im = self.app()?.imessage().map_err(|e| e.to_string())?;
        im.line(step["phone"].as_str()).map_err(|e| e.to_string())
    }

    pub(super) async fn call(&self, step: &Value) -> Outcome {
        let operation = step["operation"].as_str().unwrap_or_default();
        let arguments = self.resolve(&step["arguments"])?.to_string();
        let answer = self.line(step)?.call_json(operation, &arguments).await;
        Ok(answer.map(|answer| vec![Stored::Value(parsed(&answer))]))
    }

    /// Opens a stream, runs the inner steps, takes elements.
    pub(super) fn open<'a>(&'a mut self, step: &'a Value) -> BoxFuture<'a, Outcome> {
        async move {
            let operation = step["operation"].as_str().unwrap_or_default();
            let arguments = self.resolve(&step["arguments"])?.to_string();
            let mut stream = match self.line(step)?.open_json(operation, &arguments).await {
                Ok(stream) => stream,
                Err(error) => return Ok(Err(error)),
            };
            for step in step["steps"].as_array().into_iter().flatten() {
                self.step(step).await?;
            }
            let mut elements = Vec::new();
            for _ in 0..step["take"].as_u64().unwrap_or(1) {
                let next = timeout(PATIENCE, stream.next()).await.map_err(|_| "nothing came")?;
                match next {
                    Ok(Some(element)) => elements.push(parsed(&element)),
                    Ok(None) => break,
                    Err(error) => return Ok(Err(error)),
                }
            }
            Ok(Ok(vec![Stored::Value(Value::Array(elements))]))
        }
        .boxed()
    }

    pub(super) async fn upload(&self, step: &Value) -> Outcome {
        let file = &step["attachment"];
        let companion = step.get("companion").map(|companion| match companion["path"].as_str() {
            Some(path) => CompanionSource::Path(path.into()),
            None => CompanionSource::Bytes(super::bytes(companion).into()),
        });
        let content = super::attachment(file, companion);
        let line = self.line(step)?;
        let uploaded = line.attachments().upload(content, &SendOptions::default()).await;
        Ok(uploaded.map(|uploaded| {
            vec![Stored::Value(serde_json::to_value(uploaded).unwrap_or_default())]
        }))
    }

    pub(super) async fn history(&self, step: &Value) -> Outcome {
        let im = self.app()?.imessage().map_err(|e| e.to_string())?;
        let filter = match self.filter(step)? {
            Ok(filter) => filter,
            Err(error) => return Ok(Err(error)),
        };
        Ok(match step["space"].as_str() {
            Some(space) => im.history(&self.space(space)?, &filter).await,
            None => im.recent(step["phone"].as_str(), &filter).await,
        }
        .map(|page| vec![Stored::Value(shown(&page))]))
    }

    pub(super) async fn look_up_user(&self, step: &Value) -> Outcome {
        let im = self.app()?.imessage().map_err(|e| e.to_string())?;
        let id = step["id"].as_str().unwrap_or_default();
        let user = im.look_up_user(id, step["phone"].as_str()).await;
        Ok(user.map(|user| {
            vec![Stored::Value(json!({
                "id": user.id,
                "address": user.address,
                "country": user.country,
                "service": user.service.map(|service| service.as_str()),
            }))]
        }))
    }

    fn filter(&self, step: &Value) -> Result<Result<MessageFilter, Error>, String> {
        let filter = self.resolve(&step["filter"])?;
        Ok(if filter.is_null() {
            Ok(MessageFilter::default())
        } else {
            MessageFilter::from_json(&filter.to_string())
        })
    }

    /// Texts that begin with `@` name what is stored: the id of a message or a space, or a field of
    /// an answer (`@poll.options.0.optionIdentifier`).
    pub(super) fn resolve(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => match text.strip_prefix('@') {
                Some(path) => self.named(path)?,
                None => value.clone(),
            },
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.resolve(item)).collect::<Result<_, _>>()?)
            }
            Value::Object(fields) => Value::Object(
                fields
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), self.resolve(value)?)))
                    .collect::<Result<_, String>>()?,
            ),
            other => other.clone(),
        })
    }

    fn named(&self, path: &str) -> Result<Value, String> {
        let (name, rest) = path.split_once('.').unwrap_or((path, ""));
        let pointer = match rest {
            "" => String::new(),
            rest => format!("/{}", rest.replace('.', "/")),
        };
        match self.stored.get(name) {
            Some(Stored::Message(message)) => Ok(json!(message.id())),
            Some(Stored::Space(space)) => Ok(json!(space.id())),
            Some(Stored::Value(value)) => {
                value.pointer(&pointer).cloned().ok_or_else(|| format!("there is no {path}"))
            }
            _ => Err(format!("nothing is called {name}")),
        }
    }
}

/// A page as a scenario names it: each message by its text or the type of its content.
fn shown(page: &Page) -> Value {
    let messages: Vec<Value> = page.messages.iter().map(super::fields).collect();
    json!({"messages": messages, "nextPageToken": page.next_page_token})
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// Whether a value has all that is wanted of it. Lists are compared whole, objects by what is named.
pub(super) fn covers(got: &Value, wanted: &Value) -> bool {
    match (got, wanted) {
        (Value::Object(got), Value::Object(wanted)) => wanted
            .iter()
            .all(|(name, wanted)| covers(got.get(name).unwrap_or(&Value::Null), wanted)),
        (Value::Array(got), Value::Array(wanted)) => {
            got.len() == wanted.len() && got.iter().zip(wanted).all(|(g, w)| covers(g, w))
        }
        (Value::Number(got), Value::Number(wanted)) => got.as_f64() == wanted.as_f64(),
        (got, wanted) => got == wanted,
    }
}

/// What a call without an answer gives.
pub(super) fn or_nothing(outcome: Outcome) -> Outcome {
    match outcome? {
        Ok(stored) if matches!(stored.as_slice(), [Stored::Value(Value::Null)]) => Ok(nothing()),
        other => Ok(other),
    }
}
