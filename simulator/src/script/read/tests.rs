use super::*;

fn parsed(text: &str) -> Result<Script, Wrong> {
    parse(text, Path::new("conversation.yaml"))
}

#[test]
fn a_conversation_is_read() {
    let script = parsed(
        r#"
people:
  alice: "+15551230001"
  bob: { address: bob@example.com, line: +15559990001 }
steps:
  - { person: alice, text: "hi", effect: slam, id: hello }
  - person: alice
    expect:
      matches: "^h"
      on: hello
      within: 2.5
    id: answer
  - { person: bob, react: love, on: answer, after: 0.5 }
  - wait: 3
"#,
    )
    .expect("a script");
    assert_eq!(script.people[1].line.as_deref(), Some("+15559990001"));
    let names: Vec<&str> = script.steps.iter().map(|step| step.verb.name()).collect();
    assert_eq!(names, ["text", "expect", "react", "wait"]);
    assert_eq!(script.steps[2].after, Duration::from_millis(500));
    assert_eq!((script.steps[2].actor, script.steps[2].line), (Some(1), 13));
    let Verb::Expect { expected, within } = &script.steps[1].verb else { panic!("no expect") };
    assert_eq!(*within, Duration::from_millis(2500));
    assert_eq!(expected.message_guid.as_deref(), Some("hello"));
}

#[test]
fn json_is_yaml_and_a_lonely_person_needs_no_name() {
    let script = parsed(r#"{"steps": [{"text": "hi"}, {"expect": "hello"}]}"#).expect("a script");
    assert_eq!(script.people[0].address, SOMEBODY.1);
    assert_eq!(script.people.len(), 1);
    let Verb::Expect { expected, .. } = &script.steps[1].verb else { panic!("no expect") };
    assert_eq!(expected.text.as_deref(), Some("hello"));
}

#[test]
fn mistakes_are_told_with_their_line() {
    let head = "people:\n  alice: \"+15551230001\"\n  bob: bob@example.com\nsteps:\n";
    for (steps, line, words) in [
        ("  - { person: alice, txt: hi }", 5, "txt"),
        ("  - { person: alice, text: hi }\n  - { person: alice, txt: hi }", 6, "txt"),
        ("  - { person: carol, text: hi }", 5, "no person \"carol\""),
        ("  - { text: hi }", 5, "`person` must be given"),
        ("  - { person: alice }", 5, "a step needs one of text"),
        ("  - { person: alice, text: hi, wait: 1 }", 5, "are two steps"),
        ("  - { person: alice, text: hi, effect: slamm }", 5, "no effect"),
        ("  - { person: alice, react: love, effect: slam }", 5, "`effect` does not go with"),
        ("  - { person: alice, react: love, on: x }", 5, "no step before has the id \"x\""),
        ("  - { person: alice, text: hi, in: x }", 5, "no step before has the id \"x\""),
        ("  - { person: alice, text: hi, id: last }", 5, "cannot be an id"),
        ("  - { person: alice, typing: true, id: x }", 5, "could have an id"),
        ("  - { wait: -1 }", 5, "number of seconds"),
        ("  - { wait: soon }", 5, ""),
        ("  - { wait: .inf }", 5, ""),
        ("  - { person: alice, attachment: missing.png }", 5, "missing.png"),
        ("  - { person: alice, edit: hi }", 5, "`on` must name a message"),
        ("  - { person: alice, leave: false }", 5, "can only be true"),
        ("  - person: alice\n    expect: { txt: hi }", 6, "txt"),
        ("  - person: alice\n    expect: { matches: 'a(b' }", 6, "regular expression"),
        ("  - person: alice\n    expect: { effect: slamm }", 5, "no effect"),
        ("  - person: alice\n    expect: { kind: nonsense }", 5, "kind is"),
        ("  - { person: alice, poll: 'which?' }", 5, "`options`"),
        ("  - { group: [], name: x }", 5, "needs people"),
        ("  - { group: [dave] }", 5, "no person \"dave\""),
        ("  - { person: alice, text: \"hi }", 0, ""),
        ("  text: hi", 5, ""),
    ] {
        let (at, why) = parsed(&format!("{head}{steps}")).expect_err(steps);
        if line > 0 {
            assert_eq!(at, line, "{steps}: {why}");
        }
        assert!(why.contains(words), "{steps}: {why}");
    }
    for text in ["", "people: {}", "steps: 1", "steps: []\nmore: 1", "people: {a: 12}\nsteps: []"] {
        assert!(parsed(text).is_err(), "{text}");
    }
}

#[test]
fn a_file_that_grows_when_it_is_read_is_refused() {
    let mut text = "steps: [{ text: &a0 x }]\nmore: &b0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..9 {
        let one = format!("*b{}", n - 1);
        text.push_str(&format!("m{n}: &b{n} [{}]\n", vec![one; 9].join(", ")));
    }
    assert!(parsed(&text).is_err());
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("large.yaml");
    std::fs::write(&path, vec![b' '; usize::try_from(LIMIT).expect("fits") + 1]).expect("written");
    let error = read(&path).expect_err("too large").to_string();
    assert!(error.contains("more than 4 MiB"), "{error}");
    let error = read(&directory.path().join("none.yaml")).expect_err("missing").to_string();
    assert!(error.contains("none.yaml"), "{error}");
}

#[test]
fn the_scripts_of_the_page_are_read() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/simulator.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("cake.jpg"), [0xff, 0xd8, 0xff]).expect("written");
    let scripts = page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let read = scripts.map(|script| {
        let script = parse(script, &folder.path().join("conversation.yaml"));
        script.unwrap_or_else(|wrong| panic!("{wrong:?}")).steps.len()
    });
    assert_eq!(read.collect::<Vec<_>>(), [7, 2]);
}
