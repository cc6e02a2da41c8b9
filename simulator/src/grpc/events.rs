//! EventService: everything after a sequence.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures_util::{StreamExt, stream};
use spectrum_imessage_wire::v1::catch_up_events_response::Payload;
use spectrum_imessage_wire::v1::event_service_server::EventService;
use spectrum_imessage_wire::v1::{
    CatchUpEventsComplete, CatchUpEventsRequest, CatchUpEventsResponse, Heartbeat,
};
use tonic::{Request, Response, Status};

use super::{Answers, BreakOff, Services, caller};
use crate::hub::Hub;
use crate::refusal::Refusal;
use crate::state::{Change, LineId, Logged};

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
        let head_sequence = {
            let state = self.hub.state();
            let head = state.log.head();
            if after.is_some_and(|after| after > head) {
                return Err(
                    Refusal::invalid(format!("the sequence is beyond the head {head}")).into()
                );
            }
            if let Some(after) = after.filter(|after| !state.log.keeps_after(*after)) {
                let message = format!("events right after {after} are not kept any more");
                return Err(Refusal::invalid(message).into());
            }
            head
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
        let past = Past { hub: self.hub.clone(), line, told: after.unwrap_or(head_sequence) };
        let events = stream::unfold(Some(past), move |past| Past::next(past, head_sequence))
            .flat_map(move |event| stream::iter(vec![event; times]));
        let answers = stream::iter([Ok(alive)]).chain(events).chain(stream::iter([Ok(complete)]));
        // Without what has been forgotten meanwhile nothing is complete.
        let answers = answers.scan(false, |broken, answer| {
            let goes_on = !*broken;
            *broken |= answer.is_err();
            ready(goes_on.then_some(answer))
        });
        Ok(Response::new(match end {
            // The heartbeat is no event.
            Some(BreakOff { after, refusal }) => {
                Box::pin(answers.take(after + 1).chain(stream::iter([Err(Status::from(refusal))])))
            }
            None => Box::pin(answers),
        }))
    }
}

/// What a catch-up has still to tell. It is read from the log as it is sent: a reader that stays
/// behind holds nothing back from being forgotten.
struct Past {
    hub: Arc<Hub>,
    line: LineId,
    told: u64,
}

type Told = Result<CatchUpEventsResponse, Status>;

impl Past {
    async fn next(past: Option<Self>, head: u64) -> Option<(Told, Option<Self>)> {
        let mut past = past?;
        let next = past.hub.state().log.next_after(&past.line, past.told, head);
        match next {
            Ok(None) => None,
            Ok(Some(event)) => {
                past.told = event.sequence;
                Some((Ok(answer(&event)), Some(past)))
            }
            Err(refusal) => Some((Err(refusal.into()), None)),
        }
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
