//! The client for Spectrum.
