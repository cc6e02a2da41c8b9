//! Whom we trust: the system's roots, and those of `SPECTRUM_CA_FILE`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use once_cell::sync::Lazy;
use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::{self, PemObject};

use super::roots::{Roots, System};
use crate::error::{Error, Result};

/// The protocols offered in the handshake.
const H2: &[u8] = b"h2";
const HTTP_1_1: &[u8] = b"http/1.1";

/// TLS configurations for gRPC and for HTTP/1.1, over the same roots. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Trust {
    h2: Arc<ClientConfig>,
    pub(super) http_1_1: Arc<ClientConfig>,
}

/// Connections to one host know each other's sessions: there is one for each extra file (nearly
/// always: one). A test that changes the file's name gets its own entry.
static LOADED: Lazy<Mutex<HashMap<Option<PathBuf>, Trust>>> = Lazy::new(Mutex::default);

impl Trust {
    /// The configuration of gRPC connections.
    pub(crate) fn h2(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.h2)
    }

    /// The system's roots, and those of a PEM file if one is given.
    ///
    /// # Errors
    /// `ValidationError` if the file cannot be read or holds no certificate.
    pub(crate) fn load(ca_file: Option<&Path>) -> Result<Self> {
        let key = ca_file.map(Path::to_path_buf);
        let mut loaded = LOADED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(trust) = loaded.get(&key) {
            return Ok(trust.clone());
        }
        let mut own = RootCertStore::empty();
        if let Some(path) = ca_file {
            add_file(&mut own, path)?;
        }
        let trust = Self::with(own)?;
        loaded.insert(key, trust.clone());
        Ok(trust)
    }

    /// Keeps the roots of a text in PEM under the name of a file that is not read then.
    ///
    /// # Errors
    /// `ValidationError` if it holds no certificate.
    #[cfg(feature = "simulator")]
    pub(crate) fn keep(name: &Path, pem: &str) -> Result<()> {
        let mut own = RootCertStore::empty();
        add(&mut own, name, CertificateDer::pem_slice_iter(pem.as_bytes()))?;
        let trust = Self::with(own)?;
        let mut loaded = LOADED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        loaded.insert(Some(name.to_owned()), trust);
        Ok(())
    }

    /// The system's roots besides those.
    fn with(own: RootCertStore) -> Result<Self> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let system = System::get(&provider);
        if own.is_empty() {
            // They are needed for certain: they are read while names are looked up.
            system.read_ahead();
        }
        let roots = Arc::new(Roots::new(own, system, &provider).map_err(unusable)?);
        let config = |protocol: &[u8]| -> Result<Arc<ClientConfig>> {
            let mut config = builder(&provider)?
                // Every certificate is verified; what it may be signed by is read when it is asked.
                .dangerous()
                .with_custom_certificate_verifier(Arc::<Roots>::clone(&roots))
                .with_no_client_auth();
            config.alpn_protocols = vec![protocol.to_vec()];
            Ok(Arc::new(config))
        };
        Ok(Self { h2: config(H2)?, http_1_1: config(HTTP_1_1)? })
    }
}

fn builder(
    provider: &Arc<CryptoProvider>,
) -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>> {
    ClientConfig::builder_with_provider(Arc::clone(provider))
        .with_safe_default_protocol_versions()
        .map_err(unusable)
}

fn unusable(error: impl std::fmt::Display) -> Error {
    Error::invalid(format!("TLS cannot be set up: {error}"))
}

fn add_file(roots: &mut RootCertStore, path: &Path) -> Result<()> {
    let certificates =
        CertificateDer::pem_file_iter(path).map_err(|e| invalid(path, &e.to_string()))?;
    add(roots, path, certificates)
}

fn invalid(path: &Path, why: &str) -> Error {
    Error::validation("invalidCaFile", format!("the CA file {}: {why}", path.display()))
}

fn add(
    roots: &mut RootCertStore,
    path: &Path,
    certificates: impl Iterator<Item = std::result::Result<CertificateDer<'static>, pem::Error>>,
) -> Result<()> {
    let invalid = |why: String| invalid(path, &why);
    let mut added = 0;
    for certificate in certificates {
        let certificate = certificate.map_err(|e| invalid(e.to_string()))?;
        roots.add(certificate).map_err(|e| invalid(e.to_string()))?;
        added += 1;
    }
    if added == 0 {
        return Err(invalid("holds no certificate".to_owned()));
    }
    Ok(())
}
