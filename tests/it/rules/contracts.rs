//! What holds for every rule and clause, whatever it is about. The expected tables are those of the written
//! catalogue and of the policy, not of the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use mcs_audit::base::date::Day;
use mcs_audit::base::normalize;
use mcs_audit::base::text::Lang;
use mcs_audit::config::Config;
use mcs_audit::engine::{self, Options};
use mcs_audit::load;
use mcs_audit::model::finding::{Confidence, Duty, Severity, Verdict};
use mcs_audit::policy::needs;
use mcs_audit::policy::{Demand, Policy};

use crate::support::audit::{POLICY, audit};
use crate::support::folder::{fixture, folders, new_folder, root};

/// The catalogue: rule, severity, and `?` for a heuristic.
const CATALOGUE: &str = "
unapplied-office H, missing-admin H, single-admin L, overdue-guideline M, outdated-guideline M, overdue-attestation M,
departed-account C, departing-account L, unclosed-account M, unlisted-account H, dormant-account M, shared-email H,
duplicate-person M?, generic-account M?, missing-profile L, missing-photo L, unrestricted-misuse M,
missing-pledge H, expired-pledge H, late-pledge M, incomplete-pledge M, overdue-training M,
leaderless-group H, ineligible-leader H, mixed-patients C, mixed-title M?, unidentified-patient M, split-patient L,
unarchived-group H, dormant-group L, overdue-review M,
departed-member C, inactive-member M, unassigned-member H, unapproved-member M, self-approved-member M, unauthorized-approver L?,
stale-invitation M, outside-invitation L,
missing-consent C, withdrawn-consent C, late-consent H, unsigned-consent H, undelivered-copy M, misplaced-consent M, unlocated-consent L,
unreturned-device H, unheld-device L, unreported-loss H, foreign-mention C?, unconfirmed-post L, outsider-post M?,
departed-post C, late-incident-report H, departed-invitee H, late-removal M, late-archive L,
unreadable-value H, missing-key H, missing-value M, duplicate-key H, unknown-reference H, ambiguous-person H,
unknown-person M?, future-date M, contradicting-date M, lossy-text L, stale-input M, shrunken-input M,
expired-waiver M, unused-waiver L, improper-waiver H, unused-column M, unread-file M, undeclared-office H,
unknown-office M?, impossible-order M, loosened-rule L, improper-correction M, unused-correction M";

/// The rules that need an earlier report or settings, which no fixture has; `drift.rs` and `loosened.rs` test them.
const NO_FIXTURE: [&str; 2] = ["shrunken-input", "loosened-rule"];

/// The policy: clause, who must see to it, and the rules that check it (`attested` where a person states it,
/// `annex` and `user rules` where other clauses do, `own` where the office adds rules).
const CLAUSES: &str = "
2-law manager attested
2-1 manager overdue-guideline outdated-guideline
2-2 manager overdue-guideline outdated-guideline
2-3 manager overdue-guideline outdated-guideline
3 manager unapplied-office
3-terms manager attested
4 manager missing-admin single-admin
5-1 admin attested
5-2 admin unreturned-device unreported-loss unheld-device
5-3 admin shared-email duplicate-person generic-account dormant-account inactive-member
5-4 admin unapproved-member self-approved-member unauthorized-approver stale-invitation departed-invitee
5-5 admin departed-account departing-account unlisted-account
6 manager missing-pledge expired-pledge late-pledge
6-edu manager overdue-training
6-1 manager incomplete-pledge
6-2 manager incomplete-pledge
6-3 manager incomplete-pledge
6-4 manager incomplete-pledge
6-5 manager incomplete-pledge
7 manager leaderless-group ineligible-leader
8-1 leader unidentified-patient split-patient
8-2 leader outside-invitation
9 leader missing-consent withdrawn-consent late-consent unsigned-consent
9-copy leader undelivered-copy
9-orig leader misplaced-consent unlocated-consent
10 user annex
11 manager own
A1-1 admin unrestricted-misuse
A1-2 admin administrators
A2-1 leader mixed-patients mixed-title unassigned-member
A2-2 leader departed-member departed-invitee late-removal unassigned-member overdue-review
A2-3 leader unarchived-group late-archive dormant-group
A3-1 user shared-email generic-account departed-post
A3-2 user attested
A3-3 user foreign-mention
A3-4 user attested
A3-5 user missing-profile missing-photo
A3-6 user unassigned-member
A3-7 user unreturned-device unclosed-account
A3-8 user attested unconfirmed-post
A3-9 user outsider-post
A3-10 user late-incident-report unreported-loss
A3-11 user late-incident-report";

