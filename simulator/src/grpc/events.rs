//! EventService: everything after a sequence.

use std::iter::repeat_n;
use std::sync::atomic::Ordering;

use futures_util::stream;
use spectrum_imessage_wire::v1::catch_up_events_response::Payload;
use spectrum_imessage_wire::v1::event_service_server::EventService;
use spectrum_imessage_wire::v1::{
    CatchUpEventsComplete, CatchUpEventsRequest, CatchUpEventsResponse, Heartbeat,
};
use tonic::{Request, Response, Status};

use super::{Answers, BreakOff, Services, caller};
use crate::refusal::Refusal;
use crate::state::{Change, Logged};

#[tonic::async_trait]
impl EventService for Services {
    type CatchUpEventsStream = Answers<CatchUpEventsResponse>;

    async fn catch_up_events(
        &self,
        request: Request<CatchUpEventsRequest>,
    ) -> Result<Response<Self::CatchUpEventsStream>, Status> {
        let line = caller(&request)?;
        let end = request.extensions().get::<BreakOff>().cloned();
        let after = request.into_inner().after_sequence;
        let (events, head_sequence) = {
            let state = self.hub.state();
            let head = state.log.head();
            if after.is_some_and(|after| after > head) {
                return Err(
                    Refusal::invalid(format!("the sequence is beyond the head {head}")).into()
                );
            }
            let events = match after {
                None => Vec::new(),
                Some(after) => state.log.after(&line, after).ok_or_else(|| {
                    Refusal::invalid(format!("events right after {after} are not kept any more"))
                })?,
            };
            (events, head)
        };
        let alive = CatchUpEventsResponse {
            sequence: None,
            payload: Some(Payload::Heartbeat(Heartbeat {})),
        };
        let complete = CatchUpEventsResponse {
            sequence: None,
            payload: Some(Payload::Complete(CatchUpEventsComplete { head_sequence })),
        };
        let times = if self.hub.doubled.load(Ordering::Relaxed) { 2 } else { 1 };
        let events = events.into_iter().flat_map(move |event| repeat_n(answer(&event), times));
        let answers = [alive].into_iter().chain(events).chain([complete]).map(Ok);
        Ok(Response::new(match end {
            // The heartbeat is no event.
            Some(BreakOff { after, refusal }) => {
                Box::pin(stream::iter(answers.take(after + 1).chain([Err(refusal.into())])))
            }
            None => Box::pin(stream::iter(answers)),
        }))
    }
}

fn answer(event: &Logged) -> CatchUpEventsResponse {
    let payload = match &event.change {
        Change::Message(change) => Payload::MessageChanged((**change).clone()),
        Change::Chat(change) => Payload::ChatChanged(change.clone()),
        Change::Group(change) => Payload::GroupChanged(change.clone()),
        Change::Poll(change) => Payload::PollChanged(change.clone()),
    };
    CatchUpEventsResponse { sequence: Some(event.sequence), payload: Some(payload) }
}
