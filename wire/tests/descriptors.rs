//! The compiled descriptors compared with the protocol's tables, in both directions.
//!
//! Both sides are turned into facts: a path such as `message Chat, field 1` and what is true of it.
//! Two maps of facts then differ in what is missing, what is too much and what is told differently,
//! and the test lists all of it at once.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fmt, fs};

use prost_reflect::{
    Cardinality, DescriptorPool, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor,
    MethodDescriptor, ServiceDescriptor, Syntax,
};
use serde_json::{Map, Value};

#[test]
fn descriptors_match_the_protocol() {
    let tables = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/wire.json");
    let tables = fs::read_to_string(tables).expect("the tables are part of the repository");
    let tables: Value = serde_json::from_str(&tables).expect("the tables are JSON");
    let package = text(&tables, "package");

    let wanted = facts_of_tables(&tables);
    let compiled = facts_of_descriptors(&package);
    assert!(wanted.0.len() > 600, "the tables are cut short: {}", wanted.0.len());

    let differences = differences(&wanted, &compiled);
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

/// What is true of each named thing. A thing told of twice would hide one of the two.
#[derive(Default)]
struct Facts(BTreeMap<String, String>);

impl Facts {
    fn add(&mut self, thing: String, fact: impl fmt::Display) {
        let before = self.0.insert(thing.clone(), fact.to_string());
        assert!(before.is_none(), "{thing} is there twice");
    }
}

fn differences(wanted: &Facts, compiled: &Facts) -> Vec<String> {
    let mut out = Vec::new();
    for (thing, want) in &wanted.0 {
        match compiled.0.get(thing) {
            None => out.push(format!("missing: {thing}: {want}")),
            Some(have) if have != want => {
                out.push(format!("differs: {thing}: {have}, should be {want}"));
            }
            Some(_) => {}
        }
    }
    for (thing, have) in &compiled.0 {
        if !wanted.0.contains_key(thing) {
            out.push(format!("extra: {thing}: {have}"));
        }
    }
    out
}

/// A field, whichever side tells of it. It is found by its number, since that is what is sent.
struct FieldFact {
    name: String,
    json_name: String,
    kind: String,
    label: String,
    oneof: Option<String>,
}

impl fmt::Display for FieldFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, json_name, kind, label, oneof } = self;
        write!(f, "{label} {kind} {name} (JSON {json_name})")?;
        match oneof {
            Some(oneof) => write!(f, " in oneof {oneof}"),
            None => Ok(()),
        }
    }
}

struct RpcFact {
    path: String,
    request: String,
    response: String,
    request_stream: bool,
    response_stream: bool,
}

impl fmt::Display for RpcFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stream = |streams| if streams { "stream of " } else { "" };
        write!(
            f,
            "{}: {}{} -> {}{}",
            self.path,
            stream(self.request_stream),
            self.request,
            stream(self.response_stream),
            self.response
        )
    }
}

// The tables.

