//! Users.

use napi_derive::napi;
use spectrum_imessage::{User, UserKind};

/// A user.
#[napi(object, object_from_js = false)]
pub struct UserView {
    /// The phone number or e-mail address.
    pub id: String,
    /// `agent` of the program itself, else absent.
    pub kind: Option<&'static str>,
    /// The phone number or e-mail address, where the platform sent it.
    pub address: Option<String>,
    /// The country code.
    pub country: Option<String>,
    /// The service.
    pub service: Option<&'static str>,
}

impl From<&User> for UserView {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.clone(),
            kind: match user.kind {
                UserKind::Agent => Some("agent"),
                UserKind::Person => None,
            },
            address: user.address.clone(),
            country: user.country.clone(),
            service: user.service.map(|service| service.as_str()),
        }
    }
}
