//! A certificate authority of our own, made at every start and known to nobody else.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls_pki_types::PrivateKeyDer;
use tokio_rustls::TlsAcceptor;

use crate::error::SimError;

/// The names for which the certificate is valid. The public client builds the names of dedicated
/// lines itself, so they must be ours too.
const NAMES: [&str; 4] = ["localhost", "127.0.0.1", "::1", "*.imsg.photon.codes"];

/// What a TLS server needs, and the root that its clients must trust.
pub(crate) struct Tls {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) ca_pem: String,
}

/// The certificates of one simulator.
#[derive(Clone)]
#[cfg_attr(feature = "state", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct Certificates {
    /// The root, in PEM.
    ca_pem: String,
    /// The server's own, and its key, in DER.
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Certificates {
    pub(crate) fn make() -> Result<Self, SimError> {
        let wrong = |error: rcgen::Error| SimError::Tls(error.to_string());
        let authority = authority().map_err(wrong)?;
        let key = KeyPair::generate().map_err(wrong)?;
        let certificate =
            server_params().and_then(|params| params.signed_by(&key, &authority)).map_err(wrong)?;
        Ok(Self {
            ca_pem: authority.pem(),
            certificate: certificate.der().to_vec(),
            key: key.serialize_der(),
        })
    }
}

impl Tls {
    pub(crate) fn new(certificates: &Certificates) -> Result<Self, SimError> {
        let Certificates { ca_pem, certificate, key } = certificates.clone();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map(|builder| builder.with_no_client_auth())
            .and_then(|builder| {
                let key = PrivateKeyDer::Pkcs8(key.into());
                builder.with_single_cert(vec![certificate.into()], key)
            })
            .map_err(|error| SimError::Tls(error.to_string()))?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), ca_pem })
    }
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.distinguished_name.push(DnType::CommonName, "Spectrum simulator CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

fn server_params() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(NAMES.map(str::to_owned))?;
    params.distinguished_name.push(DnType::CommonName, "localhost");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}
