//! Platforms that a program defines. The event loop takes the requests of the core one after another,
//! serves each in a task of its own and answers: nothing here enters Python.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use serde_json::{Map, Value};
use spectrum_imessage as core;
use spectrum_imessage::custom::bridge::{Answer, Call as Asked, Requests, bridge};
use spectrum_imessage::custom::{Config, Incoming, Record, Sent, SpaceRecord};
use spectrum_imessage::{Error, ErrorKind, SpaceType, User, UserKind};

use crate::content::{self, Content};
use crate::error::{invalid, raise};
use crate::layer::fields;
use crate::message::user_to_python;
use crate::port::{Call, Port, nothing};
use crate::space::Space;

/// `User`, as far as a definition says it.
#[derive(FromPyObject)]
pub(crate) struct UserArg {
    id: String,
    kind: String,
    address: Option<String>,
    country: Option<String>,
}

impl From<UserArg> for User {
    fn from(UserArg { id, kind, address, country }: UserArg) -> Self {
        let kind = if kind == "agent" { UserKind::Agent } else { UserKind::Person };
        Self { kind, address, country, ..Self::new(id) }
    }
}

/// A conversation: its id, `dm` or `group`, its fields as JSON.
pub(crate) type SpaceArg = (String, String, String);

fn space_of(py: Python<'_>, (id, kind, fields): SpaceArg) -> PyResult<SpaceRecord> {
    let fields: Map<String, Value> = serde_json::from_str(&fields)
        .map_err(|error| invalid(py, &format!("the fields of a space are JSON: {error}")))?;
    let kind = if kind == "group" { SpaceType::Group } else { SpaceType::Dm };
    Ok(SpaceRecord { id, kind, fields })
}

/// `IncomingMessage`: a content, or an emoji and the id of the message that is meant.
#[derive(FromPyObject)]
pub(crate) struct RecordArg<'py> {
    #[pyo3(item)]
    id: String,
    #[pyo3(item)]
    content: Option<PyRef<'py, Content>>,
    #[pyo3(item)]
    reaction: Option<(String, String)>,
    #[pyo3(item)]
    sender: UserArg,
    #[pyo3(item)]
    space: SpaceArg,
    #[pyo3(item)]
    timestamp: Option<SystemTime>,
    #[pyo3(item)]
    reply_to: Option<String>,
}

fn record_of(py: Python<'_>, record: RecordArg<'_>) -> PyResult<Record> {
    let RecordArg { id, content, reaction, sender, space, timestamp, reply_to } = record;
    let content = match (content, reaction) {
        (Some(content), _) => content.core.clone().into(),
        (None, Some((emoji, target))) => Incoming::Reaction { emoji, target },
        (None, None) => return Err(invalid(py, "a message has content")),
    };
    let timestamp = timestamp.unwrap_or_else(SystemTime::now);
    let space = space_of(py, space)?;
    Ok(Record { id, content, sender: sender.into(), space, timestamp, reply_to })
}

/// A definition on its way into one application, and the requests to it.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Definition {
    config: Mutex<Option<Config>>,
    requests: Arc<tokio::sync::Mutex<Requests>>,
}

impl Definition {
    /// For the application that it serves.
    pub(crate) fn take(&self, py: Python<'_>) -> PyResult<Config> {
        let config = self.config.lock().unwrap_or_else(PoisonError::into_inner).take();
        config.ok_or_else(|| invalid(py, "this definition serves an application already"))
    }
}

#[pymethods]
impl Definition {
    #[new]
    fn new(py: Python<'_>, name: &str, space_fields: Vec<String>) -> PyResult<Self> {
        let (config, requests) = bridge(name, space_fields).map_err(|error| raise(py, &error))?;
        let requests = Arc::new(tokio::sync::Mutex::new(requests));
        Ok(Self { config: Mutex::new(Some(config)), requests })
    }

    /// The next request; nothing when the client was destroyed, or never made.
    fn next(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let requests = Arc::clone(&self.requests);
        let next = async move { Ok(requests.lock().await.next().await) };
        port.spawn(py, next, |py, request| {
            let request = request.map(|request| Request(Arc::new(request)));
            Ok(request.into_pyobject(py)?.into_any().unbind())
        })
    }

    /// The start failed before it was made use of.
    fn drop(&self) {
        self.config.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// One call to a definition. Dropped without an answer it fails.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Request(Arc<core::custom::bridge::Request>);

#[pymethods]
impl Request {
    /// The name of the call in camelCase.
    #[getter]
    fn name(&self) -> &'static str {
        self.0.call().name()
    }

    /// What it is about, by name. Params are JSON.
    fn arguments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        Ok(match self.0.call() {
            Asked::CreateClient | Asked::DestroyClient | Asked::Messages => PyDict::new(py),
            Asked::ResolveUser { id } => fields!(py, { "id": id }),
            Asked::CreateSpace { users, params } => {
                let users = users.iter().map(|user| user_to_python(py, user));
                let users = PyList::new(py, users.collect::<PyResult<Vec<_>>>()?)?;
                fields!(py, { "users": users, "params": params.to_string() })
            }
            Asked::GetSpace { id, params } => {
                fields!(py, { "id": id, "params": params.to_string() })
            }
            Asked::Send { space, content, client_message_id } => fields!(py, {
                "space": Space(space.clone()),
                "content": content::to_python(py, content)?,
                "client_message_id": client_message_id.as_deref(),
            }),
            Asked::GetMessage { space, id } => {
                fields!(py, { "space": Space(space.clone()), "id": id })
            }
            Asked::GetMembers { space }
            | Asked::GetDisplayName { space }
            | Asked::GetAvatar { space } => fields!(py, { "space": Space(space.clone()) }),
        })
    }

