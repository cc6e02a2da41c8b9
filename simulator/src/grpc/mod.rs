//! The gRPC side: one gate that every call passes, and behind it the eight services.

mod addresses;
mod attachments;
mod chats;
mod events;
mod gate;
mod groups;
mod idempotency;
mod load;
mod locations;
mod messages;
mod polls;
mod streams;

use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;
use spectrum_imessage_wire::v1 as wire;
use tonic::service::Routes;
use tonic::{Request, Response, Status};

use crate::address::ChatName;
use crate::config::MESSAGE_LIMIT;
use crate::faults::{Action, Fault};
use crate::hub::Hub;
use crate::refusal::Refusal;
use crate::state::{LineId, State};

pub(crate) use gate::Gate;
pub(crate) use idempotency::Idempotency;
pub(crate) use load::Load;

/// The answer of a streaming method.
pub(crate) type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// The line for which a call is made, put into the request by the gate.
#[derive(Debug, Clone)]
pub(crate) struct Caller(pub(crate) LineId);

/// Where a stream of answers breaks off on demand, and with what.
#[derive(Clone)]
pub(crate) struct BreakOff {
    pub(crate) after: usize,
    pub(crate) refusal: Refusal,
}

impl BreakOff {
    /// What the faults of a call say of it.
    fn of(faults: &[Fault]) -> Option<Self> {
        let fault = faults.iter().find(|fault| fault.action == Action::BreakOff)?;
        Some(Self { after: fault.after, refusal: fault.refusal() })
    }
}

/// The services, over the state that all connections share.
#[derive(Clone)]
pub(crate) struct Services {
    hub: Arc<Hub>,
}

impl Services {
    /// Runs one call on the state.
    fn call<Q, A>(
        &self,
        request: Request<Q>,
        run: impl FnOnce(&mut State, &LineId, Q) -> Result<A, Refusal>,
    ) -> Result<Response<A>, Status> {
        let line = caller(&request)?;
        let answer = self.hub.change(|state| run(state, &line, request.into_inner()))?;
        Ok(Response::new(answer))
    }

    /// Runs one call that only looks.
    fn look<Q, A>(
        &self,
        request: Request<Q>,
        run: impl FnOnce(&State, &LineId, Q) -> Result<A, Refusal>,
    ) -> Result<Response<A>, Status> {
        let line = caller(&request)?;
        let answer = run(&self.hub.state(), &line, request.into_inner())?;
        Ok(Response::new(answer))
    }
}

/// The chat that a stream is narrowed to, as events name it.
fn narrowed(chat: Option<String>) -> Result<Option<String>, Refusal> {
    chat.map(|guid| Ok(ChatName::parse(&guid)?.guid())).transpose()
}

fn caller<Q>(request: &Request<Q>) -> Result<LineId, Status> {
    request
        .extensions()
        .get::<Caller>()
        .map(|caller| caller.0.clone())
        .ok_or_else(|| Status::internal("a call came past the gate"))
}

/// All eight services.
pub(crate) fn routes(hub: Arc<Hub>) -> Routes {
    use wire::address_service_server::AddressServiceServer;
    use wire::attachment_service_server::AttachmentServiceServer;
    use wire::chat_service_server::ChatServiceServer;
    use wire::event_service_server::EventServiceServer;
    use wire::group_service_server::GroupServiceServer;
    use wire::location_service_server::LocationServiceServer;
    use wire::message_service_server::MessageServiceServer;
    use wire::poll_service_server::PollServiceServer;

    let services = Services { hub };
    // These take files, pictures or cards: the others keep tonic's own limit.
    Routes::default()
        .add_service(
            MessageServiceServer::new(services.clone()).max_decoding_message_size(MESSAGE_LIMIT),
        )
        .add_service(
            AttachmentServiceServer::new(services.clone()).max_decoding_message_size(MESSAGE_LIMIT),
        )
        .add_service(
            ChatServiceServer::new(services.clone()).max_decoding_message_size(MESSAGE_LIMIT),
        )
        .add_service(
            GroupServiceServer::new(services.clone()).max_decoding_message_size(MESSAGE_LIMIT),
        )
        .add_service(PollServiceServer::new(services.clone()))
        .add_service(EventServiceServer::new(services.clone()))
        .add_service(AddressServiceServer::new(services.clone()))
        .add_service(LocationServiceServer::new(services))
        .prepare()
}
