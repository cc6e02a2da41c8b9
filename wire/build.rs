//! Compiles the `.proto` files with protox, so that nobody needs protoc.

use std::path::{Path, PathBuf};
use std::{env, error::Error, fs};

const PACKAGE_DIR: &str = "proto/photon/imessage/v1";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");

    let mut files: Vec<PathBuf> = fs::read_dir(PACKAGE_DIR)?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    files.sort();
    let descriptors = protox::compile(&files, ["proto"])?;

    // The descriptors are kept beside the code: the test that compares them with the protocol's
    // tables reads them.
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let encoded = prost::Message::encode_to_vec(&descriptors);
    fs::write(Path::new(&out).join("descriptors.bin"), encoded)?;

    fs::write(out.join("methods.rs"), methods(&descriptors))?;

    tonic_prost_build::configure()
        .build_client(env::var_os("CARGO_FEATURE_CLIENT").is_some())
        .build_server(env::var_os("CARGO_FEATURE_SERVER").is_some())
        // Files and pictures are shared, not copied, on their way to the socket.
        .bytes(".")
        .extern_path(".photon.imessage.v1.MiniAppLayout", "crate::MiniAppLayout")
        .compile_fds(descriptors)?;
    Ok(())
}

/// A constant for each call, in a module for each service.
fn methods(descriptors: &prost_types::FileDescriptorSet) -> String {
    let mut code = String::new();
    for file in &descriptors.file {
        for service in &file.service {
            let name = service.name().trim_end_matches("Service");
            code += &format!("/// `{}`.\npub mod {} {{\n", service.name(), snake(name));
            for method in &service.method {
                let kind = if method.server_streaming() { "Streamed" } else { "Unary" };
                code += &format!(
                    "    /// `{name}`.\n    pub const {constant}: crate::{kind}<{input}, {output}> =\n        \
                     crate::{kind}::new(\"/{package}.{service}/{name}\");\n",
                    name = method.name(),
                    constant = snake(method.name()).to_uppercase(),
                    input = rust_type(method.input_type()),
                    output = rust_type(method.output_type()),
                    package = file.package(),
                    service = service.name(),
                );
            }
            code += "}\n";
        }
    }
    code
}

/// `.photon.imessage.v1.Chat` is `crate::v1::Chat`; an empty message is `()`.
fn rust_type(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((".google.protobuf", "Empty")) => "()".to_owned(),
        Some((_, name)) => format!("crate::v1::{name}"),
        None => name.to_owned(),
    }
}

fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| letters[before]);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                let next = letters.get(index + 1).is_some_and(|next| next.is_lowercase());
                before.is_lowercase() || before.is_ascii_digit() || next
            });
        if begins {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
