//! Transfers do not hold their file in memory. Each is made by a process of its own; the simulator
//! is in this one.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use spectrum_imessage_simulator::Simulator;
use tokio::process::Command;

/// The service's limit for an attachment, exactly.
const SIZE: u64 = 100 * MIB;
const MIB: u64 = 1024 * 1024;
/// An unoptimised build on a busy machine takes its time.
const LONG: Duration = Duration::from_secs(120);

/// What a transfer took above the idle process, in bytes, and the guid of what was sent.
async fn transfer(sim: &Simulator, arguments: &[&str]) -> (u64, String) {
    let process = Command::new(env!("CARGO_BIN_EXE_transfer-memory"))
        .args(arguments)
        .env("SPECTRUM_PROJECT_ID", sim.project_id())
        .env("SPECTRUM_PROJECT_SECRET", sim.project_secret())
        .env("SPECTRUM_CLOUD_URL", sim.cloud_url())
        .env("SPECTRUM_IMESSAGE_ADDRESS", sim.imessage_address())
        .env("SPECTRUM_CA_FILE", sim.ca_file())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(LONG, process).await.expect("in time").expect("it runs");
    assert!(output.status.success(), "{arguments:?}");
    let line = String::from_utf8(output.stdout).expect("text");
    let field = |name: &str| {
        let found = line.split_whitespace().find_map(|word| word.strip_prefix(name));
        found.unwrap_or_else(|| panic!("{name} in {line:?}")).to_owned()
    };
    let kib = |name| field(name).parse::<u64>().expect("a number");
    let (idle, peak) = (kib("idle="), kib("peak="));
    assert!(0 < idle && idle <= peak, "{line}");
    eprintln!("{} took {} KiB above {idle} KiB", arguments[0], peak - idle);
    ((peak - idle) * 1024, field("guid="))
}

async fn write(path: &Path) {
    let file = std::fs::File::create(path).expect("created");
    // Not only holes: nothing on the way may take them for a special case.
    let block = vec![0x5a_u8; MIB as usize];
    for _ in 0..SIZE / MIB {
        std::io::Write::write_all(&mut &file, &block).expect("written");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_is_never_in_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let sim = Simulator::builder().transcript(false).start().await.expect("it starts");
    let source = folder.path().join("large.bin");
    write(&source).await;

    let (taken, guid) = transfer(&sim, &["upload-path", source.to_str().expect("UTF-8")]).await;
    assert!(taken <= 25 * MIB, "{taken}");
    assert_eq!(sim.attachment(&guid).map(|bytes| bytes.len() as u64), Some(SIZE));

    let target = folder.path().join("copy.bin");
    let (taken, _) = transfer(&sim, &["download", &guid, target.to_str().expect("UTF-8")]).await;
    assert!(taken < 25 * MIB, "{taken}");
    assert!(std::fs::read(&target).expect("saved") == std::fs::read(&source).expect("there"));

    // Here the file is in memory, once.
    let (taken, _) = transfer(&sim, &["upload-bytes", &SIZE.to_string()]).await;
    assert!(taken <= SIZE * 6 / 5, "{taken}");
    sim.stop().await;
}
