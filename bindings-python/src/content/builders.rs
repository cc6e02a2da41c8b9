//! The core's builders. All checks are the core's, and happen at the call.

use std::path::PathBuf;

use pyo3::prelude::*;
use spectrum_imessage as core;
use spectrum_imessage::content::{self, CompanionSource, FileOptions, VoiceOptions};
use spectrum_imessage::{MessageEffect, User};

use super::contact::ContactArg;
use super::{Content, fed_to_python, to_python};
use crate::error::{invalid, raise};
use crate::message::Message;

type Built<'py> = PyResult<Bound<'py, PyAny>>;

fn built(py: Python<'_>, content: core::Result<core::Content>) -> Built<'_> {
    let content = content.map_err(|error| raise(py, &error))?;
    to_python(py, &content)
}

/// Where the bytes of a file come from.
#[derive(FromPyObject)]
pub(crate) enum FileArg {
    #[pyo3(annotation = "bytes")]
    Bytes(Bytes),
    #[pyo3(annotation = "str | os.PathLike[str]")]
    Path(PathBuf),
}

/// Python's bytes, copied at once: neither side can change them under the other.
pub(crate) struct Bytes(pub(super) Vec<u8>);

impl<'py> FromPyObject<'_, 'py> for Bytes {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let bytes = object.cast::<pyo3::types::PyBytes>()?;
        Ok(Self(bytes.as_bytes().to_vec()))
    }
}

/// Plain text.
#[pyfunction]
pub(crate) fn text(py: Python<'_>, text: String) -> Built<'_> {
    built(py, content::text(text))
}

/// Markdown.
#[pyfunction]
pub(crate) fn markdown(py: Python<'_>, markdown: String) -> Built<'_> {
    built(py, content::markdown(markdown))
}

/// A file.
#[pyfunction]
pub(crate) fn attachment<'py>(
    py: Python<'py>,
    file: Option<FileArg>,
    url: Option<&str>,
    id: Option<String>,
    name: Option<String>,
    mime_type: Option<String>,
    companion: Option<FileArg>,
) -> Built<'py> {
    let companion = companion.map(|file| match file {
        FileArg::Path(path) => CompanionSource::Path(path),
        FileArg::Bytes(Bytes(bytes)) => CompanionSource::Bytes(bytes.into()),
    });
    let options = FileOptions { id, name, mime_type, companion };
    built(
        py,
        match source(py, "an attachment", file, url)? {
            Source::Path(path) => content::attachment(path, options),
            Source::Bytes(bytes) => content::attachment_bytes(bytes, options),
            Source::Url(url) => content::attachment_url(url, options),
        },
    )
}

/// An audio message.
#[pyfunction]
pub(crate) fn voice<'py>(
    py: Python<'py>,
    file: Option<FileArg>,
    url: Option<&str>,
    name: Option<String>,
    mime_type: Option<String>,
    duration: Option<f64>,
) -> Built<'py> {
    let options = VoiceOptions { name, mime_type, duration };
    built(
        py,
        match source(py, "a voice message", file, url)? {
            Source::Path(path) => content::voice(path, options),
            Source::Bytes(bytes) => content::voice_bytes(bytes, options),
            Source::Url(url) => content::voice_url(url, options),
        },
    )
}

/// The picture behind a conversation.
#[pyfunction]
pub(crate) fn background<'py>(
    py: Python<'py>,
    file: Option<FileArg>,
    url: Option<&str>,
    mime_type: Option<String>,
) -> Built<'py> {
    built(
        py,
        match source(py, "a background", file, url)? {
            Source::Path(path) => content::background(path, mime_type),
            Source::Bytes(bytes) => content::background_bytes(bytes, mime_type),
            Source::Url(url) => content::background_url(url, mime_type),
        },
    )
}

/// The picture of a group.
#[pyfunction]
pub(crate) fn avatar<'py>(
    py: Python<'py>,
    file: Option<FileArg>,
    url: Option<&str>,
    mime_type: Option<String>,
) -> Built<'py> {
    built(
        py,
        match source(py, "an avatar", file, url)? {
            Source::Path(path) => content::avatar(path, mime_type),
            Source::Bytes(bytes) => content::avatar_bytes(bytes, mime_type),
            Source::Url(url) => content::avatar_url(url, mime_type),
        },
    )
}

enum Source<'a> {
    Path(PathBuf),
    Bytes(Vec<u8>),
    Url(&'a str),
}

fn source<'a>(
    py: Python<'_>,
    what: &str,
    file: Option<FileArg>,
    url: Option<&'a str>,
) -> PyResult<Source<'a>> {
    match (file, url) {
        (Some(FileArg::Path(path)), None) => Ok(Source::Path(path)),
        (Some(FileArg::Bytes(Bytes(bytes))), None) => Ok(Source::Bytes(bytes)),
        (None, Some(url)) => Ok(Source::Url(url)),
        (Some(_), Some(_)) | (None, None) => {
            Err(invalid(py, &format!("{what} needs a path, bytes or url=, and one of them only")))
        }
    }
}

