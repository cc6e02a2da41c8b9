//! Writes the Swift side of the language boundary from the metadata inside the built library:
//! `SpectrumIMessageNative.swift`, the C header and its module map.

use std::env;
use std::process::ExitCode;

use uniffi_bindgen::bindings::{SwiftBindingsOptions, generate_swift_bindings};

const USAGE: &str = "usage: spectrum-imessage-swift-bindgen LIBRARY SOURCES_DIR HEADERS_DIR CONFIG";
/// The C module under the generated Swift.
const FFI_MODULE: &str = "SpectrumIMessageFFI";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [library, sources, headers, config] = arguments.as_slice() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    for (out_dir, is_swift) in [(sources, true), (headers, false)] {
        let written = generate_swift_bindings(SwiftBindingsOptions {
            generate_swift_sources: is_swift,
            generate_headers: !is_swift,
            generate_modulemap: !is_swift,
            source: library.into(),
            out_dir: out_dir.into(),
            xcframework: false,
            module_name: Some(FFI_MODULE.to_owned()),
            modulemap_filename: Some("module.modulemap".to_owned()),
            metadata_no_deps: true,
            link_frameworks: Vec::new(),
            config: Some(config.into()),
        });
        if let Err(error) = written {
            eprintln!("spectrum-imessage-swift-bindgen: {error:#}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
