//! Type strings (`@`, `iI`, `[12c]`, `{_NSRange=QQ}`) as small programs, made without recursion.

/// How deep brackets may stand inside each other.
const MAX_DEPTH: usize = 64;

/// One step of reading the values of a type string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    /// One value of this type.
    Value(u8),
    /// So many raw bytes: an array of characters.
    Bytes(u64),
    /// A list begins: its steps up to `end` are to be done `count` times.
    Open { count: u64, end: usize },
    /// A list ends.
    Close,
}

/// The steps for a type string.
///
/// # Errors
///
/// The reason why the type string is none.
pub(super) fn compile(source: &[u8]) -> Result<Vec<Op>, &'static str> {
    let mut ops = Vec::new();
    // What is open: the place of its `Open` and the byte that closes it.
    let mut open: Vec<(usize, u8)> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = source.get(at) {
        at += 1;
        match byte {
            b'c' | b'C' | b'B' | b's' | b'S' | b'i' | b'I' | b'l' | b'L' | b'q' | b'Q' | b'f'
            | b'd' | b'@' | b'#' | b'*' | b':' | b'%' | b'+' => {
                full(&open, &ops)?;
                ops.push(Op::Value(byte));
            }
            b'[' => {
                full(&open, &ops)?;
                let (count, rest) = count(source, at)?;
                at = rest;
                if let Some(bytes) = characters(source, at) {
                    ops.push(Op::Bytes(count));
                    at = bytes;
                    continue;
                }
                begin(&mut ops, &mut open, count, b']')?;
            }
            b'{' => {
                full(&open, &ops)?;
                at = members(source, at)?;
                begin(&mut ops, &mut open, 1, b'}')?;
            }
            b']' | b'}' => {
                let (start, _) =
                    open.pop().filter(|(_, close)| *close == byte).ok_or("a type is unbalanced")?;
                let here = ops.len();
                // Values without bytes could be asked for without end.
                if here == start + 1 {
                    return Err("a type of nothing");
                }
                if let Some(Op::Open { end, .. }) = ops.get_mut(start) {
                    *end = here;
                }
                ops.push(Op::Close);
            }
            _ => return Err("an unknown type"),
        }
    }
    if open.is_empty() { Ok(ops) } else { Err("a type is unbalanced") }
}

/// An array has one element type.
fn full(open: &[(usize, u8)], ops: &[Op]) -> Result<(), &'static str> {
    match open.last() {
        Some((start, b']')) if ops.len() > start + 1 => Err("an array of several types"),
        _ => Ok(()),
    }
}

fn begin(
    ops: &mut Vec<Op>,
    open: &mut Vec<(usize, u8)>,
    count: u64,
    close: u8,
) -> Result<(), &'static str> {
    if open.len() >= MAX_DEPTH {
        return Err("types too deep");
    }
    open.push((ops.len(), close));
    ops.push(Op::Open { count, end: 0 });
    Ok(())
}

/// The count of an array and where its element begins.
fn count(source: &[u8], mut at: usize) -> Result<(u64, usize), &'static str> {
    let start = at;
    let mut count: u64 = 0;
    while let Some(digit) = source.get(at).filter(|byte| byte.is_ascii_digit()) {
        count = count
            .checked_mul(10)
            .and_then(|count| count.checked_add(u64::from(digit - b'0')))
            .ok_or("an array count is too large")?;
        at += 1;
    }
    if at == start { Err("an array without count") } else { Ok((count, at)) }
}

/// Behind an array's bracket, if its elements are single raw bytes.
fn characters(source: &[u8], at: usize) -> Option<usize> {
    let raw = matches!(source.get(at), Some(b'c' | b'C' | b'B'));
    (raw && source.get(at + 1) == Some(&b']')).then_some(at + 2)
}

/// Behind the name of a struct.
fn members(source: &[u8], at: usize) -> Result<usize, &'static str> {
    let rest = source.get(at..).unwrap_or_default();
    match rest.iter().position(|byte| matches!(byte, b'=' | b'{' | b'}' | b'[' | b']')) {
        Some(place) if rest.get(place) == Some(&b'=') => Ok(at + place + 1),
        _ => Err("a type is unbalanced"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_become_steps() {
        assert_eq!(compile(b"iI"), Ok(vec![Op::Value(b'i'), Op::Value(b'I')]));
        assert_eq!(compile(b"[12c]"), Ok(vec![Op::Bytes(12)]));
        assert_eq!(
            compile(b"{a=[2i]@}"),
            Ok(vec![
                Op::Open { count: 1, end: 5 },
                Op::Open { count: 2, end: 3 },
                Op::Value(b'i'),
                Op::Close,
                Op::Value(b'@'),
                Op::Close,
            ])
        );
    }

    #[test]
    fn no_types() {
        for source in
            ["{I", "{a=I", "]", "[3]", "[i]", "[3ii]", "{a=}", "{a}", "z", "^v", "[3i}", "{a=i]"]
        {
            assert!(compile(source.as_bytes()).is_err(), "{source}");
        }
        assert!(compile(b"[99999999999999999999c]").is_err());
        assert!(compile("[1".repeat(65).as_bytes()).is_err());
        let deepest = format!("{}i{}", "[1".repeat(64), "]".repeat(64));
        assert!(compile(deepest.as_bytes()).is_ok());
    }
}
