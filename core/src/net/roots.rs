//! What a server's certificate may be signed by.

use std::sync::{Arc, OnceLock};

use once_cell::sync::OnceCell;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio::runtime::Handle;

type Verifier = Arc<WebPkiServerVerifier>;

/// The roots of a program, then those of the system: what either of them knows is trusted.
#[derive(Debug)]
pub(super) struct Roots {
    own: Option<Verifier>,
    system: &'static System,
    algorithms: WebPkiSupportedAlgorithms,
}

/// The roots of the system. Reading a few hundred of them takes milliseconds and memory: it is done
/// once, when they are asked for first.
#[derive(Debug)]
pub(super) struct System {
    provider: Arc<CryptoProvider>,
    /// `None` if the system has none.
    read: OnceCell<Option<Verifier>>,
}

impl System {
    /// Those of this process.
    pub(super) fn get(provider: &Arc<CryptoProvider>) -> &'static Self {
        static SYSTEM: OnceLock<System> = OnceLock::new();
        SYSTEM.get_or_init(|| Self { provider: Arc::clone(provider), read: OnceCell::new() })
    }

    /// Reads them beside what else is done. Nobody waits for it but a handshake that is earlier.
    pub(super) fn read_ahead(&'static self) {
        if let Ok(runtime) = Handle::try_current()
            && self.read.get().is_none()
        {
            runtime.spawn_blocking(|| self.verifier().is_some());
        }
    }

    fn verifier(&self) -> Option<&Verifier> {
        let read = || {
            let system = rustls_native_certs::load_native_certs();
            for error in &system.errors {
                crate::observe::debug!("a system certificate was not read: {error}");
            }
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(system.certs);
            verifier(roots, &self.provider).ok().flatten()
        };
        self.read.get_or_init(read).as_ref()
    }
}

impl Roots {
    pub(super) fn new(
        own: RootCertStore,
        system: &'static System,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, rustls::client::VerifierBuilderError> {
        let algorithms = provider.signature_verification_algorithms;
        Ok(Self { own: verifier(own, provider)?, system, algorithms })
    }
}

/// A verifier by these roots; `None` if there are none.
fn verifier(
    roots: RootCertStore,
    provider: &Arc<CryptoProvider>,
) -> Result<Option<Verifier>, rustls::client::VerifierBuilderError> {
    if roots.is_empty() {
        return Ok(None);
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
        .build()
        .map(Some)
}

impl ServerCertVerifier for Roots {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verify = |roots: &Verifier| {
            roots.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        let unknown = || Err(Error::InvalidCertificate(CertificateError::UnknownIssuer));
        let own = self.own.as_ref().map_or_else(unknown, verify);
        let Err(refused) = own else { return own };
        match self.system.verifier().map_or_else(unknown, verify) {
            // Whoever knows the issuer knows best what is wrong.
            Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => Err(refused),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

    use super::*;

    type Issuer = CertifiedIssuer<'static, KeyPair>;

    fn issuer(name: &str) -> Issuer {
        let mut params = CertificateParams::new(Vec::<String>::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("signed")
    }

    fn signed_by(issuer: &Issuer) -> CertificateDer<'static> {
        let params = CertificateParams::new(vec!["here.example".to_owned()]).expect("parameters");
        let key = KeyPair::generate().expect("a key");
        params.signed_by(&key, issuer).expect("signed").der().clone()
    }

    fn store(issuer: &Issuer) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(issuer.der().clone()).expect("a certificate");
        roots
    }

    fn verify(roots: &Roots, certificate: &CertificateDer<'_>, name: &str) -> Result<(), Error> {
        let name = ServerName::try_from(name.to_owned()).expect("a name");
        // rcgen's certificates are good from 1975 on.
        let now = UnixTime::since_unix_epoch(Duration::from_secs(1_700_000_000));
        roots.verify_server_cert(certificate, &[], &name, &[], now).map(drop)
    }

    #[test]
    fn what_either_knows_is_trusted_and_the_system_is_asked_last() {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let (own, system, stranger) = (issuer("own"), issuer("system"), issuer("stranger"));
        let read = || verifier(store(&system), &provider).expect("a verifier");
        let unread: &'static System =
            Box::leak(Box::new(System { provider: Arc::clone(&provider), read: OnceCell::new() }));
        let roots = Roots::new(store(&own), unread, &provider).expect("roots");
        verify(&roots, &signed_by(&own), "here.example").expect("its own");
        assert!(unread.read.get().is_none(), "nobody needs the system's");

        unread.read.set(read()).expect("once");
        verify(&roots, &signed_by(&system), "here.example").expect("the system's");
        let unknown = Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let refused = verify(&roots, &signed_by(&stranger), "here.example");
        assert_eq!(refused.expect_err("nobody's"), unknown);
        let refused = verify(&roots, &signed_by(&own), "there.example").expect_err("another name");
        assert!(refused != unknown, "who knows the issuer says what is wrong: {refused:?}");

        let alone = Roots::new(RootCertStore::empty(), unread, &provider).expect("roots");
        verify(&alone, &signed_by(&system), "here.example").expect("the system's");
        assert!(verify(&alone, &signed_by(&own), "here.example").is_err());
    }
}
