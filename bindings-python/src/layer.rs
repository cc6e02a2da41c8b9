//! The classes of the hand-written layer, by name.

use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A class of a module of the package.
pub(crate) fn class<'py>(py: Python<'py>, module: &str, name: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import(format!("spectrum_imessage.{module}"))?.getattr(name)
}

/// An object of a class, from its fields.
pub(crate) fn object<'py>(
    py: Python<'py>,
    module: &str,
    name: &str,
    fields: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    class(py, module, name)?.call((), Some(fields))
}

/// `{name: value, …}`, each value converted.
macro_rules! fields {
    ($py:expr, { $($name:literal: $value:expr),* $(,)? }) => {{
        let fields = pyo3::types::PyDict::new($py);
        $(fields.set_item($name, $value)?;)*
        fields
    }};
}
pub(crate) use fields;
