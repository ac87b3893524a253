//! The words of the page.

use crate::base::text::{Lang, plural};
use crate::model::finding::{FailOn, Severity};
use crate::model::report::Standing;
use crate::report::words::{ReportWords, plain};

plain! {
    /// The first link, for those who read by ear or keyboard.
    skip_to_findings = "指摘一覧へ移動", "Skip to the findings";
    /// Name of the links to the parts of the page.
    contents = "目次", "Contents";
    summary = "概要", "Summary";
    by_severity = "未対応の指摘(重大度別)", "Open findings by severity";
    by_severity_short = "重大度の内訳", "By severity";
    /// In front of the first day by which something is due.
    first_due = "最も早い期限", "first due";
    matrix = "条項ごとの結果", "Result by clause";
    /// What the numbers of a clause are.
    matrix_key = "数字は「未対応の指摘 / 調べた数」。条項を選ぶと詳細に移ります。", "The numbers are open findings / examined. A clause leads to its details.";
    /// Open findings, for those who read by ear.
    open_short = "未対応", "Open";
    not_judged = "評価できなかったこと", "What was not assessed";
    /// Where every rule was assessed.
    all_judged = "対象の規則はすべて評価しました。", "Every rule that is on was assessed.";
    rules_off = "対象外にした規則", "Rules that are off";
    clauses_concerned = "関係する条項", "Clauses concerned";
    by_office = "事業所ごとの未対応の指摘", "Open findings by office";
    finding_list = "指摘一覧", "Findings";
    /// Name of the search and the filters.
    narrow = "指摘の検索と絞り込み", "Search and filter the findings";
    search = "検索", "Search";
    /// What can be searched for.
    search_hint = "氏名・グループ・ファイル名など", "Name, group, file …";
    filter_status = "状態", "Status";
    filter_duty = "対応する役割", "Duty";
    filter_person = "人(対応する人・対象の人)", "Person (acting or concerned)";
    sort = "並べ替え", "Sort by";
    sort_grave = "重大な順", "gravest first";
    sort_due = "期限の早い順", "due day";
    sort_clause = "条項の順", "clause";
    sort_subject = "対象の名前の順", "subject";
    sort_person = "対応する人の順", "who has to act";
    /// A filter that lets everything through.
    all = "すべて", "all";
    clear = "条件を消す", "Clear filters";
    open_all = "詳細をすべて開く", "Open all details";
    close_all = "詳細をすべて閉じる", "Close all details";
    /// How many of the findings are shown; a script fills in the numbers.
    count_of = "{m}件中 {n}件を表示", "{n} of {m} shown";
    /// Where no finding fits the filters.
    no_match = "条件に合う指摘はありません。", "No finding fits the filters.";
    /// In front of those who have to act.
    acts = "対応", "Who acts";
    /// What opens the details of a finding.
    details = "対処・根拠・理由", "What to do, evidence, why";
    /// In front of the header of a cell.
    column_name = "列", "column";
    /// What the lists are for.
    to_do_intro = "未対応の指摘を、やることの一覧にまとめました。済んだら□に印を付けてください(画面の印は保存されません)。印刷すると、一覧ごとに新しいページになります。", "What has to be done, list by list. Tick what is done (ticks on the screen are not kept). In print every list begins on a page of its own.";
    /// Where there is nothing to do.
    nothing_to_do = "対応することはありません。", "Nothing to do.";
    list = "一覧", "List";
    how_many = "件数", "Findings";
    print_list = "この一覧だけを印刷", "Print this list only";
    clause_details = "条項の詳細", "The clauses in detail";
    waived_count = "例外承認", "Waived";
    corrected_count = "是正済み", "Corrected";
    examined_count = "調べた数", "Examined";
    undetermined_count = "未確認", "Undetermined";
    rule_details = "規則ごとの結果", "The rules in detail";
    data_and_versions = "入力データと版", "Input data and versions";
    row_count = "行数", "Rows";
    state_of = "表の時点", "As of";
    size = "大きさ(バイト)", "Size (bytes)";
    /// How to check a file.
    check_hash = "ファイルが監査のときと同じかどうかは、Windows なら certutil -hashfile ファイル名 SHA256 で確かめられます。", "To check that a file is the one that was audited, Windows has: certutil -hashfile FILE SHA256";
    /// That the page holds personal data.
    handle_with_care = "個人情報を含みます。取り扱いに注意し、不要になったら確実に廃棄してください。", "Holds personal data: handle with care, and destroy it when it is no longer needed.";
    /// In the margin of a printed page.
    confidential_short = "取扱注意", "Confidential";
}

impl ReportWords {
    /// How the audit went, in a word or two.
    pub(crate) fn standing(self, standing: Standing) -> &'static str {
        match (self.0, standing) {
            (Lang::Ja, Standing::Fails) => "要対応",
            (Lang::Ja, Standing::Incomplete) => "未評価あり",
            (Lang::Ja, Standing::Minor) => "軽い指摘のみ",
            (Lang::Ja, Standing::Clean) => "指摘なし",
            (Lang::En, Standing::Fails) => "Action needed",
            (Lang::En, Standing::Incomplete) => "Incomplete",
            (Lang::En, Standing::Minor) => "Minor findings",
            (Lang::En, Standing::Clean) => "No findings",
        }
    }

    /// What makes an audit fail.
    pub(crate) fn fails_at(self, fail_on: FailOn) -> String {
        let said = fail_on.severity.say(self.0);
        let new = match (self.0, fail_on.only_new) {
            (_, false) => "",
            (Lang::Ja, true) => "新規または再発の、",
            (Lang::En, true) => "new or reopened ",
        };
        match (self.0, fail_on.severity) {
            (Lang::Ja, Severity::Critical) => format!("{new}重大度「{said}」の未対応の指摘"),
            (Lang::Ja, _) => format!("{new}重大度「{said}」以上の未対応の指摘"),
            (Lang::En, Severity::Critical) => format!("an open {new}finding of severity {said}"),
            (Lang::En, _) => format!("an open {new}finding of severity {said} or above"),
        }
    }

    /// So many findings.
    pub(crate) fn findings_count(self, count: usize) -> String {
        match self.0 {
            Lang::Ja => format!("{count}件"),
            Lang::En => plural(count, "finding"),
        }
    }

    /// That the page does not hold every finding.
    pub(crate) fn left_out(self, shown: usize, all: usize) -> String {
        let left = all - shown;
        match self.0 {
            Lang::Ja => format!(
                "指摘が多いため、このページには重大なものから{shown}件を載せ、残りの{left}件(全{all}件)は省きました。件数や条項ごとの数字は全件のものです。全件の一覧は --format csv=ファイル名 や --format json=ファイル名 で書き出せます。"
            ),
            Lang::En => format!(
                "There are so many findings that this page holds the gravest {shown}, and leaves out the other {left} of {all}. All numbers count every finding. The full list is written by --format csv=FILE or --format json=FILE."
            ),
        }
    }

    /// That a list does not hold all there is to do.
    pub(crate) fn left_out_of_list(self, left: usize) -> String {
        match self.0 {
            Lang::Ja => format!("このほかに、省いた指摘が{left}件あります。"),
            Lang::En => format!("{} left out of this page.", plural(left, "more finding")),
        }
    }

    /// Open findings among what was examined.
    pub(crate) fn of_examined(self, open: u64, population: u64) -> String {
        match self.0 {
            Lang::Ja => format!("未対応の指摘{open}、調べた数{population}"),
            Lang::En => format!("{open} open, {population} examined"),
        }
    }
}
