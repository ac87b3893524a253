//! The JSON Schema of the settings, made from the data model and the rules of a policy, so that an editor can complete
//! and check what is written. It cannot know everything: the same thing under two names, days, files, and the rules
//! of an office's own policy are for the reader to judge.

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use crate::base::text::Lang;
use crate::config::read::MOST_DAYS;
use crate::config::{Setting, column_keys};
use crate::model::finding::{DueDays, FailOn, Severity};
use crate::model::options::{CsvEncoding, Format, GroupBy, Redact};
use crate::model::schema::{Column, Kind, Part, Table, schema};
use crate::policy::{Demand, Policy, Rule};

/// The JSON Schema (draft 2020-12) of the settings as a document, with the rules of a policy.
pub fn text(policy: &Policy) -> String {
    format!("{:#}\n", json_schema(policy))
}

/// The JSON Schema (draft 2020-12) of the settings, with the rules of a policy. With another policy than one of the
/// program's own, rules that are not known here are let be.
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
        "description": "The settings of an office for mcs-audit.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "office": described("The name of the office, for the head of the report.", "text"),
            "lang": { "description": "The language of the output.", "enum": words::<Lang>() },
            "policy": described(
                "The policy: a name, or a folder of rule files, relative to the folder of this file.", "text"
            ),
            "own": described("The audited offices, by id or name; without it, those in the table offices.", "texts"),
            "fail-on": {
                "description": "The lowest severity that makes the exit code 1, of all findings or only of new ones; medium if left out.",
                "enum": words::<FailOn>(),
            },
            "format": formats(),
            "out-dir": described(
                "The folder of the reports that have no file of their own, relative to the folder of this file; it is made \
                 if it is not there.",
                "text"
            ),
            "group-by": {
                "description": "What the findings of a report are put together by; clause if left out.",
                "enum": words::<GroupBy>(),
            },
            "csv-encoding": {
                "description": "How reports in csv are encoded; utf-8-bom if left out.",
                "enum": words::<CsvEncoding>(),
            },
            "due": due(),
            "escalate-after": escalate_after(),
            "upcoming": {
                "description": "For how many days ahead to look for what will become a finding; 0 for none. 30 if left out, for up to 50,000 rows.",
                "type": "integer", "minimum": 0, "maximum": MOST_DAYS,
            },
            "history": described("The folder in which the audits are kept, relative to the folder of this file.", "text"),
            "redact": {
                "description": "What is replaced by pseudonyms: names, e-mail addresses and free text, or ids too.",
                "enum": words::<Redact>(),
            },
            "redact-key": described(
                "The file with the key of the pseudonyms, relative to the folder of this file; mcs-audit.key if left out.",
                "text"
            ),
            "tables": {
                "description": "What is set for single tables, by their English or Japanese names.",
                "type": "object",
                "additionalProperties": false,
                "properties": table_names,
            },
            "rules": {
                "description": "What is set for single rules, by their ids; mcs-audit explain RULE tells what a rule does.",
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
    all["description"] = json!(
        "The reports to write: format=file, relative to the folder of this file, or a format, to out-dir or else to \
         standard output, where there is room for one."
    );
    all
}

fn escalate_after() -> Value {
    json!({
        "description": "How long a finding may stand before it counts as graver by one: so many audits or days.",
        "type": "string",
        "pattern": "^[1-9][0-9]* +(audits?|days?)$",
    })
}

fn due() -> Value {
    let days = |severity: Severity| {
        let description = format!("Of a finding of {} severity.", severity.word());
        let default = DueDays::default().of(severity);
        json!({
            "description": description, "type": "integer", "minimum": 0, "maximum": MOST_DAYS, "default": default,
        })
    };
    let properties: Map<String, Value> = Severity::ALL.iter().map(|s| (s.word().to_owned(), days(*s))).collect();
    json!({
        "description": "How many days after the audit that found it first a finding is due.",
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
        let by = match part {
            Part::Main => "",
            Part::Email => ", by e-mail address",
            Part::Name => ", by name",
            Part::Kana => ", by the reading of the name",
        };
        let header =
            format!("The header of `{name}` ({label}){by}; \"#5\" for the fifth column, \"\" if the file has none.");
        columns.insert(key.clone(), json!({ "description": header, "type": "string" }));
        if part == Part::Main {
            let cells = format!("Cells of `{name}` ({label}) as written, and what to read instead; \"\" for nothing.");
            let instead = match column.kind {
                Kind::Code(_) => json!({ "anyOf": [cell(column), { "const": "" }] }),
                _ => json!({ "type": "string" }),
            };
            values.insert(
                key.clone(),
                json!({ "description": cells, "type": "object", "additionalProperties": instead }),
            );
            let mut default = cell(column);
            default["description"] = json!(format!("What to read in every row if the file has no `{name}` ({label})."));
            defaults.insert(key, default);
        }
    }
    let by_column = |description: &str, properties: Map<String, Value>| json!({ "description": description, "type": "object", "additionalProperties": false, "properties": properties });
    json!({
        "description": format!("The table {} ({}).", table.name, table.label.ja),
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "file": described("The file that holds the table, or its parts, read one behind the other.", "texts"),
            "sheet": described("The sheet (or JSON member) of that file, or several.", "texts"),
            "header-row": {
                "description": "The row of the header, from 1; with a header over two rows that of the first.",
                "type": "integer",
                "minimum": 1,
                "maximum": u32::MAX,
            },
            "exported-on": described("The day whose state the table shows, such as 2026-10-31.", "text"),
            "columns": by_column("Which header stands for which column.", columns),
            "values": by_column("What to read instead of what is written, by column.", values),
            "defaults": by_column("What to read where the file does not have the column.", defaults),
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
        properties.insert("off".to_owned(), described("Why the rule is off; the report tells it.", "text"));
    }
    properties.insert("escalate-after".to_owned(), escalate_after());
    let severity = format!("How grave a finding is; {} if left out.", rule.severity.word());
    properties.insert("severity".to_owned(), described(&severity, "severity"));
    for (name, default) in &rule.parameters {
        let description =
            format!("The parameter `{name}`, {default} if left out. The rule asks: {}.", words.requirement);
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
        "description": "A rule of the office's own policy.",
        "type": "object",
        "properties": {
            "off": described("Why the rule is off; the report tells it.", "text"),
            "escalate-after": escalate_after(),
            "severity": described("How grave a finding is.", "severity"),
        },
        "additionalProperties": {
            "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": i32::MAX },
                { "type": "array", "items": { "$ref": "#/$defs/text" }, "minItems": 1, "uniqueItems": true },
            ],
        },
    })
}
