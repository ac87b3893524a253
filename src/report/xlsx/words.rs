//! The words of the workbook.

use crate::base::text::Lang;
use crate::report::words::{ReportWords, plain};

plain! {
    sheet_summary = "概要", "Summary";
    sheet_findings = "指摘一覧", "Findings";
    sheet_clauses = "条項別", "Clauses";
    sheet_to_do = "対応リスト", "To do";
    sheet_not_assessed = "未評価", "Not assessed";
    sheet_inputs = "入力データ", "Inputs";
    status = "状態", "Status";
    rule_id = "規則ID", "Rule id";
    key = "キー", "Key";
    /// The people who have to act.
    assignee = "担当者", "Assigned to";
    /// In which capacity somebody has to act.
    capacity = "対応する立場", "Duty";
    due = "期限", "Due";
    group = "グループ", "Group";
    patient = "患者", "Patient";
    person_concerned = "人", "Person";
    file = "ファイル", "File";
    sheet = "シート", "Sheet";
    line = "行", "Line";
    /// The header of a cell.
    column_header = "列", "Column";
    /// The name of a cell.
    cell = "セル", "Cell";
    evidence = "根拠", "Evidence";
    finding_id = "指摘ID", "Finding id";
    /// Whether it is done.
    done = "済", "Done";
    done_on = "実施日", "Done on";
    notes = "メモ", "Notes";
    clause_id = "条項ID", "Clause id";
    /// Findings that stand.
    of_which_open = "うち未対応", "Of which open";
    /// Findings that a waiver covers.
    of_which_waived = "うち例外承認", "Of which waived";
    /// Findings that are over and answered for.
    of_which_corrected = "うち是正済み", "Of which corrected";
    correction_record = "是正", "Correction";
    /// Behind a rule.
    could_not_be_assessed = "【未評価】", " [not assessed]";
    how_judged = "確かめ方", "Judged by";
    /// A clause that people attest.
    by_attestation = "自己申告", "attestation";
    /// A clause that rules judge.
    by_data = "データ", "data";
    in_full = "求めていること", "In full";
    kind = "区分", "Kind";
    reason = "理由", "Reason";
    rows_left_out = "未確認の数", "Undetermined";
    /// In front of a member that is undetermined.
    fill_in_cell = "記入が必要", "To fill in";
    /// Where every rule was assessed in full.
    all_assessed = "評価できなかったものはありません。", "Everything was assessed.";
    table = "表", "Table";
    table_name = "表の名前", "Table name";
    rows_read = "行数", "Rows";
    passed_over = "読み飛ばし", "Passed over";
    made_on = "いつの時点か", "Made on";
    bytes = "バイト数", "Bytes";
    tool = "ツール", "Tool";
    policy_hash = "運用ポリシーのSHA-256", "SHA-256 of the policy";
    settings = "設定ファイル", "Settings";
    settings_hash = "設定ファイルのSHA-256", "SHA-256 of the configuration";
    /// Where there is none.
    none = "(なし)", "(none)";
    /// Where no table was read.
    no_input = "読んだ表はありません。", "No table was read.";
    hash = "SHA-256", "SHA-256";
    threshold = "不合格にする重大度", "Fails from severity";
    /// Heading of the facts.
    run_facts = "この監査について", "About this audit";
    total = "計", "Total";
    rules_and_clauses = "規則と条項の結果", "Verdicts";
    rules_counted = "規則の数", "Rules";
    clauses_counted = "条項の数", "Clauses";
    /// Heading, title of the chart.
    open_by_clause = "条項ごとの未対応の指摘", "Open findings by clause";
    /// Under the table of clauses.
    clauses_overlap = "一つの指摘が複数の条項に当たるときは、それぞれに数えています。",
        "A finding that breaks several clauses counts for each of them.";
    /// Under the chart, to whoever reads the sheets.
    where_to_go = "担当者ごとにすることは「対応リスト」、指摘のすべてと根拠は「指摘一覧」、条項ごとの詳しい結果は「条項別」にあります。",
        "Who has to do what is in “To do”, every finding with its evidence in “Findings”, each clause in “Clauses”.";
    /// On every printed page.
    confidential = "取扱注意(健康に関わる個人情報)", "Confidential: personal health data";
    /// In front of what a person has to confirm first.
    to_confirm = "【要確認】", "[to be confirmed] ";
    /// The title of the message about a box.
    box_title = "☐ か ☑ を選んでください", "Choose ☐ or ☑";
    /// The title of the message about a day.
    day_title = "日付を入れてください", "Enter a date";
    /// The message about a day.
    day_example = "2026/4/1 のように入れてください。", "For instance 2026-04-01.";
    /// Behind text that is longer than a cell may be.
    cut = "…(長いので、ここまで。全文はJSON形式の報告にあります)", "… (too long for a cell: the JSON report has it in full)";
}

impl ReportWords {
    /// Above the to-do lists.
    pub(crate) fn how_to_tick(self) -> &'static str {
        match self.0 {
            Lang::Ja => {
                "済んだら「済」を☑にし、実施日を入れてください。期限を過ぎたものは赤くなります。印刷すると、担当者などのリストごとに新しいページから始まります。"
            }
            Lang::En => {
                "When it is done, choose ☑ and enter the day. What is overdue turns red. In print each list begins on a new page."
            }
        }
    }

    /// Several people who can put a finding right.
    pub(crate) fn one_of_them(self, names: &str) -> String {
        match self.0 {
            Lang::Ja => format!("(対応するのは {names} のうち1人でよい)"),
            Lang::En => format!("(one of them is enough: {names})"),
        }
    }

    /// Names in a row.
    pub(crate) fn in_a_row(self, names: &[&str]) -> String {
        names.join(match self.0 {
            Lang::Ja => "、",
            Lang::En => ", ",
        })
    }

    /// Rows that a sheet has no room for.
    pub(crate) fn rows_beyond(self, count: u64) -> String {
        match self.0 {
            Lang::Ja => {
                format!("シートに入りきらない{count}行を省きました。すべてはJSON形式やCSV形式の報告にあります。")
            }
            Lang::En => format!(
                "{count} rows that the sheet has no room for are left out; the JSON and CSV reports have them all."
            ),
        }
    }

    /// More of them, on a sheet.
    pub(crate) fn more_on(self, count: usize, sheet: &str) -> String {
        match self.0 {
            Lang::Ja => format!("ほか{count}件は「{sheet}」にあります。"),
            Lang::En => format!("{count} more are in “{sheet}”."),
        }
    }

    /// Beside the open findings, those that are over and answered for.
    pub(crate) fn corrected(self, count: usize) -> String {
        match self.0 {
            Lang::Ja => format!("ほかに是正済み {count}件"),
            Lang::En => format!("besides {count} corrected"),
        }
    }

    /// Beside the open findings, those that a waiver covers.
    pub(crate) fn waived(self, count: usize) -> String {
        match self.0 {
            Lang::Ja => format!("ほかに例外承認 {count}件"),
            Lang::En => format!("besides {count} waived"),
        }
    }
}
