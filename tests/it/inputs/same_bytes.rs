//! The same input gives the same bytes, and the order of its rows changes nothing but lines.

use super::{DAY, Shape, Table, check, sample, tables, write_csv};
use crate::inputs::shapes::offices;
use crate::support::folder::{new_folder, text};
use crate::support::program::run_in;

#[test]
fn the_same_input_gives_the_same_bytes() {
    let dir = sample(4, &[]);
    for format in ["text", "json", "jsonl", "csv"] {
        for lang in ["ja", "en"] {
            let out = |threads: &str| {
                let arguments = ["check", text(dir.path()), "--as-of", DAY, "--lang", lang, "--format", format];
                run_in(&[("RAYON_NUM_THREADS", threads)], &arguments).out
            };
            let first = out("1");
            assert!(!first.is_empty());
            for threads in ["1", "2", "8"] {
                assert!(first == out(threads), "{format} in {lang} with {threads} threads");
            }
        }
    }
}

/// A report as bytes, with what a row's place and a file's bytes decide replaced.
fn placeless(report: &str) -> String {
    let mut out = String::new();
    for line in report.lines() {
        let name = line.trim_start().split(':').next().unwrap_or_default();
        let comma = if line.ends_with(',') { "," } else { "" };
        let kept = match name {
            "\"line\"" if !line.contains("null") => format!("\"line\": 0{comma}"),
            "\"sha256\"" => format!("\"sha256\": \"\"{comma}"),
            _ => line.to_owned(),
        };
        out.push_str(&kept);
        out.push('\n');
    }
    out
}

/// Puts the rows in another order that follows from the number.
fn shuffle(rows: &mut [Vec<String>], mut number: u64) {
    for place in (1..rows.len()).rev() {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        rows.swap(place, (number >> 33) as usize % (place + 1));
    }
}

#[test]
fn the_order_of_the_rows_changes_nothing_but_lines() {
    let mut all = offices();
    all.extend([2, 3].map(|seed| (tables(sample(seed, &[]).path()), DAY)));
    for (office, day) in all {
        let out = |office: &[Table], lang: &str| {
            let dir = new_folder();
            write_csv(office, dir.path(), Shape::default());
            placeless(&check(dir.path(), day, &["--format", "json", "--lang", lang]).out)
        };
        for lang in ["ja", "en"] {
            let expected = out(&office, lang);
            assert!(expected.len() > 10_000);
            for number in 1..=6 {
                let mut shuffled = office.clone();
                shuffled.iter_mut().for_each(|t| shuffle(&mut t.rows, number));
                let found = out(&shuffled, lang);
                let difference = expected.lines().zip(found.lines()).find(|(a, b)| a != b);
                assert!(expected == found, "shuffle {number}: {difference:#?}");
            }
        }
    }
}
