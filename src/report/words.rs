//! The words of reports.

mod differences;
mod history;
mod machine;
mod reading;

use crate::base::text::{Lang, list, plural};
use crate::model::finding::{Duty, Severity, Subject};
use crate::model::place::place_of;
use crate::model::report::{ChangedSetting, DecidingCell, Headline, PolicyChange, Undetermined};

/// The words of the text report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReportWords(pub Lang);

macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident = $ja:literal, $en:literal;)*) => {
        impl ReportWords {
            $($(#[$doc])* pub(crate) fn $name(self) -> &'static str {
                match self.0 { Lang::Ja => $ja, Lang::En => $en }
            })*
        }
    };
}
pub(crate) use plain;

plain! {
    title = "MCS監査報告", "MCS audit report";
    office = "事業所", "Office";
    as_of = "基準日", "As of";
    policy = "運用ポリシー", "Policy";
    result = "結果", "Result";
    inputs = "入力データ", "Inputs";
    absent = "なかった表", "Tables not given";
    open = "未対応の指摘", "Open findings";
    not_assessed = "評価できなかった規則", "Rules that could not be assessed";
    off = "対象外にした規則", "Rules that are off";
    findings = "指摘", "Findings";
    to_do = "対応リスト", "To do";
    /// Where no office is known whose business a finding is.
    no_office = "事業所が分からないもの", "Office not known";
    clauses = "条項ごとの結果", "Clauses";
    severity = "重大度", "Severity";
    subject = "対象", "Subject";
    matter = "内容", "What is the matter";
    clause = "条項", "Clause";
    obligation = "定めていること", "Obligation";
    verdict = "結果", "Verdict";
    numbers = "指摘/調べた数", "Findings/examined";
    /// In front of the steps.
    steps = "対処", "What to do";
    /// In front of whose duty it is.
    duty = "対応する人", "To be done by";
    rule = "規則", "Rule";
    population = "対象数", "Population";
    found = "指摘数", "Findings";
    /// Where no clause stands behind a rule.
    input_rules = "入力データの確認", "Input data";
    /// Behind a clause that is attested.
    attested = "(自己申告)", " (attested)";
    /// When nothing was found.
    nothing = "指摘はありません。", "No findings.";
    bad_state = "何が問題か", "Bad state";
    /// Whether a finding is certain.
    certainty = "確かさ", "Confidence";
    examined = "調べるもの", "What is examined";
    requirement = "求めること", "What is required";
    why = "理由", "Why";
    needs = "必要な表と列", "Tables and columns needed";
    parameters = "設定値", "Parameters";
    failing = "指摘になる例", "A failing example";
    passing = "指摘にならない例", "A passing example";
    definition = "規則の定義", "Definition";
    attestation = "規則では確かめられないため、年に一度、人が確認して答えること", "No rule can judge it: once a year a person answers";
    rules = "確かめる規則", "Rules that check it";
    includes = "次の条項の結果による", "Judged by these clauses";
    /// A clause that leaves room for the office's own rules.
    own_rules = "事業所が独自に定める規則(--policy でフォルダーを指定)", "the office's own rules (a folder given with --policy)";
    header = "ファイルの見出し", "Header in the file";
    column = "読み取った列", "Read as";
    /// Behind a column.
    by_email = " メールアドレスから", " by e-mail";
    /// Behind a column.
    by_name = " 名前から", " by name";
    /// Behind a column.
    by_kana = " ふりがなから", " by reading";
    /// A column that nothing is known of.
    not_used = "使わない", "not used";
    /// A header of half a name.
    half = "姓名の一部(合わせて読む)", "half of a name (read together)";
    /// A header whose column another header stands for.
    yields = "使わない(同じ項目の別の見出しを使う)", "not used (another header stands for the same column)";
    /// Beside a bar.
    reading = "表を読んでいます", "reading tables";
    /// Beside a bar.
    judging = "規則を確かめています", "judging rules";
    /// Above what the office has set otherwise than the policy.
    office_settings = "この事業所の設定", "Settings of this office";
    /// Above what a policy has otherwise than the one of its name in the program.
    policy_changes = "変更された運用ポリシー", "Changed policy";
    /// In front of what is undetermined.
    undetermined = "未確認の対象", "Undetermined";
    /// Above the cells that would decide what is not known.
    fill_in = "記入が必要なところ(記入すると判定できる)", "What to fill in, so that it can be judged";
}

