//! The second part: agents that are killed without warning, again and again, with a store on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use spectrum_imessage_simulator::Simulator;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::Plan;
use super::connections::{simulator, wrong_answers};
use super::tally::Tally;

const PATIENCE: Duration = Duration::from_secs(60);
/// Messages that may be on their way.
const OPEN: usize = 60;

/// An agent in one language: how it is started, and how many of the kills it gets.
struct Agent {
    name: &'static str,
    program: PathBuf,
    script: Option<PathBuf>,
    share: usize,
}

pub(crate) async fn run(plan: Plan) -> bool {
    let started = Instant::now();
    let sim = Arc::new(simulator().await);
    let tally = Arc::new(Tally::default());
    let folder = tempfile::tempdir().expect("a folder");
    let over = Arc::new(AtomicBool::new(false));
    let mut dice = StdRng::seed_from_u64(plan.seed);
    let mut faults = BTreeMap::new();
    let agents = agents();
    // A new store begins at the head: what was written before is none of its business.
    let (first, _) = spawn(&agents[0], &sim, folder.path(), &tally);
    sim.listening(None, PATIENCE).await.expect("the streams open");
    let people = tokio::spawn(people(Arc::clone(&sim), Arc::clone(&tally), Arc::clone(&over)));
    drop(first);
    for agent in &agents {
        // One after another with one store: they are one program.
        for _ in 0..(plan.kills / agent.share).max(1) {
            let (mut child, reading) = spawn(agent, &sim, folder.path(), &tally);
            let first = dice.random_range(1..30);
            heard(&tally, first, &mut child).await;
            sleep(Duration::from_millis(dice.random_range(0..60))).await;
            // SIGKILL.
            child.kill().await.expect("the agent is killed");
            reading.await.expect("its words were read");
            *faults.entry(agent.name).or_default() += 1;
        }
    }
    over.store(true, Ordering::SeqCst);
    people.await.expect("the people have written");
    let (mut child, reading) = spawn(&agents[0], &sim, folder.path(), &tally);
    let rest = async {
        while tally.open() > 0 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    // What is missing then is told by the report.
    let _ = timeout(PATIENCE, rest).await;
    child.kill().await.expect("the agent is killed");
    reading.await.expect("its words were read");
    let report = tally.report(faults, wrong_answers(&sim), started.elapsed());
    report.print("killed agents", PATIENCE)
}

/// The agents that there are: Rust always, the others where the environment says how to run them.
fn agents() -> Vec<Agent> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("chaos");
    let rust = Agent {
        name: "agent killed (Rust)",
        program: env!("CARGO_BIN_EXE_chaos-agent").into(),
        script: None,
        share: 1,
    };
    let other = |name, variable, script| {
        let program = std::env::var_os(variable).filter(|value| !value.is_empty())?;
        let script = Some(scripts.join(script));
        Some(Agent { name, program: program.into(), script, share: 5 })
    };
    let python = other("agent killed (Python)", "SPECTRUM_CHAOS_PYTHON", "agent.py");
    let node = other("agent killed (Node)", "SPECTRUM_CHAOS_NODE", "agent.mjs");
    [Some(rust), python, node].into_iter().flatten().collect()
}

fn spawn(
    agent: &Agent,
    sim: &Simulator,
    folder: &Path,
    tally: &Arc<Tally>,
) -> (Child, JoinHandle<()>) {
    let mut command = Command::new(&agent.program);
    command
        .args(&agent.script)
        .env("SPECTRUM_PROJECT_ID", sim.project_id())
        .env("SPECTRUM_PROJECT_SECRET", sim.project_secret())
        .env("SPECTRUM_CLOUD_URL", sim.cloud_url())
        .env("SPECTRUM_IMESSAGE_ADDRESS", sim.imessage_address())
        .env("SPECTRUM_CA_FILE", sim.ca_file())
        .env("CHAOS_STORE", folder.join("agent.db"))
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().expect("the agent starts");
    let words = child.stdout.take().expect("piped");
    let tally = Arc::clone(tally);
    let reading = tokio::spawn(async move {
        let mut lines = BufReader::new(words).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            match line.split_once(' ') {
                Some(("got", text)) => tally.delivered(text),
                Some(("done", text)) => tally.settled(text),
                _ => {}
            }
        }
    });
    (child, reading)
}

/// Until the agent has handled some more, or ended by itself.
async fn heard(tally: &Tally, more: usize, child: &mut Child) {
    let wanted = tally.settled_count() + more;
    let waiting = async {
        while tally.settled_count() < wanted {
            sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::select! {
        _ = timeout(PATIENCE, waiting) => {}
        status = child.wait() => println!("  an agent ended by itself: {status:?}"),
    }
}

async fn people(sim: Arc<Simulator>, tally: Arc<Tally>, over: Arc<AtomicBool>) {
    let mut written = 0;
    while !over.load(Ordering::SeqCst) {
        if tally.open() >= OPEN {
            sleep(Duration::from_millis(2)).await;
            continue;
        }
        let text = format!("k{written}");
        tally.sent(&text);
        sim.person(&format!("+1555125{:04}", written % 10)).text(&text).expect("written");
        written += 1;
    }
}
