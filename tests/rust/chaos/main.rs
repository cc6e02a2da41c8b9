//! Chaos: messages flow while everything that can go wrong goes wrong. Nothing may be lost, nothing
//! delivered again once its acknowledgement is confirmed, no answer sent twice.
//!
//! `tests/chaos/README.md` says how to run it.

mod agents;
mod connections;
mod proxy;
mod tally;

use std::process::ExitCode;

/// What a run is to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) messages: usize,
    pub(crate) faults: usize,
    pub(crate) kills: usize,
    pub(crate) seed: u64,
}

impl Plan {
    /// The short run of `make test`, unless arguments say more.
    fn from_arguments() -> Result<Self, String> {
        let mut plan = Self { messages: 2_000, faults: 40, kills: 6, seed: 1 };
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            let mut number = || {
                let value = arguments.next().unwrap_or_default();
                value.parse::<u64>().map_err(|_| format!("{name} needs a number, not {value:?}"))
            };
            match name.as_str() {
                "--messages" => plan.messages = number()? as usize,
                "--faults" => plan.faults = number()? as usize,
                "--kills" => plan.kills = number()? as usize,
                "--seed" => plan.seed = number()?,
                // What `cargo test` gives every test program.
                "--quiet" | "-q" | "--nocapture" => {}
                _ => return Err(format!("unknown argument {name}")),
            }
        }
        Ok(plan)
    }
}

fn main() -> ExitCode {
    let plan = match Plan::from_arguments() {
        Ok(plan) => plan,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    println!("chaos with the seed {}", plan.seed);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let good = runtime.is_ok_and(|runtime| {
        runtime.block_on(async {
            let connections = connections::run(plan).await;
            let agents = agents::run(plan).await;
            connections && agents
        })
    });
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
