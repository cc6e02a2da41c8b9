//! A simulator: its start, its addresses, and the calls of its HTTP API without HTTP.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use spectrum_imessage::{Simulated, runtime, simulation, simulator};

use crate::error::raise;
use crate::port::{Call, Port, nothing};

/// A running simulator.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Simulator(pub(crate) Arc<simulator::Simulator>);

/// Settings as JSON, or one that runs.
#[derive(FromPyObject)]
pub(crate) enum SimulatorArg<'py> {
    Settings(String),
    Running(Bound<'py, Simulator>),
}

impl SimulatorArg<'_> {
    pub(crate) fn simulated(self, py: Python<'_>) -> PyResult<Simulated> {
        match self {
            Self::Settings(json) => {
                simulation::settings(&json).map(Simulated::from).map_err(|error| raise(py, &error))
            }
            Self::Running(running) => Ok(Arc::clone(&running.get().0).into()),
        }
    }
}

/// Starts one. The settings are JSON; wrong ones fail before anything starts.
#[pyfunction]
pub(crate) fn start_simulator(py: Python<'_>, port: &Port, settings: &str) -> PyResult<Call> {
    let settings = simulation::settings(settings).map_err(|error| raise(py, &error))?;
    port.spawn(py, simulation::start(settings), |py, simulator| {
        Ok(Py::new(py, Simulator(simulator))?.into_any())
    })
}

/// The same at once, for programs without an event loop.
#[pyfunction]
pub(crate) fn start_simulator_now(py: Python<'_>, settings: &str) -> PyResult<Simulator> {
    let settings = simulation::settings(settings).map_err(|error| raise(py, &error))?;
    let runtime = runtime::handle().map_err(|error| raise(py, &error))?;
    let started = py.detach(|| runtime.block_on(simulation::start(settings)));
    started.map(Simulator).map_err(|error| raise(py, &error))
}

#[pymethods]
impl Simulator {
    /// Where it listens and which project it has, as JSON.
    fn ready(&self) -> String {
        simulation::ready(&self.0)
    }

    /// The root certificate as a file, written now if it is not there.
    fn ca_file(&self, py: Python<'_>) -> PyResult<String> {
        simulation::ca_file(&self.0).map_err(|error| raise(py, &error))
    }

    /// A call of its API.
    fn request(
        &self,
        py: Python<'_>,
        port: &Port,
        method: String,
        path: String,
        body: String,
    ) -> PyResult<Call> {
        let simulator = Arc::clone(&self.0);
        let request = async move { simulation::request(&simulator, &method, &path, body).await };
        port.spawn(py, request, |py, answer| Ok(PyBytes::new(py, &answer).into_any().unbind()))
    }

    /// Ends it at once.
    fn close_now(&self, py: Python<'_>) -> PyResult<()> {
        let runtime = runtime::handle().map_err(|error| raise(py, &error))?;
        py.detach(|| runtime.block_on(self.0.close()));
        Ok(())
    }

    /// Ends it.
    fn close(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let simulator = Arc::clone(&self.0);
        let close = async move {
            simulator.close().await;
            Ok(())
        };
        port.spawn(py, close, nothing)
    }
}
