//! Content, to Python and back.

pub(crate) mod builders;
mod contact;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};
use spectrum_imessage as core;
use spectrum_imessage::content::{Background, File};

use crate::error::invalid;
use crate::layer::{self, fields};
use crate::message;
use crate::port::{Call, Port};

/// Content of the core. Objects of the layer hold one, and are sent as what it is.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Content(pub(crate) core::Content);

#[pymethods]
impl Content {
    /// The bytes of a file.
    fn read(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let file = self.file().ok_or_else(|| invalid(py, "this content has no file"))?.clone();
        port.spawn(py, async move { file.read().await }, |py, bytes| {
            Ok(PyBytes::new(py, &bytes).into_any().unbind())
        })
    }
}

impl Content {
    fn file(&self) -> Option<&File> {
        match &self.0 {
            core::Content::Attachment(attachment) => Some(&attachment.file),
            core::Content::Voice(voice) => Some(&voice.file),
            core::Content::Background(Background::Set { file, .. }) => Some(file),
            _ => None,
        }
    }
}

/// The layer's object for a content. Exhaustive: a new kind does not compile without one.
pub(crate) fn to_python<'py>(
    py: Python<'py>,
    content: &core::Content,
) -> PyResult<Bound<'py, PyAny>> {
    let (class, fields) = describe(py, content)?;
    fields.set_item("_native", Content(content.clone()))?;
    layer::object(py, "_content", class, &fields)
}

type Described<'py> = PyResult<(&'static str, Bound<'py, PyDict>)>;

fn describe<'py>(py: Python<'py>, content: &core::Content) -> Described<'py> {
    use core::Content as C;
    Ok(match content {
        C::Text(text) => ("Text", fields!(py, { "text": &text.text })),
        C::Markdown(markdown) => ("Markdown", fields!(py, { "markdown": &markdown.markdown })),
        C::Attachment(attachment) => ("Attachment", attachment_fields(py, attachment)?),
        C::Voice(voice) => ("Voice", voice_fields(py, voice)?),
        C::Contact(contact) => ("Contact", contact::fields(py, contact)?),
        C::Richlink(link) => ("Richlink", fields!(py, { "url": &link.url })),
        C::Poll(poll) => ("Poll", poll_fields(py, poll)?),
        C::Group(group) => ("Group", group_fields(py, group)?),
        C::Effect(effect) => (
            "Effect",
            fields!(py, {
                "content": to_python(py, &effect.content)?,
                "effect": effect.effect.id(),
            }),
        ),
        C::Reply(reply) => ("Reply", acting(py, Some(&reply.content), &reply.target)?),
        C::Edit(edit) => ("Edit", acting(py, Some(&edit.content), &edit.target)?),
        C::Unsend(unsend) => ("Unsend", acting(py, None, &unsend.target)?),
        C::Read(read) => ("Read", acting(py, None, &read.target)?),
        C::Reaction(reaction) => ("Reaction", reaction_fields(py, reaction)?),
        C::Typing(typing) => ("Typing", fields!(py, { "state": typing.as_str() })),
        C::Background(background) => ("Background", background_fields(py, background)?),
        C::Custom(value) => ("Custom", fields!(py, { "json": value.to_string() })),
    })
}

fn attachment_fields<'py>(
    py: Python<'py>,
    attachment: &core::content::Attachment,
) -> PyResult<Bound<'py, PyDict>> {
    let core::content::Attachment { id, name, mime_type, size, file: _ } = attachment;
    Ok(fields!(py, { "id": id, "name": name, "mime_type": mime_type, "size": size }))
}

fn voice_fields<'py>(
    py: Python<'py>,
    voice: &core::content::Voice,
) -> PyResult<Bound<'py, PyDict>> {
    let core::content::Voice { id, name, mime_type, duration, size, file: _ } = voice;
    Ok(fields!(py, {
        "id": id.as_deref(),
        "name": name.as_deref(),
        "mime_type": mime_type,
        "duration": duration,
        "size": size,
    }))
}

fn poll_fields<'py>(py: Python<'py>, poll: &core::content::Poll) -> PyResult<Bound<'py, PyDict>> {
    let core::content::Poll { title, options } = poll;
    let options = options
        .iter()
        .map(|option| {
            let core::content::PollOption { title } = option;
            layer::object(py, "_content", "PollOption", &fields!(py, { "title": title }))
        })
        .collect::<PyResult<Vec<_>>>()?;
    Ok(fields!(py, { "title": title, "options": PyTuple::new(py, options)? }))
}

fn group_fields<'py>(
    py: Python<'py>,
    group: &core::content::Group,
) -> PyResult<Bound<'py, PyDict>> {
    let core::content::Group { items } = group;
    let items =
        items.iter().map(|item| message::to_python(py, item)).collect::<PyResult<Vec<_>>>()?;
    Ok(fields!(py, { "items": PyTuple::new(py, items)? }))
}

fn acting<'py>(
    py: Python<'py>,
    content: Option<&core::Content>,
    target: &core::Message,
) -> PyResult<Bound<'py, PyDict>> {
    let fields = fields!(py, { "target": message::to_python(py, target)? });
    if let Some(content) = content {
        fields.set_item("content", to_python(py, content)?)?;
    }
    Ok(fields)
}

fn reaction_fields<'py>(
    py: Python<'py>,
    reaction: &core::content::Reaction,
) -> PyResult<Bound<'py, PyDict>> {
    let core::content::Reaction { emoji, tapback, target } = reaction;
    Ok(fields!(py, {
        "emoji": emoji,
        "tapback": tapback.map(core::Tapback::name),
        "target": message::to_python(py, target)?,
    }))
}

fn background_fields<'py>(
    py: Python<'py>,
    background: &Background,
) -> PyResult<Bound<'py, PyDict>> {
    Ok(match background {
        Background::Clear => fields!(py, { "action": "clear", "mime_type": py.None() }),
        Background::Set { mime_type, file: _ } => {
            fields!(py, { "action": "set", "mime_type": mime_type })
        }
    })
}
