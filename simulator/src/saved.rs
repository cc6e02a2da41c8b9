//! What a start takes from a state file, and what it writes there; without one, nothing.

use std::path::PathBuf;

use tokio::net::TcpListener;

use crate::config::Config;
use crate::error::SimError;
use crate::hub::Saved;
use crate::tls::Certificates;

#[cfg(feature = "state")]
use crate::state::{Project, State, StateFile};

/// A state file that is open, or none.
#[derive(Default)]
pub(crate) struct Opened {
    saved: Saved,
    #[cfg(feature = "state")]
    project: Option<Project>,
    path: Option<PathBuf>,
}

#[cfg(not(feature = "state"))]
impl Opened {
    pub(crate) async fn open(_: &mut Config) -> Result<Self, SimError> {
        Ok(Self::default())
    }

    pub(crate) fn certificates(&self) -> Option<Certificates> {
        None
    }

    pub(crate) fn ports(&self) -> [u16; 4] {
        [0; 4]
    }

    pub(crate) fn keep(
        &mut self,
        _: &Config,
        _: [&[TcpListener]; 4],
        _: Certificates,
    ) -> Result<(), SimError> {
        Ok(())
    }
}

impl Opened {
    /// Where the root certificate stands: beside the state, so that its name stays the same.
    pub(crate) fn ca_file(&self) -> Option<PathBuf> {
        let mut path = self.path.clone()?.into_os_string();
        path.push(".ca.pem");
        Some(path.into())
    }

    pub(crate) fn into_hub(self) -> Saved {
        self.saved
    }
}

#[cfg(feature = "state")]
impl Opened {
    /// Opens the file that the settings name, and lets them follow it.
    pub(crate) async fn open(config: &mut Config) -> Result<Self, SimError> {
        let Some(path) = config.state_file.clone() else { return Ok(Self::default()) };
        let mut settings = config.clone();
        // A large file takes a while.
        let opened = tokio::task::spawn_blocking(move || {
            let mut file = StateFile::open(&path)?;
            let project = file.project()?;
            if let Some(project) = &project {
                project.settle(&mut settings)?;
            }
            let mut state = State::new(&settings);
            let wanted = settings.dedicated.clone();
            let saved = Saved::default();
            for aside in file.load(&mut state)? {
                saved.idempotency.restore(aside);
            }
            if project.is_some() {
                lines(&mut state, wanted.as_deref())?;
            }
            let phones = state.lines.all().into_iter().filter_map(|(_, phone)| phone);
            settings.dedicated = match state.lines.is_dedicated() {
                true => Some(phones.collect()),
                false => None,
            };
            let saved = Saved { state: Some(state), file: Some(file), ..saved };
            Ok::<_, SimError>((settings, Self { saved, project, path: Some(path) }))
        });
        let (settings, opened) = opened.await.map_err(|error| {
            SimError::io("cannot read the state", std::io::Error::other(error))
        })??;
        *config = settings;
        Ok(opened)
    }

    pub(crate) fn certificates(&self) -> Option<Certificates> {
        self.project.as_ref().map(|project| project.certificates.clone())
    }

    /// The ports as they were: of the cloud, of gRPC over TLS and in the clear, and of the page.
    pub(crate) fn ports(&self) -> [u16; 4] {
        self.project.as_ref().map(|project| project.ports).unwrap_or_default()
    }

    /// Writes down how clients reach it.
    pub(crate) fn keep(
        &mut self,
        config: &Config,
        listeners: [&[TcpListener]; 4],
        certificates: Certificates,
    ) -> Result<(), SimError> {
        let Some(file) = &mut self.saved.file else { return Ok(()) };
        let port = |listeners: &[TcpListener]| {
            let address = listeners.first().and_then(|listener| listener.local_addr().ok());
            address.map_or(0, |address| address.port())
        };
        file.keep_project(&Project {
            id: config.project_id.clone(),
            secret: config.project_secret.clone(),
            ports: listeners.map(port),
            certificates,
        })?;
        match &mut self.saved.state {
            Some(state) => file.save(state),
            None => Ok(()),
        }
    }
}

/// Makes the lines of a saved state those that are asked for.
#[cfg(feature = "state")]
fn lines(state: &mut State, wanted: Option<&[String]>) -> Result<(), SimError> {
    let Some(wanted) = wanted else { return Ok(()) };
    let gone = state.lines.set(wanted).ok_or_else(|| {
        SimError::Option(
            "the state file is of a shared project, which has no lines of its own: leave them out, \
             or take another file"
                .to_owned(),
        )
    })?;
    for line in gone {
        state.tokens.forget(&line);
    }
    Ok(())
}