impl ReportWords {
    /// The one line that matters most.
    pub(crate) fn outcome(self, of: &Headline) -> String {
        let Headline { open, not_assessed, undetermined, off, .. } = *of;
        // what the first sentence says already is not said again
        let has_more_unclear = undetermined > 0 && (of.judged_nothing || open > 0 || not_assessed > 0);
        let unclear = has_more_unclear.then(|| match self.0 {
            Lang::Ja => format!("ほかに{undetermined}件の規則に未確認の対象があります。"),
            Lang::En => format!(" {} undetermined.", are(undetermined)),
        });
        let off = (off > 0).then(|| match self.0 {
            Lang::Ja => format!("{off}件の規則は対象外です。"),
            Lang::En => format!(" {} off or left out.", are(off)),
        });
        [Some(self.outcome_of(of)), unclear, off].into_iter().flatten().collect()
    }

    fn outcome_of(self, of: &Headline) -> String {
        let Headline { open, answered, not_assessed, undetermined, off, judged_nothing } = *of;
        match (self.0, open, not_assessed, undetermined) {
            (Lang::Ja, 0, 0, _) if judged_nothing => "判定された規則はありません。".to_owned(),
            (Lang::En, 0, 0, _) if judged_nothing => "No rule of the policy judged anybody.".to_owned(),
            (Lang::Ja, f, 0, _) if judged_nothing => format!("{f}件の指摘がありますが、判定された規則はありません。"),
            (Lang::En, f, 0, _) if judged_nothing => {
                format!("{}, and no rule of the policy judged anybody.", plural(f, "finding"))
            }
            (Lang::Ja, 0, 0, 0) if off == 0 && answered == 0 => "すべての規則を評価し、指摘はありません。".to_owned(),
            (Lang::En, 0, 0, 0) if off == 0 && answered == 0 => {
                "Every rule was assessed, and there are no findings.".to_owned()
            }
            (Lang::Ja, 0, 0, 0) if off == 0 => "すべての規則を評価し、未対応の指摘はありません。".to_owned(),
            (Lang::En, 0, 0, 0) if off == 0 => "Every rule was assessed, and no finding is open.".to_owned(),
            (Lang::Ja, 0, 0, 0) => "評価した規則に、未対応の指摘はありません。".to_owned(),
            (Lang::En, 0, 0, 0) => "No finding is open of the rules that were assessed.".to_owned(),
            (Lang::Ja, 0, 0, n) => format!("指摘はありませんが、{n}件の規則に未確認の対象があります。"),
            (Lang::En, 0, 0, n) => format!("No findings, but {} undetermined.", are(n)),
            (Lang::Ja, 0, n, _) => format!("指摘はありませんが、{n}件の規則を評価できていません。"),
            (Lang::En, 0, n, _) => format!("No findings, but {} could not be assessed.", plural(n, "rule")),
            (Lang::Ja, f, 0, _) => format!("{f}件の指摘があります。"),
            (Lang::En, f, 0, _) => format!("{}.", plural(f, "finding")),
            (Lang::Ja, f, n, _) => format!("{f}件の指摘があり、{n}件の規則を評価できていません。"),
            (Lang::En, f, n, _) => {
                format!("{}, and {} could not be assessed.", plural(f, "finding"), plural(n, "rule"))
            }
        }
    }

    /// A parameter that an office has set otherwise than the policy has it.
    pub(crate) fn set_otherwise(self, name: &str, office: &str, policy: &str) -> String {
        format!("{name} = {}", self.policy_has(office, policy))
    }

