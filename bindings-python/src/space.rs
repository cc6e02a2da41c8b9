//! Conversations.

use std::hash::{Hash, Hasher};

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};
use spectrum_imessage as core;
use spectrum_imessage::imessage::IMessage;
use spectrum_imessage::{SendOptions, content};

use crate::app::seconds;
use crate::content::Content;
use crate::error::{invalid, raise};
use crate::layer::{self, fields};
use crate::line;
use crate::message::{Message, user_to_python};
use crate::port::{Call, Port, nothing};
use crate::progress::{self, Told};

/// A conversation.
#[pyclass(frozen, eq, hash, module = "spectrum_imessage._native")]
#[derive(PartialEq)]
pub(crate) struct Space(pub(crate) core::Space);

impl Hash for Space {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id().hash(state);
        self.0.phone().hash(state);
        self.0.platform().hash(state);
    }
}

#[pymethods]
impl Space {
    #[getter]
    fn id(&self) -> &str {
        self.0.id()
    }

    /// `dm` or `group`.
    #[getter]
    fn kind(&self) -> &'static str {
        self.0.kind().as_str()
    }

    #[getter]
    fn phone(&self) -> &str {
        self.0.phone()
    }

    #[getter]
    fn platform(&self) -> &'static str {
        self.0.platform_name()
    }

    /// What a definition says of it, as JSON.
    fn fields(&self) -> String {
        serde_json::Value::Object(self.0.fields().clone()).to_string()
    }

    /// Sends contents in order. A list with a message or nothing for each.
    fn send(
        &self,
        py: Python<'_>,
        port: &Port,
        told: Option<&Told>,
        contents: Vec<PyRef<'_, Content>>,
        client_message_id: Option<String>,
    ) -> PyResult<Call> {
        let space = self.0.clone();
        let contents = contents.iter().map(|content| content.core.clone()).collect();
        let options = SendOptions { client_message_id, progress: progress::callback(told) };
        let send = async move { space.send_all(contents, options).await };
        port.spawn(py, send, |py, sent| {
            let sent: Vec<_> = sent.into_iter().map(|message| message.map(Message)).collect();
            Ok(sent.into_pyobject(py)?.into_any().unbind())
        })
    }

    /// Sends a text: the message.
    fn send_text(
        &self,
        py: Python<'_>,
        port: &Port,
        text: String,
        client_message_id: Option<String>,
    ) -> PyResult<Call> {
        let space = self.0.clone();
        let content = content::text(text).map_err(|error| raise(py, &error))?;
        let options = SendOptions { client_message_id, ..SendOptions::default() };
        let send = async move { space.send_all(vec![content], options).await };
        port.spawn(py, send, |py, sent| {
            let sent = sent.into_iter().flatten().next().map(Message);
            Ok(sent.into_pyobject(py)?.into_any().unbind())
        })
    }

    /// Hides the typing indicator.
    fn stop_typing(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let space = self.0.clone();
        port.spawn(py, async move { space.stop_typing().await }, nothing)
    }

    /// Shows the typing indicator again and again, until the call is dropped.
    fn keep_typing(&self, py: Python<'_>, port: &Port, refresh: f64) -> PyResult<Call> {
        let space = self.0.clone();
        let every = seconds(py, "refresh", refresh)?;
        let keep = async move {
            space.keep_typing(every).await;
            Ok(())
        };
        port.spawn(py, keep, nothing)
    }

    /// A message of this conversation, or nothing.
    fn get_message(&self, py: Python<'_>, port: &Port, id: String) -> PyResult<Call> {
        let space = self.0.clone();
        let get = async move { space.get_message(&id).await };
        port.spawn(py, get, |py, message| {
            Ok(message.map(Message).into_pyobject(py)?.into_any().unbind())
        })
    }

    /// A page of the messages: a list, and what asks for the next page. The filter is JSON.
    fn history(&self, py: Python<'_>, port: &Port, filter: &str) -> PyResult<Call> {
        let space = self.0.clone();
        let filter = line::filter(py, filter)?;
        let im = IMessage::of(&space);
        let im = im.ok_or_else(|| invalid(py, "history is for conversations on iMessage"))?;
        port.spawn(py, async move { im.history(&space, &filter).await }, line::page)
    }

    /// The people of a group.
    fn members(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let space = self.0.clone();
        port.spawn(py, async move { space.get_members().await }, |py, users| {
            let users = users.iter().map(|user| user_to_python(py, user));
            let users = users.collect::<PyResult<Vec<_>>>()?;
            Ok(PyList::new(py, users)?.into_any().unbind())
        })
    }

    /// The name of a group, or nothing.
    fn display_name(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let space = self.0.clone();
        port.spawn(py, async move { space.get_display_name().await }, |py, name| {
            Ok(name.into_pyobject(py)?.unbind())
        })
    }

    /// The picture of a group, or nothing.
    fn avatar(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let space = self.0.clone();
        let get = async move {
            let Some(picture) = space.get_avatar().await? else { return Ok(None) };
            let bytes = picture.file.read().await?;
            Ok(Some((picture.mime_type, bytes)))
        };
        port.spawn(py, get, |py, picture| {
            let Some((mime_type, data)) = picture else { return Ok(py.None()) };
            let data = PyBytes::new(py, &data);
            let fields = fields!(py, { "mime_type": mime_type, "data": data });
            Ok(layer::object(py, "_content", "Picture", &fields)?.unbind())
        })
    }
}
