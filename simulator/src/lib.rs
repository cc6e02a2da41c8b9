//! A stateful stand-in for Spectrum Cloud.