/// A contact from its fields.
#[pyfunction]
pub(crate) fn contact(py: Python<'_>, fields: ContactArg) -> Built<'_> {
    built(py, content::contact(fields.into()))
}

/// A contact from vCard text.
#[pyfunction]
pub(crate) fn contact_vcard(py: Python<'_>, raw: String) -> Built<'_> {
    built(py, content::contact_vcard(raw))
}

/// A link with a preview.
#[pyfunction]
pub(crate) fn richlink(py: Python<'_>, url: String) -> Built<'_> {
    built(py, content::richlink(url))
}

/// A poll.
#[pyfunction]
pub(crate) fn poll(py: Python<'_>, title: String, options: Vec<String>) -> Built<'_> {
    built(py, content::poll(title, options))
}

/// Several parts in one message.
#[pyfunction]
pub(crate) fn group<'py>(py: Python<'py>, items: Vec<PyRef<'py, Content>>) -> Built<'py> {
    let content = content::group(items.iter().map(|item| item.core.clone()).collect());
    let feeds = items.iter().flat_map(|item| &item.feeds).map(|feed| feed.clone_ref(py));
    fed_to_python(py, &content.map_err(|error| raise(py, &error))?, &feeds.collect::<Vec<_>>())
}

/// A link as a card.
#[pyfunction]
pub(crate) fn app(py: Python<'_>, url: String, live: Option<bool>) -> Built<'_> {
    built(py, content::app(url, live))
}

/// Content with an effect, by its identifier.
#[pyfunction]
pub(crate) fn effect<'py>(py: Python<'py>, inner: PyRef<'py, Content>, effect: &str) -> Built<'py> {
    let effect = effect.parse::<MessageEffect>().map_err(|error| raise(py, &error))?;
    built(py, content::effect(inner.core.clone(), effect))
}

/// An answer.
#[pyfunction]
pub(crate) fn reply<'py>(
    py: Python<'py>,
    inner: PyRef<'py, Content>,
    target: PyRef<'py, Message>,
) -> Built<'py> {
    let content = content::reply(inner.core.clone(), &target.0);
    fed_to_python(py, &content.map_err(|error| raise(py, &error))?, &inner.feeds)
}

/// A new text.
#[pyfunction]
pub(crate) fn edit<'py>(
    py: Python<'py>,
    inner: PyRef<'py, Content>,
    target: PyRef<'py, Message>,
) -> Built<'py> {
    let content = content::edit(inner.core.clone(), &target.0);
    fed_to_python(py, &content.map_err(|error| raise(py, &error))?, &inner.feeds)
}

/// A tapback or an emoji.
#[pyfunction]
pub(crate) fn reaction<'py>(
    py: Python<'py>,
    reaction: &str,
    target: PyRef<'py, Message>,
) -> Built<'py> {
    built(py, content::reaction(reaction, &target.0))
}

/// A retraction.
#[pyfunction]
pub(crate) fn unsend<'py>(py: Python<'py>, target: PyRef<'py, Message>) -> Built<'py> {
    built(py, content::unsend(&target.0))
}

/// A read receipt.
#[pyfunction]
pub(crate) fn read<'py>(py: Python<'py>, target: PyRef<'py, Message>) -> Built<'py> {
    built(py, content::read(&target.0))
}

/// The typing indicator.
#[pyfunction]
pub(crate) fn typing<'py>(py: Python<'py>, state: &str) -> Built<'py> {
    built(py, state.parse().map(content::typing))
}

/// A new name for a group.
#[pyfunction]
pub(crate) fn rename<'py>(py: Python<'py>, display_name: &str) -> Built<'py> {
    built(py, content::rename(display_name))
}

fn users(ids: Vec<String>) -> Vec<User> {
    ids.into_iter().map(User::from).collect()
}

/// People join a group.
#[pyfunction]
pub(crate) fn add_member(py: Python<'_>, ids: Vec<String>) -> Built<'_> {
    built(py, content::add_member(&users(ids)))
}

/// People are removed from a group.
#[pyfunction]
pub(crate) fn remove_member(py: Python<'_>, ids: Vec<String>) -> Built<'_> {
    built(py, content::remove_member(&users(ids)))
}

/// Leaves a group.
#[pyfunction]
pub(crate) fn leave_space(py: Python<'_>) -> Built<'_> {
    to_python(py, &content::leave_space())
}

/// The account's own name and photo.
#[pyfunction]
pub(crate) fn native_contact_card(py: Python<'_>) -> Built<'_> {
    to_python(py, &content::native_contact_card())
}

/// A value, as JSON.
#[pyfunction]
pub(crate) fn custom<'py>(py: Python<'py>, json: &str) -> Built<'py> {
    let value = serde_json::from_str(json)
        .map_err(|error| invalid(py, &format!("custom needs a JSON value: {error}")))?;
    to_python(py, &content::custom(value))
}

/// The names of the effects and Apple's identifiers.
#[pyfunction]
pub(crate) fn effect_ids() -> Vec<(&'static str, &'static str)> {
    MessageEffect::ALL.map(|effect| (effect.name(), effect.id())).into()
}
