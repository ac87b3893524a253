//! JSON against its schema, and what is no report.

use std::fs;

use mcs_audit::base::text::Lang;
use mcs_audit::history::stored;
use mcs_audit::model::options::Format;
use serde_json::{Value, json};

use super::{assert_valid, bytes, items, reports, schema, text};
use crate::support::folder::new_folder;
use crate::support::golden::golden;
use crate::support::json::word;
use crate::support::program::{Ran, run};

#[test]
fn json_follows_its_schema_and_is_read_back() {
    let own = schema("docs/report.schema.json");
    for report in reports() {
        let whole = bytes(&report, Format::Json);
        let value: Value = serde_json::from_slice(&whole).expect("JSON");
        // the hostile report names files that no audit can have read
        assert_valid(&own, &value);
        assert_eq!(stored::parse("report.json", &whole).expect("a report"), report);

        let lines = text(&report, Format::Jsonl);
        let lines: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        let mut run = lines[0].clone();
        assert_eq!((word(&run, "type"), &run["format"]), ("run", &value["version"]));
        run.as_object_mut().expect("an object").retain(|name, _| name != "type" && name != "format");
        assert_eq!(run, value["run"]);
        let rest: Vec<(String, Value)> = lines[1..]
            .iter()
            .map(|line| {
                let mut line = line.clone();
                let kind = line.as_object_mut().and_then(|o| o.remove("type")).expect("a type");
                (kind.as_str().expect("text").to_owned(), line)
            })
            .collect();
        let of = |kind: &str, member: &str| {
            items(&value, member).iter().map(|v| (kind.to_owned(), v.clone())).collect::<Vec<_>>()
        };
        let compared = |kind: &str, member: &str| {
            let all = value["comparison"][member].as_array().into_iter().flatten();
            all.map(|v| (kind.to_owned(), v.clone())).collect::<Vec<_>>()
        };
        let ended = compared("ended", "ended");
        let differences =
            [compared("setting-difference", "settings"), compared("policy-difference", "policy")].concat();
        assert_eq!(rest, [of("finding", "findings"), of("verdict", "verdicts"), ended, differences].concat());
    }
}

#[test]
fn what_is_no_report_is_refused_in_both_languages() {
    let dir = new_folder();
    let whole = bytes(&golden(Lang::Ja), Format::Json);
    let value: Value = serde_json::from_slice(&whole).expect("JSON");
    let changed = |pointer: &str, to: Value| {
        let mut value = value.clone();
        *value.pointer_mut(pointer).expect("a member") = to;
        serde_json::to_vec(&value).expect("JSON")
    };
    let without = |member: &str| {
        let mut value = value.clone();
        value.as_object_mut().expect("an object").remove(member);
        serde_json::to_vec(&value).expect("JSON")
    };
    let cut = &whole[..whole.len() / 2];
    let at = cut.split(|b| *b == b'\n').count().to_string();
    let (no_ja, no_en) = ("mcs-audit の報告(json)ではありません", "is no report of mcs-audit in json");
    let (cut_ja, cut_en) = ("途中で切れているか、書き換えられています", "was cut off or changed");
    for (name, content, ja, en) in [
        ("version 2", changed("/version", json!(2)), "報告の形式の第2版", "is in version 2 of the report format"),
        ("version 0", changed("/version", json!(0)), "報告の形式の第0版", "is in version 0 of the report format"),
        ("cut off", cut.to_vec(), cut_ja, cut_en),
        ("empty", Vec::new(), cut_ja, cut_en),
        ("of another tool", changed("/run/tool", json!("other")), no_ja, no_en),
        ("other JSON", b"{\"hello\": [1, 2]}".to_vec(), no_ja, no_en),
        ("a list", b"[]".to_vec(), no_ja, no_en),
        ("text", b"rule,severity\n".to_vec(), cut_ja, cut_en),
        ("without findings", without("findings"), cut_ja, cut_en),
        ("of an unknown severity", changed("/findings/0/severity", json!("grave")), cut_ja, cut_en),
    ] {
        let file = dir.path().join("report.json");
        fs::write(&file, content).expect("written");
        let target = dir.path().join("out.html");
        fs::write(&target, "before").expect("written");
        for (lang, said) in [("ja", ja), ("en", en)] {
            let to_target = format!("csv={}", target.display());
            let Ran { code, out, err } =
                run(&["report", file.to_str().expect("UTF-8"), "--lang", lang, "--format", &to_target]);
            assert_eq!((code, out.as_str()), (2, ""), "{name}: {err}");
            assert!(err.contains(said) && err.contains("report.json") && err.lines().count() == 1, "{name}: {err}");
            assert!(name != "cut off" || err.contains(&at), "{err} tells line {at}");
            assert_eq!(fs::read(&target).expect("a file"), b"before", "{name}: the old file stays");
        }
    }
}