    /// Hands over a message. False when nobody reads any more.
    fn put(&self, py: Python<'_>, port: &Port, record: RecordArg<'_>) -> PyResult<Call> {
        let (request, record) = (Arc::clone(&self.0), record_of(py, record)?);
        port.spawn(py, async move { Ok(request.put(record).await) }, |py, more| {
            Ok(more.into_pyobject(py)?.to_owned().into_any().unbind())
        })
    }

    /// Waits until nobody waits for the answer any more, or it was given.
    fn cancelled(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let request = Arc::clone(&self.0);
        let cancelled = async move {
            request.cancelled().await;
            Ok(())
        };
        port.spawn(py, cancelled, nothing)
    }

    /// The definition does not have it.
    fn not_given(&self) -> bool {
        self.0.not_given()
    }

    /// It is done, or there is nothing. This and the other answers say whether anybody waited.
    fn done(&self) -> bool {
        self.0.answer(Ok(Answer::Nothing))
    }

    fn user(&self, user: UserArg) -> bool {
        self.0.answer(Ok(Answer::User(user.into())))
    }

    fn members(&self, users: Vec<UserArg>) -> bool {
        let users = users.into_iter().map(User::from).collect();
        self.0.answer(Ok(Answer::Members(users)))
    }

    fn space(&self, py: Python<'_>, space: SpaceArg) -> PyResult<bool> {
        Ok(self.0.answer(Ok(Answer::Space(space_of(py, space)?))))
    }

    fn sent(&self, id: String, timestamp: Option<SystemTime>) -> bool {
        self.0.answer(Ok(Answer::Sent(Sent { id, timestamp })))
    }

    fn message(&self, py: Python<'_>, record: RecordArg<'_>) -> PyResult<bool> {
        let record = Box::new(record_of(py, record)?);
        Ok(self.0.answer(Ok(Answer::Message(record))))
    }

    fn display_name(&self, name: String) -> bool {
        self.0.answer(Ok(Answer::Name(name)))
    }

    /// The picture in the content of an avatar.
    fn avatar(&self, py: Python<'_>, content: &Content) -> PyResult<bool> {
        match &content.core {
            core::Content::Avatar(core::content::PictureChange::Set(picture)) => {
                Ok(self.0.answer(Ok(Answer::Avatar(picture.clone()))))
            }
            _ => Err(invalid(py, "the picture of a group is what avatar() makes of it")),
        }
    }

    /// It failed with an error of this library.
    fn failed(
        &self,
        class_: &str,
        code: String,
        message: String,
        retryable: bool,
        failure: u64,
    ) -> bool {
        let kind = ErrorKind::from_class_name(class_).unwrap_or(ErrorKind::Other);
        let error = Error::new(kind, code, message).with_retryable(retryable);
        self.0.answer(Err(error.with_context("failure", failure.to_string())))
    }

    /// It failed since the platform cannot do it.
    fn unsupported(&self, content: bool, name: &str, detail: Option<&str>, failure: u64) -> bool {
        let platform = self.0.platform();
        let error = if content {
            Error::unsupported_content(platform, name, detail)
        } else {
            Error::unsupported_action(platform, name, detail.unwrap_or("it cannot do that"))
        };
        self.0.answer(Err(error.with_context("failure", failure.to_string())))
    }

    /// It failed with another error.
    fn broken(&self, name: &str, failure: u64) -> bool {
        self.0.broken(name, Some(failure))
    }
}

/// What a defined platform adds to an application.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct CustomSide(pub(crate) core::custom::Custom);

fn params_of(py: Python<'_>, params: &str) -> PyResult<Value> {
    serde_json::from_str(params)
        .map_err(|error| invalid(py, &format!("the params of a space are JSON: {error}")))
}

#[pymethods]
impl CustomSide {
    /// A user, as the definition resolves it.
    fn user(&self, py: Python<'_>, port: &Port, id: String) -> PyResult<Call> {
        let side = self.0.clone();
        let user = async move { side.user(&id).await };
        port.spawn(py, user, |py, user| Ok(user_to_python(py, &user)?.unbind()))
    }

    /// Begins a conversation with the users of these ids. Params are JSON.
    fn create_space(
        &self,
        py: Python<'_>,
        port: &Port,
        users: Vec<String>,
        params: &str,
    ) -> PyResult<Call> {
        let (side, params) = (self.0.clone(), params_of(py, params)?);
        let create = async move {
            let users: Vec<User> = users.into_iter().map(User::from).collect();
            side.create_space(&users, &params).await
        };
        port.spawn(py, create, |py, space| Ok(Py::new(py, Space(space))?.into_any()))
    }

    /// A known conversation.
    fn space(&self, py: Python<'_>, port: &Port, id: String, params: &str) -> PyResult<Call> {
        let (side, params) = (self.0.clone(), params_of(py, params)?);
        let get = async move { side.space(&id, &params).await };
        port.spawn(py, get, |py, space| Ok(Py::new(py, Space(space))?.into_any()))
    }
}
