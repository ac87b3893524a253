//! The JSON Schema of the settings, made from the data model and the rules of a policy, so that an editor can complete
//! and check what is written. It cannot know everything: the same thing under two names, days, files, and the rules
//! of an office's own policy are for the reader to judge.

mod words;

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use crate::base::text::Lang;
use crate::config::read::MOST_DAYS;
use crate::config::{Setting, column_keys};
use crate::model::finding::{DueDays, FailOn, Severity};
use crate::model::options::{CsvEncoding, Format, GroupBy, Redact};
use crate::model::schema::{Column, Kind, Part, Table, schema};
use crate::policy::{Demand, Policy, Rule};
use words as say;

/// Returns the JSON Schema (draft 2020-12) of the settings as a document, with the rules of a policy.
pub fn text(policy: &Policy) -> String {
    format!("{:#}\n", json_schema(policy))
}

/// Returns the JSON Schema (draft 2020-12) of the settings, with the rules of a policy. With another policy than one of
/// the program's own, rules that are not known here are let be.
pub fn json_schema(policy: &Policy) -> Value {
    let tables = || schema().tables.iter().filter(|t| !t.derived);
    let mut definitions = Map::new();
    definitions.insert("text".to_owned(), json!({ "type": "string", "pattern": "[^\\s\\u3000]" }));
    definitions.insert("texts".to_owned(), texts(&json!({ "$ref": "#/$defs/text" })));
    definitions.insert("severity".to_owned(), json!({ "enum": words::<Severity>() }));
    let mut table_names = Map::new();
    for table in tables() {
        let name = format!("table-{}", table.name);
        let reference = json!({ "$ref": format!("#/$defs/{name}") });
        table_names.insert(table.name.to_owned(), reference.clone());
        table_names.insert(table.label.ja.clone(), reference);
        definitions.insert(name, of_table(table));
        for column in &table.columns {
            if let Kind::Code(codes) = column.kind {
                let codes = codes.def();
                definitions.insert(format!("codes-{}", codes.name), json!({ "enum": codes.spellings }));
            }
        }
    }
    let rules: Map<String, Value> = policy.rules.iter().map(|rule| (rule.id.clone(), of_rule(rule))).collect();
    let ids: Vec<&str> = policy.rules.iter().map(|rule| rule.id.as_str()).collect();
    definitions.insert("other-rule".to_owned(), of_other_rule());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:mcs-audit:config:1",
        "title": "mcs-audit.toml",
        "description": say::SETTINGS,
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "office": described(say::OFFICE, "text"),
            "lang": { "description": say::LANG, "enum": words::<Lang>() },
            "policy": described(
                say::POLICY, "text"
            ),
            "own": described(say::OWN, "texts"),
            "fail-on": {
                "description": say::FAIL_ON,
                "enum": words::<FailOn>(),
            },
            "format": formats(),
            "out-dir": described(
                say::OUT_DIR,
                "text"
            ),
            "group-by": {
                "description": say::GROUP_BY,
                "enum": words::<GroupBy>(),
            },
            "csv-encoding": {
                "description": say::CSV_ENCODING,
                "enum": words::<CsvEncoding>(),
            },
            "due": due(),
            "escalate-after": escalate_after(),
            "upcoming": {
                "description": say::UPCOMING,
                "type": "integer", "minimum": 0, "maximum": MOST_DAYS,
            },
            "history": described(say::HISTORY, "text"),
            "redact": {
                "description": say::REDACT,
                "enum": words::<Redact>(),
            },
            "redact-key": described(
                say::REDACT_KEY,
                "text"
            ),
            "tables": {
                "description": say::TABLES,
                "type": "object",
                "additionalProperties": false,
                "properties": table_names,
            },
            "rules": {
                "description": say::RULES,
                "type": "object",
                "properties": rules,
                "additionalProperties": { "$ref": "#/$defs/other-rule" },
            },
        },
        "anyOf": [
            { "required": ["out-dir"] },
            {
                "properties": {
                    "format": { "contains": { "enum": words::<Format>() }, "minContains": 0, "maxContains": 1 },
                },
            },
        ],
        "if": { "properties": { "policy": { "enum": Policy::names() } } },
        "then": { "properties": { "rules": { "propertyNames": { "enum": ids } } } },
        "$defs": definitions,
    })
}

/// The words of a closed list.
fn words<T: ValueEnum>() -> Vec<String> {
    let values = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    values.map(|v| v.get_name().to_owned()).collect()
}

fn described(description: &str, definition: &str) -> Value {
    json!({ "description": description, "$ref": format!("#/$defs/{definition}") })
}

/// One text, or a list of different ones.
fn texts(one: &Value) -> Value {
    json!({ "anyOf": [one, { "type": "array", "items": one, "minItems": 1, "uniqueItems": true }] })
}

fn formats() -> Value {
    let formats = words::<Format>();
    let to_file = format!("^({})=.", formats.join("|"));
    let one = json!({ "anyOf": [{ "enum": formats }, { "type": "string", "pattern": to_file }] });
    let mut all = texts(&one);
    all["description"] = json!(say::FORMATS);
    all
}