fn cases() -> Vec<PathBuf> {
    folders(&fixture("rules")).iter().flat_map(|rule| folders(rule)).collect()
}

#[test]
fn the_catalogue_is_complete_and_as_grave_as_written() {
    let policy = &*POLICY;
    let mut expected = BTreeMap::new();
    for entry in CATALOGUE.split(',') {
        let (rule, grade) = entry.trim().split_once(' ').expect("rule and severity");
        let severity = match grade.as_bytes()[0] {
            b'C' => Severity::Critical,
            b'H' => Severity::High,
            b'M' => Severity::Medium,
            _ => Severity::Low,
        };
        let confidence = if grade.ends_with('?') { Confidence::Possible } else { Confidence::Certain };
        expected.insert(rule.to_owned(), (severity, confidence));
    }
    let found: BTreeMap<_, _> = policy.rules.iter().map(|r| (r.id.clone(), (r.severity, r.confidence))).collect();
    assert_eq!(found, expected);
    assert_eq!(expected.len(), 80);
}

#[test]
fn every_clause_is_there_with_its_duty_and_its_rules() {
    let policy = &*POLICY;
    let expected: Vec<Vec<&str>> = CLAUSES.trim().lines().map(|l| l.split(' ').collect()).collect();
    assert_eq!(
        policy.clauses.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(),
        expected.iter().map(|c| c[0]).collect::<Vec<_>>()
    );
    let annex =
        |prefix: &str| -> BTreeSet<&str> { expected.iter().map(|c| c[0]).filter(|c| c.starts_with(prefix)).collect() };
    for (place, line) in expected.iter().enumerate() {
        let clause = &policy.clauses[place];
        let duty = match line[1] {
            "manager" => Duty::Manager,
            "admin" => Duty::Admin,
            "leader" => Duty::Leader,
            _ => Duty::User,
        };
        assert_eq!(clause.duty, duty, "{}", clause.id);
        let includes: BTreeSet<&str> = clause.includes.iter().map(|c| policy.clauses[*c].id.as_str()).collect();
        let rules: BTreeSet<&str> =
            policy.rules.iter().filter(|r| r.clauses.contains(&place)).map(|r| r.id.as_str()).collect();
        let (mut want_rules, mut want_includes) = (BTreeSet::new(), BTreeSet::new());
        match line[2] {
            "attested" => {
                assert!(clause.question.is_some(), "{}", clause.id);
                want_rules.insert("overdue-attestation");
                want_rules.extend(&line[3..]);
            }
            "annex" => want_includes = annex("A"),
            "administrators" => {
                let judged = clause.judged.expect("other rules judge it");
                assert_eq!(policy.terms[judged.who.0].name, "own-administrator");
                assert_eq!(judged.duty, Duty::User);
            }
            "own" => assert!(clause.own_rules),
            _ => want_rules = line[2..].iter().copied().collect(),
        }
        assert_eq!(rules, want_rules, "{}", clause.id);
        assert_eq!(includes, want_includes, "{}", clause.id);
    }
}

#[test]
fn a_rule_is_named_for_the_bad_state_as_its_file_is() {
    for rule in &POLICY.rules {
        let file = Path::new(&rule.file).file_stem().expect("a file").to_string_lossy().into_owned();
        assert_eq!(file, rule.id);
        let words: Vec<&str> = rule.id.split('-').collect();
        assert!(
            words.len() >= 2 && words.iter().all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase())),
            "{}",
            rule.id
        );
        assert!(!["no", "use", "avoid", "check", "require", "must"].contains(&words[0]), "{}", rule.id);
    }
}

