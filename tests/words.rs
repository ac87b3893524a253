//! Sentences have a room of their own: outside `words.rs` and `words/`, the source holds none in either language.

use std::fs;
use std::path::Path;

/// A string literal of a source file.
#[derive(Debug, PartialEq, Eq)]
struct Literal<'a> {
    line: usize,
    text: &'a str,
    /// What stands before it, back to the last line break or literal.
    before: &'a str,
    in_attribute: bool,
}

/// The string literals of a source file before its tests, which are the last module.
fn literals(source: &str) -> Vec<Literal<'_>> {
    let source = source.split_once("#[cfg(test)]\nmod ").map_or(source, |(before, _)| before);
    let bytes = source.as_bytes();
    let (mut found, mut at, mut from) = (Vec::new(), 0, 0);
    // how many brackets are open in an attribute
    let mut attribute = 0_usize;
    while at < bytes.len() {
        let rest = &source[at..];
        let length = match bytes[at] {
            b'/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            b'#' if rest.starts_with("#[") || rest.starts_with("#![") => {
                attribute += 1;
                rest.find('[').map_or(1, |bracket| bracket + 1)
            }
            b'[' if attribute > 0 => {
                attribute += 1;
                1
            }
            b']' if attribute > 0 => {
                attribute -= 1;
                1
            }
            b'\'' => character(rest),
            b'"' | b'r' if let Some((open, close)) = string(source, at) => {
                let text = &rest[open..close];
                let before = source[from..at].rsplit(";\n").next().unwrap_or_default();
                let line = source[..at].matches('\n').count() + 1;
                found.push(Literal { line, text, before, in_attribute: attribute > 0 });
                let end = close + 1 + (open - 1).saturating_sub(usize::from(bytes[at] == b'r'));
                from = at + end;
                end
            }
            _ => 1,
        };
        at += length;
        while !source.is_char_boundary(at) {
            at += 1;
        }
    }
    found
}

/// Where the text of the string literal that begins here begins and ends, from here; none if none begins.
fn string(source: &str, at: usize) -> Option<(usize, usize)> {
    let rest = &source[at..];
    if let Some(raw) = rest.strip_prefix('r') {
        let hashes = raw.bytes().take_while(|byte| *byte == b'#').count();
        let is_name = source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if is_name || raw.as_bytes().get(hashes) != Some(&b'"') {
            return None;
        }
        let open = 1 + hashes + 1;
        let close = rest[open..].find(&format!("\"{}", "#".repeat(hashes)))?;
        return Some((open, open + close));
    }
    let mut escaped = false;
    let close = rest[1..].bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })?;
    Some((1, 1 + close))
}

/// How long the character literal is that begins here; 1 if it is a lifetime.
fn character(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match (characters.next(), characters.next()) {
        (Some((_, '\\')), Some((next, _))) => rest[next + 1..].find('\'').map_or(1, |close| next + 1 + close + 1),
        (Some(_), Some((close, '\''))) => close + 1,
        _ => 1,
    }
}

/// Whether only a programmer ever reads it: of what cannot happen, or of the program's own data.
fn is_for_programmers(literal: &Literal<'_>) -> bool {
    let before = literal.before.trim_end();
    let calls = ["expect(", "expect_err(", "panic!(", "unreachable!(", "anyhow!("];
    literal.in_attribute || calls.iter().any(|call| before.ends_with(call)) || before.contains("assert")
}

/// Whether it reads as English: four words in a row. A placeholder stands for a word; code and markup do not.
fn is_english(text: &str) -> bool {
    let word = |token: &str| {
        let token = token.trim_matches(|c: char| "()\"`\\.,;:!?".contains(c));
        let is_placeholder = token.starts_with('{') && token.ends_with('}') && !token.contains(' ');
        let letters = token.strip_suffix("'s").unwrap_or(token).replace('-', "");
        (!letters.is_empty() && letters.bytes().all(|b| b.is_ascii_alphabetic()), is_placeholder)
    };
    let (mut run, mut plain) = (0, 0);
    for token in text.split([' ', '\n']).filter(|token| !token.is_empty()) {
        let (is_word, is_placeholder) = word(token);
        if is_word || is_placeholder {
            run += 1;
            plain += usize::from(is_word);
            if run >= 4 && plain >= 3 {
                return true;
            }
        } else {
            (run, plain) = (0, 0);
        }
    }
    false
}