fn escalate_after() -> Value {
    json!({
        "description": say::ESCALATE_AFTER,
        "type": "string",
        "pattern": "^[1-9][0-9]* +(audits?|days?)$",
    })
}

fn undetermined_limit() -> Value {
    json!({ "description": say::UNDETERMINED_LIMIT, "type": "number", "minimum": 0, "maximum": 1, "default": 0 })
}

fn due() -> Value {
    let days = |severity: Severity| {
        let description = say::due_of(severity);
        let default = DueDays::default().of(severity);
        json!({
            "description": description, "type": "integer", "minimum": 0, "maximum": MOST_DAYS, "default": default,
        })
    };
    let properties: Map<String, Value> = Severity::ALL.iter().map(|s| (s.word().to_owned(), days(*s))).collect();
    json!({
        "description": say::DUE,
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

fn of_table(table: &Table) -> Value {
    let (mut columns, mut values, mut defaults) = (Map::new(), Map::new(), Map::new());
    for (key, id, part) in column_keys(table) {
        let column = table.def(id);
        let (name, label) = (column.name, &column.label.en);
        if key == column.label.ja {
            // the Japanese label is another name for what stands under the canonical one
            for (settings, properties) in
                [("columns", &mut columns), ("values", &mut values), ("defaults", &mut defaults)]
            {
                let canonical = format!("#/$defs/table-{}/properties/{settings}/properties/{name}", table.name);
                properties.insert(key.clone(), json!({ "$ref": canonical }));
            }
            continue;
        }
        columns.insert(key.clone(), json!({ "description": say::header(name, label, part), "type": "string" }));
        if part == Part::Main {
            let cells = say::cells(name, label);
            let instead = match column.kind {
                Kind::Code(_) => json!({ "anyOf": [cell(column), { "const": "" }] }),
                _ => json!({ "type": "string" }),
            };
            values.insert(
                key.clone(),
                json!({ "description": cells, "type": "object", "additionalProperties": instead }),
            );
            let mut default = cell(column);
            default["description"] = json!(say::default_cell(name, label));
            defaults.insert(key, default);
        }
    }
    let by_column = |description: &str, properties: Map<String, Value>| json!({ "description": description, "type": "object", "additionalProperties": false, "properties": properties });
    json!({
        "description": say::table(table.name, &table.label.ja),
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "file": described(say::FILE, "texts"),
            "sheet": described(say::SHEET, "texts"),
            "header-row": {
                "description": say::HEADER_ROW,
                "type": "integer",
                "minimum": 1,
                "maximum": u32::MAX,
            },
            "exported-on": described(say::EXPORTED_ON, "text"),
            "columns": by_column(say::COLUMNS, columns),
            "values": by_column(say::VALUES, values),
            "defaults": by_column(say::DEFAULTS, defaults),
        },
    })
}

/// What a cell of a column may hold.
fn cell(column: &Column) -> Value {
    match column.kind {
        Kind::Code(codes) => json!({ "$ref": format!("#/$defs/codes-{}", codes.def().name) }),
        _ => json!({ "$ref": "#/$defs/text" }),
    }
}

fn of_rule(rule: &Rule) -> Value {
    let words = rule.words(Lang::En);
    let mut properties = Map::new();
    if matches!(rule.demand, Demand::Of(_)) {
        properties.insert("off".to_owned(), described(say::OFF, "text"));
    }
    properties.insert("escalate-after".to_owned(), escalate_after());
    properties.insert("undetermined-limit".to_owned(), undetermined_limit());
    properties.insert("reason".to_owned(), described(say::REASON, "text"));
    let severity = say::severity(rule.severity);
    properties.insert("severity".to_owned(), described(&severity, "severity"));
    for (name, default) in &rule.parameters {
        let description = say::parameter(name, default, &words.requirement);
        let mut parameter = match default {
            Setting::Number(number) => {
                json!({ "type": "integer", "minimum": 0, "maximum": i32::MAX, "default": number })
            }
            Setting::Words(words) => json!({
                "type": "array", "items": { "$ref": "#/$defs/text" }, "minItems": 1, "uniqueItems": true, "default": words,
            }),
        };
        parameter["description"] = json!(description);
        properties.insert(name.clone(), parameter);
    }
    json!({
        "description": format!("{} [{}]", words.title, rule.severity.word()),
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

/// A rule of a policy that is not in the program: its parameters are not known.
fn of_other_rule() -> Value {
    json!({
        "description": say::OTHER_RULE,
        "type": "object",
        "properties": {
            "off": described(say::OFF, "text"),
            "escalate-after": escalate_after(),
            "undetermined-limit": undetermined_limit(),
            "reason": described(say::REASON, "text"),
            "severity": described(say::SEVERITY, "severity"),
        },
        "additionalProperties": {
            "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": i32::MAX },
                { "type": "array", "items": { "$ref": "#/$defs/text" }, "minItems": 1, "uniqueItems": true },
            ],
        },
    })
}