#[test]
fn every_rule_has_a_passing_and_a_failing_fixture() {
    for rule in POLICY.rules.iter().filter(|rule| !NO_FIXTURE.contains(&rule.id.as_str())) {
        for case in ["pass", "fail"] {
            assert!(root().join("fixtures/rules").join(&rule.id).join(case).is_dir(), "{}/{case}", rule.id);
        }
    }
    let known: BTreeSet<String> = POLICY.rules.iter().map(|r| r.id.clone()).collect();
    for case in cases() {
        let rule = case.parent().and_then(Path::file_name).expect("a rule").to_string_lossy().into_owned();
        assert!(known.contains(&rule), "a fixture for no rule: {rule}");
    }
}

/// Every rule runs on every fixture, in both languages: the same findings, every text filled in, and every
/// finding with evidence whose line is a row of the file that shows what the finding is about.
#[test]
fn every_finding_on_every_fixture_is_told_in_both_languages_and_stands_on_its_row() {
    let mut told = BTreeSet::new();
    for case in cases() {
        let text = fs::read_to_string(case.join("case.toml")).unwrap_or_default();
        let settings: toml::Table = text.parse().expect("TOML");
        let as_of = settings.get("as-of").and_then(toml::Value::as_str).unwrap_or("2026-09-30");
        let (ja, en) = (audit(&case, as_of, Lang::Ja), audit(&case, as_of, Lang::En));
        assert_eq!(ja.findings.len(), en.findings.len());
        for (ja, en) in ja.findings.iter().zip(&en.findings) {
            let place = format!("{}: {} {}", case.display(), en.rule, en.subject.key);
            assert_eq!((&ja.id, &ja.rule, &ja.subject.key), (&en.id, &en.rule, &en.subject.key), "{place}");
            let texts = [ja, en]
                .into_iter()
                .flat_map(|f| f.fix.iter().map(smol_str::SmolStr::as_str).chain([f.message.as_str()]));
            for text in texts {
                assert!(!text.trim().is_empty() && !text.contains(['{', '}']), "{place}: {text}");
            }
            assert!(!ja.subject.label.is_empty() && !en.subject.label.is_empty(), "{place}");
            let first = en.evidence.first().unwrap_or_else(|| panic!("{place}: no evidence"));
            assert!(first.line.is_some(), "{place}: the first evidence is no row");
            for evidence in &en.evidence {
                let Some(line) = evidence.line else { continue };
                let file = fs::read_to_string(case.join(&evidence.file)).expect("the file is there");
                let row = file.lines().nth(line as usize - 1).unwrap_or_default();
                assert!(line > 1 && !row.trim().is_empty(), "{place}: {evidence:?}");
                let headers: Vec<&str> = file.lines().take(line as usize).collect();
                if let Some(column) = evidence.column.as_ref().filter(|c| !c.starts_with('#')) {
                    assert!(headers.iter().any(|h| h.contains(column.as_str())), "{place}: {evidence:?}");
                }
            }
            let file = fs::read_to_string(case.join(&first.file)).expect("the file is there");
            let row =
                normalize::characters(file.lines().nth(first.line.expect("a line") as usize - 1).unwrap_or_default());
            let table = en.subject.table.as_str();
            let shows = |part: &str| {
                let part = part.replace("%2F", "/").replace("%25", "%");
                row.contains(&normalize::characters(part.rsplit('/').next().unwrap_or_default()))
            };
            let by_cells = en.subject.key.contains('~')
                || matches!(
                    en.rule.as_str(),
                    "undeclared-office"
                        | "future-date"
                        | "unknown-reference"
                        | "missing-value"
                        | "unreadable-value"
                        | "contradicting-date"
                );
            // a key that every row lacks is the column's
            let by_column = en.rule == "missing-key"
                && file.lines().next().is_some_and(|header| {
                    header.split(',').any(|column| en.subject.key.ends_with(&format!("/{column}")))
                });
            let by_label = row.contains(&normalize::characters(&en.subject.label));
            assert!(
                by_cells || by_column || by_label || en.subject.key.split('/').any(shows),
                "{place} ({table}): {row}"
            );
        }
        told.extend(ja.findings.into_iter().map(|f| f.rule));
    }
    let known: BTreeSet<_> =
        POLICY.rules.iter().map(|rule| rule.id.as_str()).filter(|id| !NO_FIXTURE.contains(id)).collect();
    assert_eq!(told.iter().map(smol_str::SmolStr::as_str).collect::<BTreeSet<_>>(), known);
}

