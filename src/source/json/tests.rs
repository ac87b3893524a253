//! Arrays, members and lines of JSON, with the lines of what is wrong.

use std::ops::ControlFlow;

use super::*;

fn lines(objects: &Objects) -> Vec<(u32, Vec<String>)> {
    let mut rows = Vec::new();
    let _ = objects.records::<()>(|line, record| {
        rows.push((line, record.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect()));
        ControlFlow::Continue(())
    });
    rows
}

fn all(text: &str) -> Result<Vec<(Option<String>, Objects)>, Problem> {
    let members = members("t.json", text.as_bytes())?;
    members.into_iter().map(|m| Ok((m.name.clone(), m.read("t.json", text.as_bytes())?))).collect()
}

#[test]
fn arrays_members_and_lines() {
    let text = "[\n {\"a\": 1},\n\n {\"b\": [\"x\", \"y\"],\n  \"a\": null}\n]";
    let objects = &all(text).unwrap()[0].1;
    assert_eq!(objects.header, ["a", "b"]);
    assert_eq!(lines(objects), [(2, vec!["1".into(), String::new()]), (4, vec![String::new(), "x;y".into()])]);
    let text = "{\"staff\":\n[{\"a\":true}],\n\"groups\":[], \"exported_on\": \"2026-10-31\"}";
    let found = members("t.json", text.as_bytes()).unwrap();
    assert_eq!(found.iter().filter_map(|m| m.name.as_deref()).collect::<Vec<_>>(), ["staff", "groups", "exported_on"]);
    assert_eq!(found[2].string(text.as_bytes()).as_deref(), Some("2026-10-31"));
    assert_eq!(found[0].string(text.as_bytes()), None);
    assert_eq!(lines(&found[0].read("t.json", text.as_bytes()).unwrap()), [(2, vec!["true".to_owned()])]);
    assert_eq!(lines(&read_lines("t.jsonl", b"{\"a\":1}\n\n{\"a\":2}\n").unwrap())[1].0, 3);
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let said = |text: &str| all(text).unwrap_err().to_string();
    assert!(said("[\n{\"a\":1,\n\"a\":2}]").contains("line 2"));
    assert!(said("[\n{\"a\":1},\n{\"b\":{\"c\":1,\n\"c\":2}}]").contains("line 3"));
    assert!(said("[\n{\"a.b\":1,\"a\":{\"b\":2}}]").contains("\"a.b\" twice"));
    assert!(!said("[\n\"見本 一郎\"]").contains("見本"), "what stands in a file is not told");
    assert!(said("[\n1]").contains("line 2"));
    assert!(said("[\n{\"a\":1}").contains("line 2"));
}

#[test]
fn what_lies_in_objects_is_reached_by_its_path() {
    let text = r#"{"meta": {"made": "2026-10-31"}, "data": {"users": [
            {"id": 1, "user": {"station": {"name": "見本"}}, "leader": null, "n": 12345678901234567890123, "tags": []},
            {"id": 2, "user": null, "leader": {"id": "S1"}, "n": 1.310300123e9, "odd": [[1], {"a": 2}]}
        ]}}"#;
    let found = members("t.json", text.as_bytes()).unwrap();
    assert_eq!(found.iter().filter_map(|m| m.name.as_deref()).collect::<Vec<_>>(), ["meta", "data.users"]);
    let objects = found[1].read("t.json", text.as_bytes()).unwrap();
    assert_eq!(objects.header, ["id", "user.station.name", "n", "tags", "leader.id", "odd"]);
    let row = |cells: [&str; 6]| cells.map(str::to_owned).to_vec();
    assert_eq!(
        lines(&objects),
        [
            (2, row(["1", "見本", "12345678901234567890123", "", "", ""])),
            (3, row(["2", "", "1310300123", "", "S1", r#"[[1], {"a": 2}]"#])),
        ]
    );
}

#[test]
fn a_list_of_objects_is_a_table_of_its_own_whose_rows_know_whose_they_are() {
    let text = r#"[
            {"code": "P1", "name": {"kanji": "見本 一"}, "born": "1940-01-02", "status": "in",
             "staff": [{"no": "R1", "of": {"name": "a"}},
                       {"no": "R2"}]},
            {"code": "P2", "name": {"kanji": "見本 二"}, "born": "1941-01-02", "status": "in", "staff": []},
            {"code": "P3", "name": {"kanji": "見本 三"}, "born": "1942-01-02", "status": "in", "staff": [null, {"no": "R1"}]}
        ]"#;
    let found = all(text).unwrap();
    let names: Vec<Option<&str>> = found.iter().map(|(name, _)| name.as_deref()).collect();
    assert_eq!(names, [None, Some("staff")]);
    let [(_, patients), (_, staff)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        patients.header,
        ["code", "name.kanji", "born", "status", "staff[].no", "staff[].of.name"],
        "a list that is empty in some records is no column"
    );
    assert_eq!(lines(patients).iter().map(|(_, cells)| cells[4].as_str()).collect::<Vec<_>>(), ["R1;R2", "", ";R1"]);
    assert_eq!(staff.header, ["staff[].no", "staff[].of.name", "code", "name.kanji"]);
    let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
    assert_eq!(
        lines(staff),
        [
            (3, row(["R1", "a", "P1", "見本 一"])),
            (4, row(["R2", "", "P1", "見本 一"])),
            (6, row(["R1", "", "P3", "見本 三"])),
        ]
    );
}

#[test]
fn lists_in_lists_are_found_too() {
    let text = r#"{"offices": [{"id": "O1", "units": [{"unit": "U1", "staff": [{"id": "S1"}, {"id": "S2"}]}, {"unit": "U2"}]},
            {"id": "O2", "units": [{"unit": "U3", "staff": [{"id": "S3"}]}]}], "staff": []}"#;
    let found = all(text).unwrap();
    let names: Vec<Option<&str>> = found.iter().map(|(name, _)| name.as_deref()).collect();
    assert_eq!(names, [Some("offices"), Some("units"), Some("offices.units.staff"), Some("staff")]);
    let staff = &found[2].1;
    assert_eq!(staff.header, ["units[].staff[].id", "id", "units[].unit"]);
    let cells: Vec<String> = lines(staff).into_iter().map(|(_, cells)| cells.join(" ")).collect();
    assert_eq!(cells, ["S1 O1 U1", "S2 O1 U1", "S3 O2 U3"]);
}

#[test]
fn no_depth_is_too_much() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for levels in [3, 50, 200, 20_000] {
            let text = format!("[{{\"id\":1,\"x\":{}1{}}}]", open.repeat(levels), close.repeat(levels));
            let objects = &all(&text).unwrap()[0].1;
            assert_eq!((objects.header.len(), lines(objects).len()), (2, 1), "{open} {levels}");
        }
    }
}
