//! The JSON Schema of the settings agrees with their reader.

use std::fs;

use crate::cli::settings::mistakes::Told::{BySchema, NoToml};
use mcs_audit::base::text::Lang;
use mcs_audit::config::Setting;
use mcs_audit::model::schema::schema as model;
use mcs_audit::policy::Policy;
use mcs_audit::setup::config_schema;
use serde_json::Value;

use crate::cli::settings::effects::{EVERYTHING, read};
use crate::cli::settings::mistakes::MISTAKES;
use crate::support::folder::root;
use crate::support::program::run;

/// What a JSON Schema finds wrong.
pub(crate) fn told_by(schema: &Value, instance: &Value) -> Option<String> {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("schema.json", schema.clone()).expect("a schema");
    let compiled = compiler.compile("schema.json", &mut schemas).expect("a schema");
    schemas.validate(instance, compiled).err().map(|error| format!("{error:#}"))
}

/// TOML as editors show it to a JSON Schema: a date is a text.
pub(crate) fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(list) => list.iter().map(json).collect(),
        toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), json(value))).collect(),
        other => serde_json::to_value(other).expect("JSON"),
    }
}

fn config_schema() -> Value {
    serde_json::from_str(&run(&["schema", "config"]).out).expect("a schema")
}

#[test]
fn the_schema_and_the_reader_agree_on_mistakes() {
    let schema = config_schema();
    for (told, settings, ..) in MISTAKES {
        let parsed: Result<toml::Table, _> = settings.parse();
        assert_eq!(parsed.is_err(), *told == NoToml, "{settings}");
        if let Ok(table) = parsed {
            let refused = told_by(&schema, &json(&toml::Value::Table(table))).is_some();
            assert_eq!(refused, *told == BySchema, "{settings}");
        }
    }
}

#[test]
fn the_schema_and_the_reader_agree_on_what_is_in_order() {
    let schema = config_schema();
    for settings in [
        "",
        EVERYTHING,
        "format = \"csv=a=b.csv\"\n",
        "own = [\"O1\", \"見本訪問看護ステーション\"]\n",
        "[tables]\n[rules]\n",
        "[tables.posts]\n[rules.missing-key]\n",
        "[tables.\"端末\"]\nfile = \"端末.csv\"\nvalues.\"状態\" = { \"貸し\" = \"貸与中\", \"\" = \"使用中\" }\n",
        "tables.memberships.columns = { inviter_name = \"招待した方\", staff_email = \"#16384\" }\n",
        "tables.roster.values.left_on = { \"在職\" = \"\", \"年度末\" = \"R8.3.31\" }\n",
        "tables.attestations.defaults.answer = \"はい\"\n",
        "rules.missing-value.severity = \"high\"\nrules.overdue-training = { days = 0, grace = 2147483647 }\n",
    ] {
        let config = read(settings);
        if let Some(problem) = Policy::embedded_with("chuo", &config.rules).unwrap().err() {
            panic!("{settings}: {problem}");
        }
        let table: toml::Table = settings.parse().unwrap();
        assert_eq!(told_by(&schema, &json(&toml::Value::Table(table))), None, "{settings}");
    }
    // rules of an office's own policy are not known to the schema
    let own = serde_json::json!({ "policy": "my-rules", "rules": { "missing-second-factor": { "off": "later" } } });
    assert_eq!(told_by(&schema, &own), None);
}

#[test]
fn the_schema_is_a_schema_and_names_everything() {
    let schema = config_schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let policy = Policy::embedded("chuo").unwrap().unwrap();
    for rule in &policy.rules {
        let properties = &schema["properties"]["rules"]["properties"][&rule.id]["properties"];
        assert_eq!(properties["off"].is_object(), !rule.clauses.is_empty(), "{}", rule.id);
        for (name, default) in &rule.parameters {
            match default {
                Setting::Number(number) => assert_eq!(properties[name]["default"], *number, "{} {name}", rule.id),
                Setting::Words(words) => assert_eq!(properties[name]["default"], serde_json::json!(words)),
            }
            assert!(properties[name]["description"].as_str().unwrap().contains(&*rule.words(Lang::En).requirement));
        }
    }
    let properties = |table: &str| &schema["$defs"][format!("table-{table}")]["properties"];
    for (_, table) in model().tables().filter(|(_, t)| !t.derived) {
        for (_, column) in table.columns().filter(|(_, c)| c.derived.is_none()) {
            for key in [column.name, &column.label.ja] {
                for settings in ["columns", "values", "defaults"] {
                    let keys = &properties(table.name)[settings]["properties"];
                    assert!(keys[key].is_object(), "{} {settings} {key}", table.name);
                }
            }
        }
    }
}

#[test]
fn the_committed_schema_is_current() {
    let policy = Policy::embedded("chuo").unwrap().unwrap();
    let committed = fs::read_to_string(root().join("docs/config.schema.json")).unwrap();
    assert!(
        committed == config_schema::text(&policy),
        "docs/config.schema.json is not current; run: cargo run -- schema config > docs/config.schema.json"
    );
    let report = fs::read_to_string(root().join("docs/report.schema.json")).unwrap();
    assert_eq!(run(&["schema", "report"]).out, report);
}
