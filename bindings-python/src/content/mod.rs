//! Content, to Python and back.

pub(crate) mod builders;
pub(crate) mod card;
mod contact;
pub(crate) mod feed;
pub(crate) mod file;

use pyo3::PyTraverseError;
use pyo3::gc::PyVisit;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use spectrum_imessage as core;
use spectrum_imessage::content::{Members, PictureChange};

use self::feed::Feed;
use self::file::File;
use crate::layer::{self, fields};
use crate::message;

/// Content of the core. Objects of the layer hold one, and are sent as what it is.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Content {
    pub(crate) core: core::Content,
    /// What the streamed texts in it are fed from.
    pub(crate) feeds: Vec<Py<Feed>>,
}

#[pymethods]
impl Content {
    /// The file in it.
    fn file(&self, py: Python<'_>) -> PyResult<File> {
        File::of(py, &self.core)
    }

    /// What has to be fed while this is sent.
    fn feeds(&self, py: Python<'_>) -> Vec<Py<Feed>> {
        self.feeds.iter().map(|feed| feed.clone_ref(py)).collect()
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.feeds.iter().try_for_each(|feed| visit.call(feed))
    }
}

/// The layer's object for a content. Exhaustive: a new kind does not compile without one.
pub(crate) fn to_python<'py>(
    py: Python<'py>,
    content: &core::Content,
) -> PyResult<Bound<'py, PyAny>> {
    fed_to_python(py, content, &[])
}

/// The same for content with streamed texts in it.
fn fed_to_python<'py>(
    py: Python<'py>,
    content: &core::Content,
    feeds: &[Py<Feed>],
) -> PyResult<Bound<'py, PyAny>> {
    if let core::Content::Text(text) = content {
        let (object, fields) = layer::blank(py, "_content", "Text")?;
        let native = Content { core: content.clone(), feeds: Vec::new() };
        fields.set_item(intern!(py, "_native"), native)?;
        fields.set_item(intern!(py, "text"), &text.text)?;
        return Ok(object);
    }
    let feeds = if is_streamed(content) { feeds } else { &[] };
    let (class, fields) = describe(py, content, feeds)?;
    let feeds = feeds.iter().map(|feed| feed.clone_ref(py)).collect();
    fields.set_item("_native", Content { core: content.clone(), feeds })?;
    layer::object(py, "_content", class, &fields)
}

fn is_streamed(content: &core::Content) -> bool {
    match content {
        core::Content::TextStream(_) => true,
        core::Content::Parts(items) => items.iter().any(is_streamed),
        core::Content::Reply(reply) => is_streamed(&reply.content),
        core::Content::Edit(edit) => is_streamed(&edit.content),
        _ => false,
    }
}

type Described<'py> = PyResult<(&'static str, Bound<'py, PyDict>)>;

