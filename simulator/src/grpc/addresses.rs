//! AddressService.

use spectrum_imessage_wire::v1::address_service_server::AddressService;
use spectrum_imessage_wire::v1::{
    ChatServiceType, GetAddressInfoRequest, GetAddressInfoResponse, GetFocusStatusRequest,
    GetFocusStatusResponse, GetIMessageAvailabilityRequest, GetIMessageAvailabilityResponse,
    MultiServiceAddressInfo,
};
use tonic::{Request, Response, Status};

use super::Services;
use crate::address;
use crate::refusal::Refusal;
use crate::state::{PersonRecord, State};

#[tonic::async_trait]
impl AddressService for Services {
    async fn get_address_info(
        &self,
        request: Request<GetAddressInfoRequest>,
    ) -> Result<Response<GetAddressInfoResponse>, Status> {
        self.look(request, |state, _, request| {
            let (address, person) = person(state, &request.address)?;
            if !state.has_seen(&address) {
                let message = format!("{address} has never been seen");
                return Err(Refusal::not_found("addressNotFound", message));
            }
            let mut services = Vec::new();
            if person.imessage {
                services.push(ChatServiceType::Imessage as i32);
            }
            if address::is_phone(&address) {
                services.push(ChatServiceType::Sms as i32);
            }
            let country = address::country(&address);
            let info = MultiServiceAddressInfo { address, services, country };
            Ok(GetAddressInfoResponse { info: Some(info) })
        })
    }

    async fn get_focus_status(
        &self,
        request: Request<GetFocusStatusRequest>,
    ) -> Result<Response<GetFocusStatusResponse>, Status> {
        self.look(request, |state, _, request| {
            let is_silenced_by_focus = person(state, &request.address)?.1.focus;
            Ok(GetFocusStatusResponse { is_silenced_by_focus })
        })
    }

    async fn get_i_message_availability(
        &self,
        request: Request<GetIMessageAvailabilityRequest>,
    ) -> Result<Response<GetIMessageAvailabilityResponse>, Status> {
        self.look(request, |state, _, request| {
            let is_available = person(state, &request.address)?.1.imessage;
            Ok(GetIMessageAvailabilityResponse { is_available })
        })
    }
}

/// What is known of an address: everybody has iMessage unless told otherwise.
fn person(state: &State, address: &str) -> Result<(String, PersonRecord), Refusal> {
    let address = address::canonical(address)?;
    let person = state.people.get(&address).cloned().unwrap_or_default();
    Ok((address, person))
}
