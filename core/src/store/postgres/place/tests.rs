use super::*;

fn place(text: &str) -> Place {
    Place::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> String {
    let error = match Place::parse(text) {
        Ok(place) => panic!("{text} is {place}"),
        Err(error) => error,
    };
    assert_eq!(error.kind(), crate::ErrorKind::Validation, "{text}: {error}");
    error.message().to_owned()
}

#[test]
fn a_url_names_everything() {
    let url = "postgresql://agent:p%40ss%2Fw%23rd@db.example:6432/agents?namespace=support.1\
               &connect_timeout=3&application_name=support&options=-c%20synchronous_commit%3Doff";
    let place = place(url);
    assert_eq!(place.to_string(), "postgres://agent@db.example:6432/agents?namespace=support.1");
    assert_eq!(place.password.as_ref().map(Secret::expose), Some("p@ss/w#rd"));
    assert_eq!(place.options.as_deref(), Some("-c synchronous_commit=off"));
    assert_eq!((place.application.as_str(), place.connect_within.as_secs()), ("support", 3));
    assert!(place.trust.is_some());
}

#[test]
fn what_is_not_said_has_a_default() {
    let place = place("postgres://agent:x@localhost");
    assert_eq!(place.to_string(), "postgres://agent@localhost:5432/agent?namespace=default");
    let socket =
        super::Place::parse("postgres://a:x@/b?host=/var/run/postgresql").expect("a place");
    assert!(matches!(&socket.server, Server::Folder(f) if f == Path::new("/var/run/postgresql")));
    let encoded = super::Place::parse("postgres://a:x@%2Frun%2Fpg/b").expect("a place");
    assert!(matches!(&encoded.server, Server::Folder(f) if f == Path::new("/run/pg")));
    let six = super::Place::parse("postgres://a:x@[::1]:7000/b").expect("a place");
    assert!(matches!(&six.server, Server::Host(host) if host == "::1"));
}

#[test]
fn plain_text_stays_on_this_machine_unless_it_is_asked_for() {
    let secure = |url: &str| place(url).trust.is_some();
    for host in ["localhost", "127.0.0.1", "[::1]", "%2Frun%2Fpg"] {
        assert!(!secure(&format!("postgres://a:x@{host}/b")), "{host}");
    }
    assert!(secure("postgres://a:x@db.example/b"));
    assert!(!secure("postgres://a:x@db.example/b?sslmode=disable"));
    for mode in ["require", "verify-ca", "verify-full"] {
        assert!(secure(&format!("postgres://a:x@localhost/b?sslmode={mode}")), "{mode}");
    }
    for mode in ["allow", "prefer"] {
        let why = refused(&format!("postgres://a:x@db.example/b?sslmode={mode}"));
        assert!(why.contains("plain text"), "{why}");
    }
}

#[test]
fn what_makes_no_sense_is_said_without_the_password() {
    for (url, why) in [
        ("postgres://", "host"),
        ("postgres:///b", "host"),
        ("postgres://host/b", "user"),
        ("postgres://a:hunter2@/b", "host"),
        ("postgres://a:hunter2@one,two/b", "single host"),
        ("postgres://a:hunter2@host:99999/b", "port"),
        ("postgres://a:hun#ter2@host/b", "port"),
        ("postgres://a:7#hunter2@host/b", "#"),
        ("postgres://a:7/hunter2@host/b", "user"),
        ("postgres://a:x@host/b?hunter2=1", "…"),
        ("postgres://a:x@host/b?Hunter%20hunter2=1", "…"),
        ("postgres://a:hunter2@host/b?port=x", "port"),
        ("postgres://a:hunter2@host/b?namespace=a%20b", "namespace"),
        ("postgres://a:hunter2@host/b?namespace=%00", "namespace"),
        ("postgres://a:hunter2@host/b?connect_timeout=0", "connect_timeout"),
        ("postgres://a:hunter2@host/b?sslmode=maybe", "sslmode"),
        ("postgres://a:%FF@host/b", "UTF-8"),
        ("postgres://a%00:hunter2@host/b", "zero byte"),
        ("postgres://a:hunter2@host/b?sslrootcert=/no/such/file.pem", "CA file"),
        ("mysql://a:hunter2@host/b", "postgres://"),
    ] {
        let said = refused(url);
        assert!(said.contains(why), "{url}: {said}");

        assert!(!said.contains("hunter2"), "{url}: {said}");
    }
    let long = format!("postgres://a:x@host/b?namespace={}", "n".repeat(64));
    assert!(refused(&long).contains("63"));
}
