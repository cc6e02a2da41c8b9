//! `spectrum-sim`: the simulator as a command.

fn main() -> std::process::ExitCode {
    spectrum_imessage_simulator::command::run(std::env::args_os()).into()
}