fn describe<'py>(py: Python<'py>, content: &core::Content, feeds: &[Py<Feed>]) -> Described<'py> {
    use core::Content as C;
    Ok(match content {
        C::Text(text) => ("Text", fields!(py, { "text": &text.text })),
        C::Markdown(markdown) => ("Markdown", fields!(py, { "markdown": &markdown.markdown })),
        C::TextStream(_) => ("TextStream", fields!(py, { "type": content.type_name() })),
        C::Attachment(attachment) => ("Attachment", attachment_fields(py, attachment)?),
        C::Voice(voice) => ("Voice", voice_fields(py, voice)?),
        C::Contact(contact) => ("Contact", contact::fields(py, contact)?),
        C::Richlink(link) => ("Richlink", fields!(py, { "url": &link.url })),
        C::Poll(poll) => ("Poll", poll_fields(py, poll)?),
        C::PollVote(vote) => ("PollVote", vote_fields(py, vote)?),
        C::Parts(items) => ("Parts", parts_fields(py, items, feeds)?),
        C::Group(group) => ("Group", group_fields(py, group)?),
        C::App(app) => ("App", fields!(py, { "url": &app.url, "live": app.live })),
        C::MiniApp(card) => ("MiniApp", card::fields(py, card)?),
        C::Effect(effect) => (
            "Effect",
            fields!(py, {
                "content": to_python(py, &effect.content)?,
                "effect": effect.effect.id(),
            }),
        ),
        C::Reply(reply) => ("Reply", acting(py, Some(&reply.content), &reply.target, feeds)?),
        C::Edit(edit) => ("Edit", acting(py, Some(&edit.content), &edit.target, feeds)?),
        C::Unsend(unsend) => ("Unsend", acting(py, None, &unsend.target, feeds)?),
        C::Read(read) => ("Read", acting(py, None, &read.target, feeds)?),
        C::Reaction(reaction) => ("Reaction", reaction_fields(py, reaction)?),
        C::Typing(typing) => ("Typing", fields!(py, { "state": typing.as_str() })),
        C::Background(change) => ("Background", picture_fields(py, change)?),
        C::Rename(rename) => ("Rename", fields!(py, { "display_name": &rename.display_name })),
        C::Avatar(change) => ("Avatar", picture_fields(py, change)?),
        C::AddMember(members) => ("AddMember", members_fields(py, members)?),
        C::RemoveMember(members) => ("RemoveMember", members_fields(py, members)?),
        C::LeaveSpace => ("LeaveSpace", PyDict::new(py)),
        C::NativeContactCard => ("NativeContactCard", PyDict::new(py)),
        C::Custom(value) => ("Custom", fields!(py, { "json": value.to_string() })),
    })
}

fn attachment_fields<'py>(
    py: Python<'py>,
    attachment: &core::content::Attachment,
) -> PyResult<Bound<'py, PyDict>> {
    let core::content::Attachment { id, name, mime_type, size, file: _, companion } = attachment;
    let companion = companion.as_ref().map(|one| companion_to_python(py, one)).transpose()?;
    Ok(fields!(py, {
        "id": id,
        "name": name,
        "mime_type": mime_type,
        "size": size,
        "companion": companion,
    }))
}

fn companion_to_python<'py>(
    py: Python<'py>,
    companion: &core::content::Companion,
) -> PyResult<Bound<'py, PyAny>> {
    let core::content::Companion { size, file } = companion;
    let fields = fields!(py, { "size": size, "_native": File::new(file) });
    layer::object(py, "_content", "Companion", &fields)
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

fn vote_fields<'py>(
    py: Python<'py>,
    vote: &core::content::PollVote,
) -> PyResult<Bound<'py, PyDict>> {
    let core::content::PollVote { poll, option, selected } = vote;
    let core::content::PollOption { title } = option;
    let option = layer::object(py, "_content", "PollOption", &fields!(py, { "title": title }))?;
    let poll = to_python(py, &core::Content::Poll(poll.clone()))?;
    Ok(fields!(py, { "poll": poll, "option": option, "selected": *selected }))
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

fn parts_fields<'py>(
    py: Python<'py>,
    items: &[core::Content],
    feeds: &[Py<Feed>],
) -> PyResult<Bound<'py, PyDict>> {
    let items =
        items.iter().map(|item| fed_to_python(py, item, feeds)).collect::<PyResult<Vec<_>>>()?;
    Ok(fields!(py, { "items": PyTuple::new(py, items)? }))
}

fn acting<'py>(
    py: Python<'py>,
    content: Option<&core::Content>,
    target: &core::Message,
    feeds: &[Py<Feed>],
) -> PyResult<Bound<'py, PyDict>> {
    let fields = fields!(py, { "target": message::to_python(py, target)? });
    if let Some(content) = content {
        fields.set_item("content", fed_to_python(py, content, feeds)?)?;
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

fn picture_fields<'py>(py: Python<'py>, change: &PictureChange) -> PyResult<Bound<'py, PyDict>> {
    Ok(match change {
        PictureChange::Clear => fields!(py, { "action": "clear", "mime_type": py.None() }),
        PictureChange::Set(picture) => {
            fields!(py, { "action": "set", "mime_type": &picture.mime_type })
        }
    })
}

fn members_fields<'py>(py: Python<'py>, members: &Members) -> PyResult<Bound<'py, PyDict>> {
    let Members { members } = members;
    Ok(fields!(py, { "members": PyTuple::new(py, members)? }))
}
