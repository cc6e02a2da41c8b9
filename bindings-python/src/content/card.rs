//! Mini-app cards.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use spectrum_imessage::content::{self, CardLayout, CardSession, MiniApp};

use super::builders::Bytes;
use super::to_python;
use crate::error::raise;
use crate::layer::{self, fields};

/// The fields of a card by name.
pub(super) fn fields<'py>(py: Python<'py>, card: &MiniApp) -> PyResult<Bound<'py, PyDict>> {
    let MiniApp { app_name, app_store_id, extension_bundle_id, team_id, url, live, layout } = card;
    Ok(fields!(py, {
        "app_name": app_name,
        "app_store_id": app_store_id,
        "extension_bundle_id": extension_bundle_id,
        "team_id": team_id,
        "url": url,
        "live": live,
        "layout": layout_to_python(py, layout)?,
    }))
}

fn layout_to_python<'py>(py: Python<'py>, layout: &CardLayout) -> PyResult<Bound<'py, PyAny>> {
    let CardLayout {
        caption,
        subcaption,
        trailing_caption,
        trailing_subcaption,
        image,
        image_title,
        image_subtitle,
        summary,
    } = layout;
    let fields = fields!(py, {
        "caption": caption.as_deref(),
        "subcaption": subcaption.as_deref(),
        "trailing_caption": trailing_caption.as_deref(),
        "trailing_subcaption": trailing_subcaption.as_deref(),
        "image": image.as_ref().map(|image| PyBytes::new(py, image)),
        "image_title": image_title.as_deref(),
        "image_subtitle": image_subtitle.as_deref(),
        "summary": summary.as_deref(),
    });
    layer::object(py, "_card", "CardLayout", &fields)
}

/// `spectrum_imessage.MiniAppCardSession`.
pub(crate) fn session_to_python<'py>(
    py: Python<'py>,
    session: &CardSession,
) -> PyResult<Bound<'py, PyAny>> {
    let CardSession { message_guid, chat_guid, session_id, target_message_guid } = session;
    let fields = fields!(py, {
        "message_guid": message_guid,
        "chat_guid": chat_guid,
        "session_id": session_id,
        "target_message_guid": target_message_guid,
    });
    layer::object(py, "_card", "MiniAppCardSession", &fields)
}

/// What the builder hands over.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct CardArg {
    app_name: String,
    app_store_id: Option<i64>,
    extension_bundle_id: String,
    team_id: String,
    url: String,
    live: Option<bool>,
    layout: LayoutArg,
}

/// The layer's layout, read by its attributes.
#[derive(FromPyObject)]
struct LayoutArg {
    caption: Option<String>,
    subcaption: Option<String>,
    trailing_caption: Option<String>,
    trailing_subcaption: Option<String>,
    image: Option<Bytes>,
    image_title: Option<String>,
    image_subtitle: Option<String>,
    summary: Option<String>,
}

impl From<CardArg> for MiniApp {
    fn from(card: CardArg) -> Self {
        let CardArg { app_name, app_store_id, extension_bundle_id, team_id, url, live, layout } =
            card;
        let layout = layout.into();
        Self { app_name, app_store_id, extension_bundle_id, team_id, url, live, layout }
    }
}

impl From<LayoutArg> for CardLayout {
    fn from(layout: LayoutArg) -> Self {
        Self {
            caption: layout.caption,
            subcaption: layout.subcaption,
            trailing_caption: layout.trailing_caption,
            trailing_subcaption: layout.trailing_subcaption,
            image: layout.image.map(|Bytes(image)| image.into()),
            image_title: layout.image_title,
            image_subtitle: layout.image_subtitle,
            summary: layout.summary,
        }
    }
}

/// A card of an extension of one's own.
#[pyfunction]
pub(crate) fn mini_app(py: Python<'_>, card: CardArg) -> PyResult<Bound<'_, PyAny>> {
    let card = content::mini_app(card.into()).map_err(|error| raise(py, &error))?;
    to_python(py, &card)
}
