//! The classes of the hand-written layer, by name.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyDict;

type Classes = HashMap<(&'static str, &'static str), Py<PyAny>>;

/// Looked up once: that costs more than to make an object.
static CLASSES: Mutex<Option<Classes>> = Mutex::new(None);

/// A class of a module of the package.
pub(crate) fn class<'py>(
    py: Python<'py>,
    module: &'static str,
    name: &'static str,
) -> PyResult<Bound<'py, PyAny>> {
    let known = || CLASSES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(class) = known().as_ref().and_then(|classes| classes.get(&(module, name))) {
        return Ok(class.bind(py).clone());
    }
    // Without the lock: an import may run any code.
    let class = py.import(format!("spectrum_imessage.{module}"))?.getattr(name)?;
    known().get_or_insert_default().insert((module, name), class.clone().unbind());
    Ok(class)
}

/// An object of a class without its fields, which the caller fills in, and its dictionary. A frozen
/// dataclass writes each of its fields by a call: this is for what is made for each message.
pub(crate) fn blank<'py>(
    py: Python<'py>,
    module: &'static str,
    name: &'static str,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyDict>)> {
    let class = class(py, module, name)?;
    let object = class.call_method1(intern!(py, "__new__"), (&class,))?;
    let fields = object.getattr(intern!(py, "__dict__"))?.cast_into::<PyDict>()?;
    Ok((object, fields))
}

/// An object of a class, from its fields.
pub(crate) fn object<'py>(
    py: Python<'py>,
    module: &'static str,
    name: &'static str,
    fields: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    class(py, module, name)?.call((), Some(fields))
}

/// `{name: value, …}`, each value converted.
macro_rules! fields {
    ($py:expr, { $($name:literal: $value:expr),* $(,)? }) => {{
        let fields = pyo3::types::PyDict::new($py);
        $(fields.set_item(pyo3::intern!($py, $name), $value)?;)*
        fields
    }};
}
pub(crate) use fields;
