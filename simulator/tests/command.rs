//! The command as a function, as other programs call it.

use spectrum_imessage_simulator::command::run;

#[test]
fn help_and_wrong_arguments_end_the_call_and_not_the_process() {
    assert_eq!(run(["spectrum sim", "--help"]), 0);
    assert_eq!(run(["spectrum sim", "--version"]), 0);
    assert_eq!(run(["spectrum sim", "--nonsense"]), 2);
    assert_eq!(run(["spectrum sim", "--port", "many"]), 2);
    // A number that is no phone: the simulator itself refuses it.
    assert_eq!(run(["spectrum sim", "--dedicated", "12"]), 1);
}

#[tokio::test]
async fn it_may_be_called_where_a_runtime_runs_already() {
    assert_eq!(run(["python -m spectrum_imessage sim", "--dedicated", "12"]), 1);
}