    /// What the office has, and what the policy has.
    pub(crate) fn policy_has(self, office: &str, policy: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{office}(ポリシー: {policy})"),
            Lang::En => format!("{office} (policy: {policy})"),
        }
    }

    /// Something that a policy has otherwise than the one of its name in the program.
    pub(crate) fn policy_change(self, change: &PolicyChange) -> String {
        format!("{}: {}", change.kind.say(self.0), change.name)
    }

    /// What an office has set for a rule otherwise than the policy has it.
    pub(crate) fn setting(self, setting: &ChangedSetting) -> String {
        let (rule, said) = (&setting.rule, setting.say(self.0));
        match (self.0, setting.loosened, &setting.reason) {
            (_, false, None) => format!("{rule}: {said}"),
            (Lang::Ja, false, Some(reason)) => format!("{rule}: {said}(理由: {reason})"),
            (Lang::Ja, true, None) => format!("{rule}: {said}(ポリシーより緩い。理由の記載なし)"),
            (Lang::Ja, true, Some(reason)) => format!("{rule}: {said}(ポリシーより緩い。理由: {reason})"),
            (Lang::En, false, Some(reason)) => format!("{rule}: {said} (reason: {reason})"),
            (Lang::En, true, None) => format!("{rule}: {said} (laxer than the policy; no reason given)"),
            (Lang::En, true, Some(reason)) => format!("{rule}: {said} (laxer than the policy; reason: {reason})"),
        }
    }

    /// How many members of a rule are undetermined, of how many.
    pub(crate) fn undetermined_of(self, undetermined: u64, population: u64) -> String {
        match self.0 {
            Lang::Ja => format!("{population}件のうち{undetermined}件が未確認"),
            Lang::En => format!("{undetermined} of {population} undetermined"),
        }
    }

    /// A cell that would decide, or what would where no cell does.
    pub(crate) fn deciding(self, member: &Undetermined) -> String {
        let place = |cell: &DecidingCell| {
            let header = cell.header.as_deref().unwrap_or(&cell.column);
            format!("{} {header}", self.place(&cell.file, cell.sheet.as_deref(), cell.line, cell.cell.as_deref()))
        };
        let places: Vec<String> = member.cells.iter().map(place).collect();
        match (self.0, places.is_empty()) {
            (Lang::Ja, true) => "自事業所の設定、または表にない行".to_owned(),
            (Lang::En, true) => "the own offices in the settings, or a row that is not there".to_owned(),
            (lang, false) => list(lang, &places),
        }
    }

    /// Who or what is undetermined.
    #[expect(clippy::unused_self, reason = "pages ask the words of a report")]
    pub(crate) fn undetermined_subject(self, subject: &Subject) -> String {
        if subject.key == subject.label {
            subject.label.to_string()
        } else {
            format!("{} ({})", subject.label, subject.key)
        }
    }

    /// How many of a severity.
    pub(crate) fn count(self, severity: Severity, count: usize) -> String {
        format!("{} {count}", severity.say(self.0))
    }

    /// A file and its rows.
    pub(crate) fn rows(self, label: &str, file: &str, rows: u32) -> String {
        match self.0 {
            Lang::Ja => format!("{label} {rows}行 ({file})"),
            Lang::En => format!("{label} {rows} rows ({file})"),
        }
    }

    /// By when a finding is to be put right.
    pub(crate) fn due_by(self, day: &str) -> String {
        match self.0 {
            Lang::Ja => format!("期限 {day}"),
            Lang::En => format!("due {day}"),
        }
    }

    /// Someone who has to act, and in which capacity.
    pub(crate) fn person(self, name: &str, duties: &[Duty]) -> String {
        let duties: Vec<&str> = duties.iter().map(|d| d.say(self.0)).collect();
        match self.0 {
            Lang::Ja => format!("{name}（{}）", duties.join("・")),
            Lang::En => format!("{name} ({})", duties.join(", ")),
        }
    }

    /// Someone who has to act and is not known by name.
    pub(crate) fn somebody(self, duty: Duty, office: Option<&str>) -> String {
        let duty = duty.say(self.0);
        match (self.0, office) {
            (_, None) => duty.to_owned(),
            (Lang::Ja, Some(office)) => format!("{office}の{duty}"),
            (Lang::En, Some(office)) => format!("{duty} of {office}"),
        }
    }

    /// What was left to other offices.
    pub(crate) fn left_to_others(self, people: u64, groups: u64) -> String {
        match self.0 {
            Lang::Ja => {
                format!("他の事業所に任せたもの: 他の事業所の人 {people}人、他の事業所がリーダーのグループ {groups}件")
            }
            Lang::En => format!("Left to other offices: {people} of their people, {groups} groups that they lead"),
        }
    }

    /// A place in a file.
    pub(crate) fn place(self, file: &str, sheet: Option<&str>, line: u32, cell: Option<&str>) -> String {
        match (self.0, sheet, cell) {
            (_, Some(sheet), Some(cell)) => format!("{file} › {sheet} › {cell}"),
            (_, None, Some(cell)) => format!("{file} › {cell}"),
            (Lang::Ja, ..) => format!("{} {line}行目", place_of(file, sheet)),
            (Lang::En, ..) => format!("{} line {line}", place_of(file, sheet)),
        }
    }
}

/// So many rules.
fn are(rules: usize) -> String {
    if rules == 1 { "1 rule is".to_owned() } else { format!("{rules} rules are") }
}
