//! The rendering compared with recordings, by further cases, and by its properties.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, panic};

use proptest::prelude::*;
use serde_json::Value;

use super::{Rendered, Run, Style, render, to_plain_text};

use Style::{Bold, Italic, Strikethrough};

fn rendered(text: &str, runs: &[(Style, u32, u32)]) -> Rendered {
    Rendered {
        text: text.to_owned(),
        runs: runs.iter().map(|&(style, start, length)| Run { style, start, length }).collect(),
    }
}

#[track_caller]
fn check(source: &str, text: &str, runs: &[(Style, u32, u32)]) {
    assert_eq!(render(source), rendered(text, runs), "source: {source:?}");
}

/// For cases without runs.
#[track_caller]
fn check_text(cases: &[(&str, &str)]) {
    for (source, text) in cases {
        check(source, text, &[]);
    }
}

#[test]
fn matches_the_recordings() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/outbound");
    let mut compared = 0;
    let mut differences = Vec::new();
    for entry in fs::read_dir(&dir).expect("the vectors are part of the repository") {
        let path = entry.expect("the folder is readable").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with("markdown-") {
            continue;
        }
        let file = fs::read_to_string(&path).expect("the file is readable");
        let file: Value = serde_json::from_str(&file).expect("the file is JSON");
        for step in file["steps"].as_array().expect("a recording has steps") {
            let call = step["call"].as_str().expect("a step has a call");
            let source = call
                .strip_prefix("space.send(markdown(")
                .and_then(|rest| rest.strip_suffix("))"))
                .expect("all calls send markdown");
            let source: String = serde_json::from_str(source).expect("the source is quoted");
            let got = render(&source);
            let want = recorded(step);
            compared += 1;
            if got != want {
                differences.push(format!("{name}: {source:?}\n  {got:?}\n  {want:?}"));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(compared >= 55, "only {compared} recordings found");
}

/// What a step sent. A step that sent nothing had nothing to show.
fn recorded(step: &Value) -> Rendered {
    let request = &step["rpcs"][0]["request_json"];
    let count = |run: &Value, key: &str| {
        u32::try_from(run[key].as_u64().unwrap_or(0)).expect("texts are short")
    };
    Rendered {
        text: request["text"].as_str().unwrap_or_default().to_owned(),
        runs: request["formatting"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|run| Run {
                style: Style::ALL
                    .into_iter()
                    .find(|style| run["type"] == style.as_str())
                    .expect("a style that is known"),
                start: count(run, "start"),
                length: count(run, "length"),
            })
            .collect(),
    }
}

#[test]
fn tables_show_cells_and_no_dashes() {
    check("| a | b |\n|---|:-:|\n| 1 | **2** |", "a | b\n1 | 2", &[(Bold, 10, 1)]);
    check_text(&[
        ("a | b\n-|-\n1 | 2", "a | b\n1 | 2"),
        ("| a | b |\n|-|-|", "a | b"),
        // Missing cells are empty, superfluous ones are dropped.
        ("| a | b |\n|-|-|\n|  | 2 |\n| 3 |\n| 4 | 5 | 6 |", "a | b\n | 2\n3 | \n4 | 5"),
        ("| a |\n|-|\n| x \\| y |", "a\nx | y"),
        ("| `a\\|b` | c |\n|-|-|\n| [l](u) | ![i](u) |", "𝚊|𝚋 | c\nl (u) | i (u)"),
        ("text\n| a | b |\n|-|-|\n| 1 | 2 |\n\nx", "text\n\na | b\n1 | 2\n\nx"),
        ("- a\n\n  | x | y |\n  |-|-|\n  | 1 | 2 |", "• a\n  x | y\n  1 | 2"),
        ("x\n\n| |\n|-|\n\ny", "x\n\ny"),
    ]);
}

#[test]
fn lists_nest_by_two_spaces_and_are_dense() {
    check_text(&[
        ("10. a\n11. b\n    - c\n      - d", "10. a\n11. b\n  • c\n    • d"),
        ("1) a\n2) b", "1. a\n2. b"),
        ("5. a\n3. b", "5. a\n6. b"),
        ("- a\n\n  - b\n\n    c\n\n- d", "• a\n  • b\n    c\n• d"),
        ("1. a\n\n   - b\n\n     1. c\n\n2. d", "1. a\n  • b\n    1. c\n2. d"),
        ("- - a\n  - b", "• • a\n  • b"),
        ("- a\n* b", "• a\n\n• b"),
        ("- a\n\n1. b", "• a\n\n1. b"),
        ("- a\nb", "• a\n  b"),
        ("* a\n\t* b\n\t\t* c\n\n\t\t  d", "• a\n  • b\n    • c\n      d"),
        ("- a\n  b\n  - c\n    d\n- e", "• a\n  b\n  • c\n    d\n• e"),
        ("- a\n\n  ```\n  x\n  y\n  ```\n- b", "• a\n  𝚡\n  𝚢\n• b"),
        ("-\n  a", "• a"),
        ("y\n\n-\n- b", "y\n\n• \n• b"),
        ("- a\n\n  ---\n\n  b", "• a\n  ———\n  b"),
    ]);
    check("- # h\n  b\n  - c", "• h\n  b\n  • c", &[(Bold, 2, 1)]);
}

#[test]
fn tasks_have_a_box() {
    check("- [x] **a** b\n- [ ]\n- [X] c", "• [x] a b\n• [ ]\n• [x] c", &[(Bold, 6, 1)]);
    check_text(&[
        ("1. [ ] a", "1. [ ] a"),
        ("- [ ] a\n\n  b\n  - [x] c", "• [ ] a\n  b\n  • [x] c"),
        ("- [x]a", "• [x]a"),
        ("[ ] a", "[ ] a"),
    ]);
}

#[test]
fn quotes_mark_every_line() {
    check_text(&[
        ("> a\nb", "> a\n> b"),
        ("> a\n\n> b", "> a\n\n> b"),
        ("> > a\n> b", "> > a\n> > b"),
        ("> - a\n>   - b\n> - c", "> • a\n>   • b\n> • c"),
        ("- a\n  > q\n  >\n  > r\n- b", "• a\n  > q\n  >\n  > r\n• b"),
        ("> ```\n> x\n>\n> y\n> ```", "> 𝚡\n>\n> 𝚢"),
        ("> | a | b |\n> |-|-|\n> | 1 | 2 |", "> a | b\n> 1 | 2"),
        ("x\n\n> \n\ny", "x\n\n>\n\ny"),
    ]);
    check("> # h\n> p\n>\n> ---", "> h\n>\n> p\n>\n> ———", &[(Bold, 2, 1)]);
}

#[test]
fn prefixes_interrupt_runs() {
    check("> **a\n> b**", "> a\n> b", &[(Bold, 2, 1), (Bold, 6, 1)]);
    check("- **a\n  b**", "• a\n  b", &[(Bold, 2, 1), (Bold, 6, 1)]);
    check("**a\nb**", "a\nb", &[(Bold, 0, 3)]);
    check("- > **a** b\n  > *c*", "• > a b\n  > c", &[(Bold, 4, 1), (Italic, 12, 1)]);
}

#[test]
fn styles_nest_and_touching_runs_merge() {
    check("# *a* **b**", "a b", &[(Bold, 0, 3), (Italic, 0, 1)]);
    check("**a**__b__", "ab", &[(Bold, 0, 2)]);
    check("**a** **b**", "a b", &[(Bold, 0, 1), (Bold, 2, 1)]);
    check(
        "~~a **b *c* d** e~~",
        "a b c d e",
        &[(Strikethrough, 0, 9), (Bold, 2, 5), (Italic, 4, 1)],
    );
    check("***a** b*", "a b", &[(Bold, 0, 1), (Italic, 0, 3)]);
    check("~a~ b", "a b", &[(Strikethrough, 0, 1)]);
    check("H~2~O ~x", "H2O ~x", &[(Strikethrough, 1, 1)]);
    check("Set\n===", "Set", &[(Bold, 0, 3)]);
    check("*`a`* b", "𝚊 b", &[(Italic, 0, 2)]);
    check("****", "———", &[]);
    check_text(&[("snake_case 2 * 3 * 4", "snake_case 2 * 3 * 4"), ("# ", "")]);
}

#[test]
fn trimming_moves_runs() {
    check("&#160;&#160;**x** y", "x y", &[(Bold, 0, 1)]);
    check("**x&#160;**", "x", &[(Bold, 0, 1)]);
    check("\u{feff} *x*", "x", &[(Italic, 0, 1)]);
    check("**`  `** a", "a", &[]);
}

#[test]
fn code_is_monospace() {
    check_text(&[
        ("`aZ09 é_*`", "𝚊𝚉𝟶𝟿 é_*"),
        ("`` a`b ``", "𝚊`𝚋"),
        ("`a\nb`", "𝚊 𝚋"),
        ("~~~js\na\n\n  b\n~~~", "𝚊\n\n  𝚋"),
        ("```\n```", ""),
        ("x\n\n```\n```\n\ny", "x\n\ny"),
        ("a\n\n    b\n\nc", "a\n\n𝚋\n\nc"),
        // Empty lines at the end are code too.
        ("```\na\n\n```\nb", "𝚊\n\n\n\nb"),
    ]);
}

#[test]
fn links_show_their_target() {
    check_text(&[
        ("[l](https://e.example)", "l (https://e.example)"),
        ("[https://e.example](https://e.example)", "https://e.example"),
        ("[l](u \"title\")", "l (u)"),
        ("[l](<a b>)", "l (a b)"),
        ("[l]()", "l ()"),
        ("[](u)", "(u)"),
        ("[L][l] [l] [l][]\n\n[l]: <u v>", "L (u v) l (u v) l (u v)"),
        ("[a `c` b](u)", "a 𝚌 b (u)"),
        ("[a][missing]", "[a][missing]"),
        ("> [x]: u\n> [x]", "> x (u)"),
    ]);
    check("# [l](u) **b**", "l (u) b", &[(Bold, 0, 7)]);
    check("**[l](u)**", "l (u)", &[(Bold, 0, 5)]);
    check("[**b** l](u)", "b l (u)", &[(Bold, 0, 1)]);
    // A styled label is not the address itself.
    check("[*u*](u)", "u (u)", &[(Italic, 0, 1)]);
}

#[test]
fn images_show_description_and_target() {
    check_text(&[
        ("![alt](u.png)", "alt (u.png)"),
        ("![](u.png)", "u.png"),
        ("![u](u)", "u (u)"),
        ("![a *b*](u)", "a *b* (u)"),
        ("![a\\]b &amp;](u&amp;v)", "a]b &amp; (u&amp;v)"),
        ("![a [b](c) d](u)", "a [b](c) d (u)"),
        ("![a][l]\n\n[l]: u", "a (u)"),
        ("[![alt](i.png)](u)", "alt (i.png) (u)"),
        ("x ![]() y", "x  y"),
    ]);
    check("> ![a\n> b](u) *c*", "> a\n> b (u) c", &[(Italic, 12, 1)]);
}

#[test]
fn bare_addresses_are_links() {
    check_text(&[
        ("https://x.example/_a_ *b", "https://x.example/_a_ *b"),
        ("<https://x.example/_a_>", "https://x.example/_a_"),
        ("www.e.example", "www.e.example (http://www.e.example)"),
        ("(see www.a.com).", "(see www.a.com (http://www.a.com))."),
        ("www.a.com/x(y)z)", "www.a.com/x(y)z (http://www.a.com/x(y)z))"),
        ("www.a.com/x&copy;.", "www.a.com/x (http://www.a.com/x)&copy;."),
        ("a@b.co.", "a@b.co (mailto:a@b.co)."),
        ("<a@b.co>", "a@b.co (mailto:a@b.co)"),
        ("mailto:a@b.co", "mailto:a@b.co"),
        ("foo@bar a@b.c_ xwww.a.com \"www.a.com\"", "foo@bar a@b.c_ xwww.a.com \"www.a.com\""),
        ("`www.a.com`", "𝚠𝚠𝚠.𝚊.𝚌𝚘𝚖"),
        ("[www.a.com](u)", "www.a.com (u)"),
        (
            "|a|b|\n|-|-|\n|www.a.com|a@b.co|",
            "a | b\nwww.a.com (http://www.a.com) | a@b.co (mailto:a@b.co)",
        ),
    ]);
    check("**https://x.y/a_b_**: c", "https://x.y/a_b_: c", &[(Bold, 0, 16)]);
    check("[a](https://x.y/a_b_c) _d_", "a (https://x.y/a_b_c) d", &[(Italic, 22, 1)]);
    check("_a@b.co_", "a@b.co (mailto:a@b.co)", &[(Italic, 0, 22)]);
}

#[test]
fn named_references_stay_and_numeric_ones_are_characters() {
    check_text(&[
        ("&copy; &#65;&#x41; &#128512;", "&copy; AA 😀"),
        ("&#38; &#60;", "&amp; <"),
        ("&#0;&#xD800;", "\u{fffd}\u{fffd}"),
        ("&#12345678; &#;", "&#12345678; &#;"),
        ("`&#65;` [l](u&#65;&amp;)", "&#𝟼𝟻; l (u&#65;&amp;)"),
        ("\\&amp; \\&#65;", "&amp; &#65;"),
        ("AT&T a & b; &b c", "AT&T a & b; &b c"),
        ("https://a.b/?x&amp;y", "https://a.b/?x&amp;y"),
    ]);
    check("*&amp;*", "&amp;", &[(Italic, 0, 5)]);
}

#[test]
fn html_stays() {
    check_text(&[
        ("a<br>b <!-- c -->", "a<br>b <!-- c -->"),
        ("<div>\n**b**\n</div>\n\nx", "<div>\n**b**\n</div>\n\nx"),
        ("> <div>\n> x\n> </div>", "> <div>\n> x\n> </div>"),
        ("- <div>\n  x\n  </div>\n- b", "• <div>\n  x\n  </div>\n• b"),
        ("<script>\na\n\nb\n</script>\n\nc", "<script>\na\n\nb\n</script>\n\nc"),
        ("<!-- a -->\nb", "<!-- a -->\n\n\nb"),
    ]);
    check("<div>\n\n**b**\n\n</div>", "<div>\n\nb\n\n</div>", &[(Bold, 7, 1)]);
    check("a <b>**c**</b>", "a <b>c</b>", &[(Bold, 5, 1)]);
}

#[test]
fn footnotes_are_no_extension() {
    check_text(&[
        ("a[^1]\n\n[^1]: note", "a^1 (note)"),
        ("a[^1]\n\n[^1]: a longer note", "a[^1]\n\n[^1]: a longer note"),
    ]);
}

#[test]
fn line_breaks_and_white_space() {
    check_text(&[
        ("a  \n  b\\\nc", "a\nb\nc"),
        ("a\n   b \nc", "a\n   b \nc"),
        ("x  \n\n   y", "x  \n\n   y"),
        (">    a", ">    a"),
        ("> - a \n>    b", "> • a \n>    b"),
        ("x\n\n- a   \n- b   \n\ny", "x\n\n• a   \n• b\n\ny"),
        ("- a\n\tb\n\n1. c\n\td", "• a\n    b\n\n1. c\n   d"),
        ("x\r\ny\rz", "x\ny\nz"),
        ("a\tb\u{a0}", "a\tb"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("   ", ""),
        ("", ""),
    ]);
}

#[test]
fn offsets_count_utf16_units() {
    check("👍🏽 **é👍** *x*", "👍🏽 é👍 x", &[(Bold, 5, 3), (Italic, 9, 1)]);
    check("`A` ~~漢~~", "𝙰 漢", &[(Strikethrough, 3, 1)]);
}

#[test]
fn long_lines_take_linear_time() {
    let begun = Instant::now();
    for piece in ["www.a ", "www.a(", "http ", "&a", "a@", ")", "(", "*", "a`", "[", "~a"] {
        let source = format!("x {}", piece.repeat(10_000));
        assert!(render(&source).text.starts_with('x'));
    }
    // Where the work was quadratic, one of these alone took 50 s; all of them take about one.
    assert!(begun.elapsed() < Duration::from_secs(20), "took {:?}", begun.elapsed());
}

#[test]
fn plain_text_has_the_layout_and_plain_code() {
    for (source, text) in [
        ("# H\n\n**b** `c1`\n\n- [l](u)", "H\n\nb c1\n\n• l (u)"),
        ("> ```\n> let x\n> ```", "> let x"),
        ("|`a`|\n|-|", "a"),
        (" ", ""),
    ] {
        assert_eq!(to_plain_text(source), text, "source: {source:?}");
    }
}

#[test]
fn every_stand_in_in_use_is_no_harm() {
    // Characters that could stand in for others, so that there is none left.
    let all: String = ('\u{2E00}'..='\u{2E4F}').chain('\u{E000}'..='\u{F8FF}').collect();
    assert_eq!(render(&all).text, all);
    check("\u{e000} https://a.b/_c_ \u{2e3a}&amp;", "\u{e000} https://a.b/_c_ \u{2e3a}&amp;", &[]);
}

#[test]
fn deep_nesting_needs_no_deep_stack() {
    let source = format!("{}a", "> ".repeat(2_000));
    let rendered = std::thread::Builder::new()
        .stack_size(256 * 1024)
        .spawn(move || render(&source))
        .expect("a thread starts")
        .join()
        .unwrap_or_else(|cause| panic::resume_unwind(cause));
    assert_eq!(rendered.text.matches('>').count(), 2_000);
}

/// Sources in which Markdown's characters are frequent.
fn markdown() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "*",
        "**",
        "_",
        "~",
        "~~",
        "`",
        "```",
        "\n",
        "\n\n",
        "  \n",
        "\\",
        "> ",
        "- ",
        "1. ",
        "# ",
        "[ ] ",
        "[",
        "](u)",
        "![",
        "]: u",
        "|",
        "\n|-|-|\n",
        "---",
        "<b>",
        "<!--",
        "-->",
        "<div>",
        "&amp;",
        "&#65;",
        "&",
        "https://a.b/",
        "www.a.b",
        "c@d.ef",
        ")",
        "(",
        ";",
        ".",
        "a",
        "B1",
        "é",
        "👍",
        "漢",
        "\u{301}",
        "\u{e000}",
        "\u{2e3a}",
        " ",
        "    ",
        "\t",
        "\r",
        "\0",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

fn assert_sound(source: &str) -> Result<(), TestCaseError> {
    let Rendered { text, runs } = render(source);
    let units: Vec<u16> = text.encode_utf16().collect();
    let cuts_a_pair = |at: usize| units.get(at).is_some_and(|unit| (0xDC00..0xE000).contains(unit));
    for run in &runs {
        let (start, end) = (run.start as usize, (run.start + run.length) as usize);
        prop_assert!(run.length > 0, "empty: {run:?}");
        prop_assert!(end <= units.len(), "outside: {run:?} of {text:?}");
        prop_assert!(!cuts_a_pair(start) && !cuts_a_pair(end), "cuts: {run:?} of {text:?}");
    }
    prop_assert!(runs.is_sorted_by_key(|run| (run.start, run.style)), "order: {runs:?}");
    for style in Style::ALL {
        let same: Vec<_> = runs.iter().filter(|run| run.style == style).collect();
        for pair in same.windows(2) {
            prop_assert!(pair[0].start + pair[0].length < pair[1].start, "not one run: {pair:?}");
        }
    }
    prop_assert_eq!(text.trim(), text.as_str());
    for c in text.chars().filter(|c| ('\u{E000}'..='\u{F8FF}').contains(c)) {
        prop_assert!(source.contains(c), "{c:?} is left of the preparation");
    }
    let plain = to_plain_text(source);
    prop_assert_eq!(plain.is_empty(), text.is_empty());
    prop_assert_eq!(plain.lines().count(), text.lines().count());
    Ok(())
}

proptest! {
    #[test]
    fn any_text_renders_soundly(source in any::<String>()) {
        assert_sound(&source)?;
    }

    #[test]
    fn any_markdown_renders_soundly(source in markdown()) {
        assert_sound(&source)?;
    }
}