fn facts_of_tables(tables: &Value) -> Facts {
    let mut facts = Facts::default();
    only_keys(tables, &["package", "syntax", "enums", "messages", "services"]);
    facts.add("package".to_owned(), text(tables, "package"));
    facts.add("syntax".to_owned(), text(tables, "syntax"));
    for message in list(tables, "messages") {
        only_keys(message, &["name", "fields", "reserved"]);
        let name = text(message, "name");
        facts.add(format!("message {name}"), "exists");
        for field in list(message, "fields") {
            only_keys(field, &["number", "name", "json_name", "type", "label", "oneof"]);
            facts.add(
                format!("message {name}, field {}", number(field)),
                FieldFact {
                    name: text(field, "name"),
                    json_name: text(field, "json_name"),
                    kind: text(field, "type"),
                    label: text(field, "label"),
                    oneof: field.get("oneof").map(|_| text(field, "oneof")),
                },
            );
        }
        // A pair of numbers is a range with both ends, a string is a name.
        for reserved in message.get("reserved").map_or(&[][..], elements) {
            let reserved = match reserved.as_array().map(Vec::as_slice) {
                Some([first, last]) => format!("numbers {first} to {last}"),
                _ => format!("name {}", reserved.as_str().expect("a name or a range")),
            };
            facts.add(format!("message {name}, reserved {reserved}"), "exists");
        }
    }
    for enumeration in list(tables, "enums") {
        only_keys(enumeration, &["name", "values"]);
        let name = text(enumeration, "name");
        facts.add(format!("enum {name}"), "exists");
        for value in list(enumeration, "values") {
            only_keys(value, &["name", "number"]);
            facts.add(format!("enum {name}, value {}", text(value, "name")), number(value));
        }
    }
    for service in list(tables, "services") {
        only_keys(service, &["name", "full_name", "rpcs"]);
        let name = text(service, "name");
        facts.add(format!("service {name}"), text(service, "full_name"));
        for rpc in list(service, "rpcs") {
            // The REST paths are another way to the same service, and not part of our text.
            only_keys(
                rpc,
                &[
                    "name",
                    "path",
                    "request",
                    "response",
                    "request_stream",
                    "response_stream",
                    "http",
                ],
            );
            facts.add(
                format!("service {name}, rpc {}", text(rpc, "name")),
                RpcFact {
                    path: text(rpc, "path"),
                    request: text(rpc, "request"),
                    response: text(rpc, "response"),
                    request_stream: flag(rpc, "request_stream"),
                    response_stream: flag(rpc, "response_stream"),
                },
            );
        }
    }
    facts
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}

fn elements(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    elements(&value[key])
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().expect("a string").to_owned()
}

fn flag(value: &Value, key: &str) -> bool {
    value[key].as_bool().expect("a flag")
}

fn number(value: &Value) -> i64 {
    value["number"].as_i64().expect("a number")
}

/// Something that the tables tell and this test does not know of would go unchecked.
fn only_keys(value: &Value, known: &[&str]) {
    for key in object(value).keys() {
        assert!(known.contains(&key.as_str()), "{key} of the tables is not compared");
    }
}

// The descriptors.

fn facts_of_descriptors(package: &str) -> Facts {
    let pool = DescriptorPool::decode(spectrum_imessage_wire::FILE_DESCRIPTOR_SET)
        .expect("the descriptors decode");
    let mut facts = Facts::default();
    facts.add("package".to_owned(), package);
    let mut syntaxes: Vec<_> = pool
        .files()
        .filter(|file| file.package_name() == package)
        .map(|file| match file.syntax() {
            Syntax::Proto2 => "proto2",
            Syntax::Proto3 => "proto3",
        })
        .collect();
    syntaxes.dedup();
    facts.add("syntax".to_owned(), syntaxes.join(" and "));

    // Nothing of ours stands outside the package.
    for file in pool.files() {
        let of_google = file.package_name() == "google.protobuf";
        if file.package_name() != package && !of_google {
            facts.add(format!("package of {}", file.name()), file.package_name());
        }
    }
    let ours = |name: &str| name == package;
    for message in pool.all_messages().filter(|m| ours(m.package_name())) {
        add_message(&mut facts, &message);
    }
    for enumeration in pool.all_enums().filter(|e| ours(e.package_name())) {
        add_enum(&mut facts, &enumeration);
    }
    for service in pool.services().filter(|s| ours(s.package_name())) {
        add_service(&mut facts, &service);
    }
    facts
}

/// A name as the tables write it: without our package, with any other.
fn short(full_name: &str, package: &str) -> String {
    full_name
        .strip_prefix(package)
        .and_then(|rest| rest.strip_prefix('.'))
        .unwrap_or(full_name)
        .to_owned()
}