#[test]
fn a_cell_that_looks_like_a_slot_is_shown_as_it_stands() {
    let folder = new_folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("groups.csv", "group_id,name,kind,status,patient_id\nG1,{name},patient,active,P1;P2\n");
    write("staff.csv", "staff_id,name,status\nS1,{staff.name}{,active\n");
    write("memberships.csv", "group_id,staff_id,role,status,approved_by\nG1,S1,member,active,\n");
    let report = audit(folder.path(), "2026-09-30", Lang::En);
    let label = |rule: &str| report.findings.iter().find(|f| f.rule == rule).expect(rule).subject.label.clone();
    assert_eq!(label("mixed-patients"), "{name}");
    assert_eq!(label("unapproved-member"), "{name} / {staff.name}{");
}

#[test]
fn nothing_passes_where_nothing_could_be_looked_up() {
    let folder = new_folder();
    fs::write(folder.path().join("groups.csv"), "group_id,patient_id\nG1,P9\nG2,見本 太郎\n").expect("written");
    let report = audit(folder.path(), "2026-09-30", Lang::En);
    for rule in ["unknown-reference", "unknown-person", "ambiguous-person"] {
        let verdict = report.verdicts.iter().find(|v| v.rule == rule).expect("a rule");
        assert_eq!((verdict.verdict, verdict.population), (Verdict::NotApplicable, 0), "{rule}");
    }
}

#[test]
fn what_is_not_there_is_told_with_the_register_that_was_searched() {
    for (rule, register) in [
        ("unlisted-account", "roster"),
        ("missing-pledge", "pledges"),
        ("overdue-training", "trainings"),
        ("overdue-review", "reviews"),
        ("missing-consent", "consents"),
        ("unassigned-member", "assignments"),
        ("outsider-post", "memberships"),
        ("overdue-guideline", "guidelines"),
        ("leaderless-group", "memberships"),
        ("unidentified-patient", "groups"),
    ] {
        let case = root().join("fixtures/rules").join(rule).join("fail");
        let rows = fs::read_to_string(case.join(format!("{register}.csv"))).expect("the register").lines().count() - 1;
        let report = audit(&case, "2026-09-30", Lang::En);
        let mut found = report.findings.iter().filter(|f| f.rule == rule).peekable();
        assert!(found.peek().is_some(), "{rule}");
        for finding in found {
            let searched =
                finding.evidence.iter().find(|e| e.line.is_none()).unwrap_or_else(|| panic!("{rule}: {finding:?}"));
            assert_eq!(searched.file, format!("{register}.csv"), "{rule}");
            assert!(searched.note.contains(&format!("searched {rows} rows")), "{rule}: {} of {rows}", searched.note);
        }
    }
}

#[test]
fn a_clause_fails_only_for_the_item_that_is_its_own() {
    let folder = new_folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("offices.csv", "office_id,name,applied_on\nO1,見本,2025-01-01\n");
    write("staff.csv", "staff_id,office_id,status\nS1,O1,active\n");
    write(
        "guidelines.csv",
        "office_id,document,edition,confirmed_on\nO1,2-1,7.0,2026-09-01\nO1,2-2,,2024-01-01\nO1,第二条三,,2026-01-01\n",
    );
    let report = audit(folder.path(), "2026-09-30", Lang::En);
    let verdict = |id: &str| report.clauses.iter().find(|c| c.clause == id).expect("a clause").verdict;
    assert_eq!(verdict("2-1"), Verdict::Pass);
    assert_eq!(verdict("2-2"), Verdict::Fail);
    assert_eq!(verdict("2-3"), Verdict::Pass);
    assert_eq!(verdict("11"), Verdict::NotApplicable);
    assert_eq!(verdict("6"), Verdict::NotAssessed);
    let rule = report.verdicts.iter().find(|v| v.rule == "overdue-guideline").expect("a rule");
    assert_eq!((rule.verdict, rule.population, rule.findings), (Verdict::Fail, 3, 1));
}

#[test]
fn an_empty_status_is_counted_as_undetermined() {
    let folder = new_folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("staff.csv", "staff_id,status,profile\nS1,active,yes\nS2,,no\nS3,closed,no\n");
    let report = audit(folder.path(), "2026-09-30", Lang::En);
    let rule = report.verdicts.iter().find(|v| v.rule == "missing-profile").expect("a rule");
    assert_eq!((rule.verdict, rule.population, rule.findings, rule.undetermined), (Verdict::Undetermined, 2, 0, 1));
}