/// Whether it reads as Japanese beyond a single word: words that kana join, or a sentence that ends.
fn is_japanese(text: &str) -> bool {
    let is_kana = |c: char| ('ぁ'..='ゖ').contains(&c);
    let is_word =
        |c: char| ('一'..='鿿').contains(&c) || ('ァ'..='ヺ').contains(&c) || c.is_ascii_alphanumeric() || c == '}';
    let letters = || text.chars().filter(|c| is_kana(*c) || is_word(*c));
    if text.contains('。') && letters().count() > 1 {
        return true;
    }
    let (mut before, mut kana) = (false, 0);
    for c in text.chars() {
        if is_kana(c) {
            kana += 1;
            // an ending as of a verb
            if before && kana >= 4 {
                return true;
            }
            continue;
        }
        let is_next = is_word(c) || c == '{';
        if before && kana > 0 && is_next {
            return true;
        }
        (before, kana) = (is_word(c), 0);
    }
    false
}

/// The sentences in the source outside the rooms of words, with their places.
fn strays() -> (usize, Vec<String>) {
    fn walk(folder: &Path, files: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path.to_str().expect("UTF-8").replace('\\', "/"));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.to_str().expect("UTF-8").replace('\\', "/");
    let mut files = Vec::new();
    walk(&root.join("src"), &mut files);
    files.sort();
    let (mut seen, mut found) = (0, Vec::new());
    for file in files {
        let name = file.strip_prefix(&folder).expect("it lies there").trim_start_matches('/');
        // the script that builds the program writes code; files of tests say what they like
        let is_room = name.ends_with("/words.rs") || name.contains("/words/");
        if is_room || name == "src/build.rs" || name.ends_with("/tests.rs") || name.contains("/tests/") {
            continue;
        }
        for literal in literals(&fs::read_to_string(&file).expect("UTF-8")) {
            seen += 1;
            let is_sentence = is_english(literal.text) || is_japanese(literal.text);
            if is_sentence && !is_for_programmers(&literal) {
                found.push(format!("{name}:{}: {:?}", literal.line, literal.text));
            }
        }
    }
    (seen, found)
}

#[test]
fn no_sentence_stands_outside_the_rooms_of_words() {
    let (seen, found) = strays();
    assert!(found.is_empty(), "sentences belong in the words.rs of their folder:\n{}", found.join("\n"));
    assert!(seen > 2_000, "only {seen} literals were seen: the test no longer reads them");
}

#[test]
fn the_test_knows_a_sentence() {
    for text in [
        "there is no table {name}",
        "{at}: the table {table} has {name}",
        "it is one of {known_en}",
        "The office's own policy rules",
        "list [a] and then what to do",
    ] {
        assert!(is_english(text), "{text}");
    }
    for text in ["{at}: {en}", "a b", "own-account, live", "<p class=\"a\">{text}</p>", "T-30..T", "{} {} {} {}", ""] {
        assert!(!is_english(text), "{text}");
    }
    for text in ["使い方: {usage}", "{name}がありません", "表に行がある", "終わり。", "{severity}(新規と再発のみ)"]
    {
        assert!(is_japanese(text), "{text}");
    }
    for text in ["氏名", "さん", "先生", "。", "令和", "みほん", "同じ", "{year}年{}月", "訪問看護ステーション"]
    {
        assert!(!is_japanese(text), "{text}");
    }
}

#[test]
fn the_test_reads_the_literals_of_a_file() {
    let source = "//! \"doc\"\n#[expect(x, reason = \"a [b]\")]\nfn f<'a>(c: char) {\n    g('\"', '\\'', \"a \\\" b\");\n    h.expect(\"c\");\n    r#\"d \" e\"#;\n}\n#[cfg(test)]\nmod tests {\n    \"f\"\n}\n";
    let found: Vec<(usize, &str, bool)> =
        literals(source).iter().map(|literal| (literal.line, literal.text, is_for_programmers(literal))).collect();
    assert_eq!(found, [(2, "a [b]", true), (4, "a \\\" b", false), (5, "c", true), (6, "d \" e", false)]);
}