fn add_message(facts: &mut Facts, message: &MessageDescriptor) {
    let name = short(message.full_name(), message.package_name());
    facts.add(format!("message {name}"), "exists");
    for field in message.fields() {
        facts.add(
            format!("message {name}, field {}", field.number()),
            FieldFact {
                name: field.name().to_owned(),
                json_name: field.json_name().to_owned(),
                kind: kind(&field.kind(), message.package_name()),
                label: label(&field).to_owned(),
                // An optional field stands in a oneof of its own, which nobody wrote.
                oneof: field
                    .containing_oneof()
                    .filter(|_| !is_optional(&field))
                    .map(|oneof| oneof.name().to_owned()),
            },
        );
    }
    for range in message.reserved_ranges() {
        let reserved = format!("numbers {} to {}", range.start, range.end - 1);
        facts.add(format!("message {name}, reserved {reserved}"), "exists");
    }
    for reserved in message.reserved_names() {
        facts.add(format!("message {name}, reserved name {reserved}"), "exists");
    }
    for range in message.extension_ranges() {
        facts.add(format!("message {name}, extensions"), format!("{range:?}"));
    }
}

fn is_optional(field: &FieldDescriptor) -> bool {
    field.field_descriptor_proto().proto3_optional()
}

fn label(field: &FieldDescriptor) -> &'static str {
    match field.cardinality() {
        Cardinality::Repeated => "repeated",
        Cardinality::Required => "required",
        Cardinality::Optional if is_optional(field) => "optional",
        Cardinality::Optional => "singular",
    }
}

fn kind(kind: &Kind, package: &str) -> String {
    match kind {
        Kind::Message(message) => short(message.full_name(), package),
        Kind::Enum(enumeration) => short(enumeration.full_name(), package),
        // Scalars go by the names that the proto text has for them.
        Kind::Double => "double".to_owned(),
        Kind::Float => "float".to_owned(),
        Kind::Int32 => "int32".to_owned(),
        Kind::Int64 => "int64".to_owned(),
        Kind::Uint32 => "uint32".to_owned(),
        Kind::Uint64 => "uint64".to_owned(),
        Kind::Sint32 => "sint32".to_owned(),
        Kind::Sint64 => "sint64".to_owned(),
        Kind::Fixed32 => "fixed32".to_owned(),
        Kind::Fixed64 => "fixed64".to_owned(),
        Kind::Sfixed32 => "sfixed32".to_owned(),
        Kind::Sfixed64 => "sfixed64".to_owned(),
        Kind::Bool => "bool".to_owned(),
        Kind::String => "string".to_owned(),
        Kind::Bytes => "bytes".to_owned(),
    }
}

fn add_enum(facts: &mut Facts, enumeration: &EnumDescriptor) {
    let name = short(enumeration.full_name(), enumeration.package_name());
    facts.add(format!("enum {name}"), "exists");
    for value in enumeration.values() {
        facts.add(format!("enum {name}, value {}", value.name()), value.number());
    }
    for range in enumeration.reserved_ranges() {
        facts.add(format!("enum {name}, reserved {range:?}"), "exists");
    }
    for reserved in enumeration.reserved_names() {
        facts.add(format!("enum {name}, reserved name {reserved}"), "exists");
    }
}

fn add_service(facts: &mut Facts, service: &ServiceDescriptor) {
    let name = service.name();
    facts.add(format!("service {name}"), service.full_name());
    for rpc in service.methods() {
        facts.add(format!("service {name}, rpc {}", rpc.name()), rpc_fact(&rpc, service));
    }
}

fn rpc_fact(rpc: &MethodDescriptor, service: &ServiceDescriptor) -> RpcFact {
    let package = service.package_name();
    RpcFact {
        path: format!("/{}/{}", service.full_name(), rpc.name()),
        request: short(rpc.input().full_name(), package),
        response: short(rpc.output().full_name(), package),
        request_stream: rpc.is_client_streaming(),
        response_stream: rpc.is_server_streaming(),
    }
}

// A comparison that found nothing by itself would be no test.
#[test]
fn every_kind_of_difference_is_listed() {
    let facts = |list: &[(&str, &str)]| {
        Facts(list.iter().map(|(thing, fact)| (thing.to_string(), fact.to_string())).collect())
    };
    let wanted = facts(&[("a", "1"), ("b", "1"), ("c", "1")]);
    let compiled = facts(&[("b", "2"), ("c", "1"), ("d", "1")]);
    assert_eq!(
        differences(&wanted, &compiled),
        ["missing: a: 1", "differs: b: 2, should be 1", "extra: d: 1"]
    );
}