/// The rule files of the policy in a folder of their own, one of them changed.
fn changed(file: &str, from: &str, to: &str) -> String {
    let folder = new_folder();
    for entry in fs::read_dir(root().join("rules/chuo")).expect("the rules") {
        let path = entry.expect("an entry").path();
        let mut text = fs::read_to_string(&path).expect("UTF-8");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if name == file {
            assert!(text.contains(from), "{file} has no {from}");
            text = text.replacen(from, to, 1);
        }
        fs::write(folder.path().join(name), text).expect("written");
    }
    match Policy::from_folder(folder.path()) {
        Ok(_) => String::new(),
        Err(broken) => broken.to_string().replace(&format!("{}/", folder.path().display()), ""),
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table of mistakes")]
fn a_mistake_in_a_rule_file_is_told_with_file_line_and_what_was_expected() {
    let rule = "departed-member.toml";
    assert_eq!(changed(rule, "leader", "leader"), "", "unchanged it is in order");
    for (file, from, to, expected) in [
        ("unreported-loss.toml", "look-back = \"years\"", "look-back = -1", "a number of days cannot be negative (-1)"),
        (
            "late-pledge.toml",
            "grace = 0",
            "grace = -2147483648",
            "late-pledge.toml:13:9: a number of days cannot be negative (-2147483648); give 0 or more",
        ),
        (
            "overdue-guideline.toml",
            "confirmed_on within",
            "edition matches item.edition\", \"confirmed_on within",
            "\"matches item.edition\" needs times = \"dated-documents\"",
        ),
        (
            "terms.toml",
            "all = [\"status is active\"]\nja = \"利用中\"",
            "all = []\nja = \"利用中\"",
            "the term \"active\" tests nothing",
        ),
        (
            "terms.toml",
            "[pledges.given]\nall = [\"signed_on by T\"]",
            "[pledges.given]\nall = [\"covers matches item\"]",
            "\"matches item\" cannot be used in a term",
        ),
        ("single-admin.toml", "at-least = 2", "at-least = 5\nat-most = 2", "at-least (5) is greater than at-most (2)"),
        ("dormant-account.toml", "days = 90", "days = -90", "the parameter \"days\" is negative"),
        ("dormant-account.toml", "T-days", "T--90", "\"-90\" is neither a number of days nor a number in [parameters]"),
        (
            "overdue-attestation.toml",
            "that = [\"answer is yes\", \"attested_by filled\", \"attested_on within T-days..T\"]",
            "that = []",
            "[latest] needs \"that\"",
        ),
        (
            rule,
            "severity = \"critical\"",
            "severity = \"grave\"",
            "departed-member.toml:3:12: \"grave\" cannot be used here; use one of low, medium, high, critical",
        ),
        (
            rule,
            "duty = ",
            "owner = ",
            "departed-member.toml:2:1: there is no key \"owner\"; the keys here are clauses, duty, ",
        ),
        (
            rule,
            "each = \"memberships\"",
            "each = \"members\"",
            "departed-member.toml:5:8: there is no table \"members\"; the tables are offices, patients, staff, ",
        ),
        (
            rule,
            "[\"live\"]",
            "[\"alive\"]",
            "departed-member.toml:6:10: the table memberships has no column or term \"alive\"; it has ",
        ),
        (
            rule,
            "\"staff.departed\"",
            "\"staff.gone\"",
            "departed-member.toml:7:10: the table staff has no column or term \"gone\"",
        ),
        (
            rule,
            "\"staff.departed\"",
            "\"boss.departed\"",
            "departed-member.toml:7:10: the table memberships has no reference \"boss\"; its references are ",
        ),
        (
            rule,
            "\"staff.departed\"",
            "\"staff.status is gone\"",
            "departed-member.toml:7:10: \"gone\" is not a value of \"status\"; use one of active, suspended, released, closed",
        ),
        (
            rule,
            "\"staff.departed\"",
            "\"left_on before yesterday\"",
            "departed-member.toml:7:10: the table memberships has no column or term \"yesterday\"",
        ),
        (
            rule,
            "\"staff.departed\"",
            "\"left_on before T-days\"",
            "departed-member.toml:7:10: \"days\" is neither a number of days nor a number in [parameters]",
        ),
        (
            rule,
            "\"staff.departed\"",
            "\"left_on is T\"",
            "departed-member.toml:7:10: \"is\" needs a column of codes; \"left_on\" is not one",
        ),
        (
            rule,
            "\"staff.departed\"",
            "\"left_on like T\"",
            "departed-member.toml:7:10: \"left_on\" cannot be followed by \"like T\"; write one of: is WORD, ",
        ),
        (rule, "[\"A2-2\"]", "[\"A9-9\"]", "departed-member.toml:1:12: policy.toml has no clause \"A9-9\""),
        (rule, "never = [\"staff.departed\"]", "", "departed-member.toml:1:1: a rule needs exactly one check"),
        (rule, "never = ", "any = [\"live\"]\nnever = ", "departed-member.toml:1:1: a rule needs exactly one check"),
        (
            "missing-pledge.toml",
            "of = \"pledges\"",
            "of = \"consents\"",
            "\"consents\" is neither a reference of the table staff nor a table that refers to it; use one of ",
        ),
        (
            "missing-pledge.toml",
            "that = [\"given\"]",
            "that = [\"document matches item\"]",
            "the table pledges has no column or term \"document\"",
        ),
        ("overdue-guideline.toml", "times = \"documents\"\n", "", "\"matches item\" needs \"times\""),
        (
            "overdue-guideline.toml",
            "times = \"documents\"",
            "times = \"papers\"",
            "the policy has no list \"papers\"; its lists are documents, dated-documents, attested-clauses, pledge-points",
        ),
        (
            "terms.toml",
            "all = [\"status is active\"]\nja = \"利用中\"",
            "all = [\"own-account\"]\nja = \"利用中\"",
            "is defined by itself",
        ),
        (
            "terms.toml",
            "[staff.active]",
            "[staff.status]",
            "the table staff already has a column or reference \"status\"",
        ),
        ("policy.toml", "id = \"2-2\"", "id = \"2-1\"", "the clause \"2-1\" appears twice"),
        ("policy.toml", "in-force = 2025-03-01", "in-force = 2025", "policy.toml:6:"),
        ("single-admin.toml", "at-least = 2\n", "", "single-admin.toml:9:6: [count] needs at-least or at-most"),
        (rule, "[\"staff.departed\"]", "[]", "departed-member.toml:1:1: \"never\" has no conditions"),
        (
            "shared-email.toml",
            "by = [\"email\"]",
            "by = [\"registered_on\"]",
            "\"by\" needs a column of text or references; \"registered_on\" is not one",
        ),
        (
            "foreign-mention.toml",
            "in = \"text\"",
            "in = \"posted_on\"",
            "\"in\" needs a column of text; \"posted_on\" is not one",
        ),
        (
            "unreported-loss.toml",
            "required = true",
            "required = true\nthat = [\"status is lost\"]",
            "\"that\" in [deadline] needs \"of\"",
        ),
        (
            "missing-pledge.toml",
            "[\"own-account\"]",
            "[\"staff_id filled\"]",
            "missing-pledge.toml:6:10: \"staff_id\" identifies the row",
        ),
        (
            "overdue-guideline.toml",
            "\"2-3\"",
            "\"2-1\"",
            "an item of this list belongs to the clause \"2-3\"; add it to \"clauses\"",
        ),
        (
            "single-admin.toml",
            "at-least = 2",
            "at-last = 2",
            "there is no key \"at-last\"; the keys here are of, that, at-least, at-most; did you mean \"at-least\"?",
        ),
    ] {
        let told = changed(file, from, to);
        assert!(told.contains(expected), "{file}: {from} → {to}\n  told     {told}\n  expected {expected}");
        assert!(told.starts_with(file), "{told}");
    }
}

#[test]
fn texts_are_complete_and_say_the_same_in_both_languages() {
    let rule = "departed-member.toml";
    let text = fs::read_to_string(root().join("rules/chuo").join(rule)).expect("the rule");
    let english = text.find("\n[en]").expect("an English part");
    for key in ["title", "message", "population", "requirement", "why"] {
        let start = text[english..].find(&format!("\n{key} = ")).expect("a text") + english + 1;
        let line = text[start..].lines().next().expect("a line");
        let told = changed(rule, line, "");
        assert!(told.contains(&format!("the key \"{key}\" is missing")) && told.starts_with(rule), "{key}: {told}");
        let told = changed(rule, line, &format!("{key} = \"\""));
        assert!(told.contains("this text is empty"), "{key}: {told}");
    }
    let told = changed(rule, "but is still a member of “{group.name}”", "but is still a member of {group.title}");
    assert!(told.contains("the slot {group.title}: the table groups has no column or term \"title\""), "{told}");
    let told = changed(rule, "but is still a member of “{group.name}”", "but is still a member");
    assert!(
        told.contains("\"message\" has the slots group.name, staff.last_day, staff.name in Japanese but"),
        "{told}"
    );
    let told = changed("unreturned-device.toml", "any = ", "# any = ");
    assert!(told.contains("a rule needs exactly one check"), "{told}");
}

#[test]
fn reports_and_other_json_beside_the_tables_are_no_tables() {
    let folder = new_folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("staff.csv", "staff_id,status\nS1,active\n");
    write("report.json", "{\"version\": 1, \"run\": {}, \"findings\": [1, \"見本\"]}");
    write("list.json", "[1, 2]");
    write("broken.json", "{\"staff\": ");
    let report = audit(folder.path(), "2026-09-30", Lang::En);
    assert_eq!(report.run.inputs.len(), 1);
    write("export.json", "{\"groups\": ");
    let policy = &*POLICY;
    let as_of = Day::parse("2026-09-30").expect("a day");
    let options = load::Options { as_of, config: &Config::default(), wanted: &needs::wanted(policy) };
    let problem = load::load(folder.path(), &options).expect_err("an export that breaks off").to_string();
    assert_eq!(problem, "export.json breaks off on line 1; export it again");
}

#[test]
fn a_rule_is_added_by_its_file_alone() {
    let policy_folder = new_folder();
    for entry in fs::read_dir(root().join("rules/chuo")).expect("the rules") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, policy_folder.path().join(path.file_name().expect("a name"))).expect("copied");
    }
    let words = |title: &str| {
        format!(
            "title = \"{title}\"\nmessage = \"{{name}}: {{two_factor}}\"\npopulation = \"x\"\nrequirement = \"x\"\nwhy = \"x\"\nfix = [\"{{name}}\"]\n"
        )
    };
    let rule = format!(
        "clauses = [\"11\"]\nduty = \"admin\"\nseverity = \"high\"\neach = \"staff\"\nwhere = [\"own-account\"]\nnever = [\"two_factor is no\"]\n[ja]\n{}[en]\n{}",
        words("二要素認証がない"),
        words("Two factors are not set up")
    );
    fs::write(policy_folder.path().join("absent-factor.toml"), rule).expect("written");
    let data_folder = new_folder();
    fs::write(
        data_folder.path().join("staff.csv"),
        "staff_id,name,status,two_factor\nS1,見本 一郎,active,no\nS2,架空 花子,active,\n",
    )
    .expect("written");

    let policy = Policy::from_folder(policy_folder.path()).expect("in order");
    let as_of = Day::parse("2026-09-30").expect("a day");
    let data = load::load(
        data_folder.path(),
        &load::Options { as_of, config: &Config::default(), wanted: &needs::wanted(&policy) },
    )
    .expect("read");
    let report = engine::audit(&data, &policy, &Options::new(as_of, Lang::En));
    let found: Vec<_> = report.findings.iter().filter(|f| f.rule == "absent-factor").collect();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].subject.key.as_str(), found[0].message.as_str()), ("S1", "見本 一郎: no"));
    assert_eq!(found[0].clauses, ["11"]);
    assert_eq!(report.clauses.iter().find(|c| c.clause == "11").map(|c| c.verdict), Some(Verdict::Fail));
    let needs = mcs_audit::policy::needs::needs(
        &policy,
        match &policy.rules[policy.rule("absent-factor").expect("there")].demand {
            Demand::Of(population) => population,
            Demand::Input(_) => unreachable!("a rule of the policy"),
        },
    );
    assert_eq!(needs.len(), 3, "the table staff, its status and its two_factor: {needs:?}");
}
