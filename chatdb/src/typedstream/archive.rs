//! The grammar: groups, objects, classes, shared strings, and the two tables that number them.

use std::rc::Rc;

use super::objects;
use super::reader::{END, Fault, Head, Reader};
use super::types::{Op, compile};
use super::value::{Class, Kind, Object, Value, index};

/// How deep objects may stand inside each other.
const MAX_DEPTH: usize = 64;
/// How many values an archive may have: each takes a byte at least, and memory a multiple of it.
const MAX_VALUES: usize = 2_000_000;

/// An entry of the table of objects. Classes and C strings are numbered in the same sequence.
enum Entry {
    /// Numbered, but still being read.
    Open,
    Object(Object),
    Class(Class),
    CString,
}

/// A shared string: its place in the archive, and its steps once it was used as a type.
struct Shared {
    place: std::ops::Range<usize>,
    steps: Option<Rc<[Op]>>,
}

/// An archive that is being read.
pub(super) struct Parser<'a> {
    pub(super) reader: Reader<'a>,
    strings: Vec<Shared>,
    entries: Vec<Entry>,
    pub(super) lists: Vec<Box<[Value]>>,
    values: usize,
    /// The number of the first text that was read completely.
    pub(super) first_text: Option<u32>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(reader: Reader<'a>) -> Self {
        Self {
            reader,
            strings: Vec::new(),
            entries: Vec::new(),
            lists: Vec::new(),
            values: 0,
            first_text: None,
        }
    }

    /// The one object of the archive.
    pub(super) fn root(&mut self) -> Result<u32, Fault> {
        let mut values = Vec::new();
        self.group(0, &mut values)?;
        if self.reader.left() > 0 {
            return Err(self.reader.fault("bytes after the root"));
        }
        match values.as_slice() {
            [Value::Object(root)] => Ok(*root),
            _ => Err(self.reader.fault("the root is no object")),
        }
    }

    /// An object that was read completely.
    pub(super) fn object(&self, number: u32) -> Option<&Object> {
        match self.entries.get(number as usize) {
            Some(Entry::Object(object)) => Some(object),
            _ => None,
        }
    }

    /// A text that was read completely.
    pub(super) fn text_of(&self, value: &Value) -> Option<(&std::sync::Arc<str>, u32)> {
        let Value::Object(number) = value else { return None };
        match self.object(*number) {
            Some(Object::Text { text, units }) => Some((text, *units)),
            _ => None,
        }
    }

    /// The objects by their numbers; nothing where a class or a C string has one.
    pub(super) fn into_tables(self) -> (Vec<Option<Object>>, Vec<Box<[Value]>>) {
        let objects = self
            .entries
            .into_iter()
            .map(|entry| match entry {
                Entry::Object(object) => Some(object),
                Entry::Open | Entry::Class(_) | Entry::CString => None,
            })
            .collect();
        (objects, self.lists)
    }

    /// A type string and a value for each of its types.
    fn group(&mut self, depth: usize, out: &mut Vec<Value>) -> Result<(), Fault> {
        let number = self.shared()?.ok_or_else(|| self.reader.fault("a group without type"))?;
        let steps = self.steps(number)?;
        // Lists that are being read: where their steps begin, rounds left, values so far.
        let mut open: Vec<(usize, u64, Vec<Value>)> = Vec::new();
        let mut at = 0;
        while let Some(op) = steps.get(at).copied() {
            at += 1;
            let value = match op {
                Op::Value(kind) => self.value(kind, depth)?,
                Op::Bytes(count) => self.bytes(count)?,
                Op::Open { count: 0, end } => {
                    at = end + 1;
                    self.list(Vec::new())?
                }
                Op::Open { count, .. } => {
                    if count > self.reader.left() as u64 {
                        return Err(self.reader.fault("an array goes beyond the end"));
                    }
                    open.push((at, count, Vec::new()));
                    continue;
                }
                Op::Close => match open.pop() {
                    Some((start, rounds, values)) if rounds > 1 => {
                        open.push((start, rounds - 1, values));
                        at = start;
                        continue;
                    }
                    Some((_, _, values)) => self.list(values)?,
                    None => return Err(self.reader.fault("a type is unbalanced")),
                },
            };
            self.values += 1;
            if self.values > MAX_VALUES {
                return Err(self.reader.fault("too many values"));
            }
            open.last_mut().map_or(&mut *out, |(_, _, values)| values).push(value);
        }
        Ok(())
    }

    fn value(&mut self, kind: u8, depth: usize) -> Result<Value, Fault> {
        Ok(match kind {
            b'c' => Value::Int(self.reader.byte()?.cast_signed().into()),
            b'C' | b'B' => Value::Unsigned(self.reader.byte()?.into()),
            b's' | b'i' | b'l' | b'q' => Value::Int(self.reader.signed()?),
            b'S' | b'I' | b'L' | b'Q' => Value::Unsigned(self.reader.unsigned()?),
            b'f' => Value::Real(self.reader.float()?),
            b'd' => Value::Real(self.reader.double()?),
            b'@' => self.read_object(depth)?,
            b'#' => {
                self.class()?;
                Value::Other
            }
            b'*' => {
                self.cstring()?;
                Value::Other
            }
            b':' | b'%' => {
                self.shared()?;
                Value::Other
            }
            _ => {
                let count = self.reader.unsigned()?;
                self.bytes(count)?
            }
        })
    }

    fn bytes(&mut self, count: u64) -> Result<Value, Fault> {
        let place = self.reader.take(count)?;
        Ok(Value::Bytes(index(place.start)?..index(place.end)?))
    }

    fn list(&mut self, values: Vec<Value>) -> Result<Value, Fault> {
        let number = index(self.lists.len())?;
        self.lists.push(values.into_boxed_slice());
        Ok(Value::List(number))
    }

    fn read_object(&mut self, depth: usize) -> Result<Value, Fault> {
        let start = self.reader.fault("a reference to no object");
        match self.reader.head()? {
            Head::Nil => Ok(Value::Nil),
            Head::Reference(number) => match self.entries.get(number) {
                Some(Entry::Object(_)) => Ok(Value::Object(index(number)?)),
                // Inside itself: nothing, so that what is read has no loops.
                Some(Entry::Open) => Ok(Value::Nil),
                _ => Err(start),
            },
            Head::New if depth >= MAX_DEPTH => Err(self.reader.fault("objects too deep")),
            Head::New => {
                let number = self.entries.len();
                self.entries.push(Entry::Open);
                let class =
                    self.class()?.ok_or_else(|| self.reader.fault("an object without class"))?;
                let mut values = Vec::new();
                while self.reader.peek()? != END {
                    self.group(depth + 1, &mut values)?;
                }
                let object = objects::make(self, class, values)?;
                self.reader.byte()?;
                let place = index(number)?;
                if matches!(object, Object::Text { .. }) {
                    self.first_text.get_or_insert(place);
                }
                if let Some(entry) = self.entries.get_mut(number) {
                    *entry = Entry::Object(object);
                }
                Ok(Value::Object(place))
            }
        }
    }

    /// A class with its superclasses, in a loop: the chain may be as long as the archive.
    fn class(&mut self) -> Result<Option<Class>, Fault> {
        let mut fresh = Vec::new();
        let mut class = loop {
            let start = self.reader.fault("a reference to no class");
            match self.reader.head()? {
                Head::Nil => break None,
                Head::Reference(number) => match self.entries.get(number) {
                    Some(Entry::Class(class)) => break Some(*class),
                    _ => return Err(start),
                },
                Head::New => {
                    let number = self.entries.len();
                    self.entries.push(Entry::Open);
                    let name =
                        self.shared()?.ok_or_else(|| self.reader.fault("a class without name"))?;
                    self.reader.signed()?;
                    fresh.push((number, name));
                }
            }
        };
        for (number, name) in fresh.into_iter().rev() {
            let inherited = class.map_or(Kind::Unknown, |class| class.kind);
            let kind = Kind::of(self.string(name)).unwrap_or(inherited);
            class = Some(Class { name, kind });
            if let Some(entry) = self.entries.get_mut(number) {
                *entry = Entry::Class(Class { name, kind });
            }
        }
        Ok(class)
    }

    fn cstring(&mut self) -> Result<(), Fault> {
        let start = self.reader.fault("a reference to no C string");
        match self.reader.head()? {
            Head::Nil => Ok(()),
            Head::Reference(number) => match self.entries.get(number) {
                Some(Entry::CString) => Ok(()),
                _ => Err(start),
            },
            Head::New => {
                self.entries.push(Entry::CString);
                self.shared()?.map(|_| ()).ok_or(start)
            }
        }
    }

    /// The number of a shared string.
    fn shared(&mut self) -> Result<Option<usize>, Fault> {
        let start = self.reader.fault("a reference to no string");
        match self.reader.head()? {
            Head::Nil => Ok(None),
            Head::Reference(number) if number < self.strings.len() => Ok(Some(number)),
            Head::Reference(_) => Err(start),
            Head::New => {
                let count = self.reader.unsigned()?;
                let place = self.reader.take(count)?;
                self.strings.push(Shared { place, steps: None });
                Ok(Some(self.strings.len() - 1))
            }
        }
    }

    /// The bytes of a shared string.
    pub(super) fn string(&self, number: usize) -> &'a [u8] {
        self.strings
            .get(number)
            .map(|shared| self.reader.bytes(shared.place.clone()))
            .unwrap_or_default()
    }

    /// The steps of a shared string as a type, made once: references to it cost nothing.
    fn steps(&mut self, number: usize) -> Result<Rc<[Op]>, Fault> {
        let source = self.string(number);
        let fault = |reason| Fault { position: self.reader.fault("").position, reason };
        match self.strings.get(number) {
            Some(Shared { steps: Some(steps), .. }) => Ok(Rc::clone(steps)),
            _ => {
                let steps: Rc<[Op]> = compile(source).map_err(fault)?.into();
                if let Some(shared) = self.strings.get_mut(number) {
                    shared.steps = Some(Rc::clone(&steps));
                }
                Ok(steps)
            }
        }
    }
}
