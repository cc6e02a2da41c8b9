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

    tonic_prost_build::configure()
        .build_client(env::var_os("CARGO_FEATURE_CLIENT").is_some())
        .build_server(env::var_os("CARGO_FEATURE_SERVER").is_some())
        // Files and pictures are shared, not copied, on their way to the socket.
        .bytes(".")
        .extern_path(".photon.imessage.v1.MiniAppLayout", "crate::MiniAppLayout")
        .compile_fds(descriptors)?;
    Ok(())
}
