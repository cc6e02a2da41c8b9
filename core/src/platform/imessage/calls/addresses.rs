//! What is known of addresses.

use spectrum_imessage_wire::{methods, v1};

use super::{AddressDetails, Call, Line, absent};
use crate::error::Result;

/// What is known of addresses: [`Line::addresses`].
#[derive(Debug)]
pub struct Addresses<'a>(pub(super) &'a Line);

impl Addresses<'_> {
    /// The services and the country of an address.
    ///
    /// # Errors
    /// `NotFoundError` if it is unknown; else the service's.
    pub async fn get(&self, address: &str) -> Result<AddressDetails> {
        let request = v1::GetAddressInfoRequest { address: address.to_owned() };
        let answer = self
            .0
            .call(
                "spectrum.line.addresses.get",
                Call::reading(),
                request,
                methods::address::GET_ADDRESS_INFO,
            )
            .await?;
        Ok(answer.info.ok_or_else(|| absent("the address"))?.into())
    }

    /// Whether a Focus of the person holds notifications back.
    ///
    /// # Errors
    /// The service's.
    pub async fn is_focus_silenced(&self, address: &str) -> Result<bool> {
        let request = v1::GetFocusStatusRequest { address: address.to_owned() };
        let answer = self
            .0
            .call(
                "spectrum.line.addresses.is_focus_silenced",
                Call::reading(),
                request,
                methods::address::GET_FOCUS_STATUS,
            )
            .await?;
        Ok(answer.is_silenced_by_focus)
    }

    /// Whether an address can be reached by iMessage.
    ///
    /// # Errors
    /// The service's.
    pub async fn is_imessage_available(&self, address: &str) -> Result<bool> {
        let request = v1::GetIMessageAvailabilityRequest { address: address.to_owned() };
        let answer = self
            .0
            .call(
                "spectrum.line.addresses.is_imessage_available",
                Call::reading(),
                request,
                methods::address::GET_I_MESSAGE_AVAILABILITY,
            )
            .await?;
        Ok(answer.is_available)
    }
}
