//! What commands tell beside their reports: what was written, what a check of stored reports found, what is to be stated.

use super::Difference;
use crate::base::text::{Lang, Text, list};
use crate::cli::register::Pasted;
use crate::history::chain::Break;
use crate::model::schema::TableId;
use crate::report::words::ReportWords;

impl ReportWords {
    /// An audit of the same day that was kept before.
    pub(crate) fn audit_replaced(self, as_of: &str) -> String {
        match self.0 {
            Lang::Ja => format!("基準日 {as_of} の監査はすでに保存されていたので、今回のもので置き換えました。"),
            Lang::En => format!("the audit of {as_of} had been kept already and was replaced by this one."),
        }
    }

    /// A file that was written.
    pub(crate) fn written(self, file: &str, rows: u64) -> String {
        match self.0 {
            Lang::Ja => format!("{file} {rows}行"),
            Lang::En => format!("{file}: {rows} rows"),
        }
    }

    /// Settings that were written.
    pub(crate) fn settings_written(self, file: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file} に見つけた対応を書き出しました。違うところを直してください"),
            Lang::En => format!("wrote the mapping that was found to {file}; correct what is wrong"),
        }
    }

    /// A report that is what it must be.
    pub(crate) fn genuine(self, file: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file} は、この入力から作られるものと1バイトも違いません。"),
            Lang::En => format!("{file} is, byte for byte, what these inputs give."),
        }
    }

    /// A report that is not.
    pub(crate) fn not_genuine(self, file: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file} は、この入力から作られるものと違います。違うのは次のものです。"),
            Lang::En => format!("{file} is not what these inputs give. What differs:"),
        }
    }

    /// What differs.
    pub(crate) fn difference(self, difference: &Difference) -> String {
        match (self.0, difference) {
            (Lang::Ja, Difference::Version(then, now)) => {
                format!("mcs-audit の版: 報告は {then}、このプログラムは {now}")
            }
            (Lang::En, Difference::Version(then, now)) => {
                format!("the version of mcs-audit: {then} then, {now} now")
            }
            (Lang::Ja, Difference::Policy(name)) => format!("運用ポリシー {name} の規則"),
            (Lang::En, Difference::Policy(name)) => format!("the rules of the policy {name}"),
            (Lang::Ja, Difference::Settings(file)) => format!("設定 {file}"),
            (Lang::En, Difference::Settings(file)) => format!("the settings {file}"),
            (Lang::Ja, Difference::InputGone(file)) => format!("入力 {file}: 今はない"),
            (Lang::En, Difference::InputGone(file)) => format!("the input {file}: it is gone"),
            (Lang::Ja, Difference::InputChanged(file)) => format!("入力 {file}: 内容が変わっている"),
            (Lang::En, Difference::InputChanged(file)) => format!("the input {file}: its content is another"),
            (Lang::Ja, Difference::InputNew(file)) => format!("入力 {file}: 報告のときにはなかった"),
            (Lang::En, Difference::InputNew(file)) => format!("the input {file}: it was not there"),
            (Lang::Ja, Difference::Content(place)) => {
                format!("報告そのもの: 作成後に書き換えられている(最初の違い: {place})")
            }
            (Lang::En, Difference::Content(place)) => {
                format!("the report itself: it was changed after it was made (first at {place})")
            }
            (Lang::Ja, Difference::Layout) => "報告そのもの: 値のほかの文字(空白など)が変わっている".to_owned(),
            (Lang::En, Difference::Layout) => {
                "the report itself: what stands between its values, such as spaces".to_owned()
            }
        }
    }

    /// A place where the chain of audits is broken.
    pub(crate) fn broken_chain(self, broken: &Break) -> String {
        match (self.0, broken) {
            (lang, Break::Unreadable(problem)) => problem.say(lang).to_owned(),
            (Lang::Ja, Break::Misnamed { file, as_of }) => format!("{file}: 中身は基準日 {as_of} の監査です。"),
            (Lang::En, Break::Misnamed { file, as_of }) => format!("{file}: it is the audit of {as_of}."),
            (Lang::Ja, Break::Changed { file, by }) => {
                format!("{file}: 保存した後に書き換えられています(次の {by} の記録と合いません)。")
            }
            (Lang::En, Break::Changed { file, by }) => {
                format!("{file}: it was changed after it was kept (the next one, {by}, knows another hash).")
            }
            (Lang::Ja, Break::Missing { as_of, by }) => format!("{as_of} の監査がありません({by} が比べた相手です)。"),
            (Lang::En, Break::Missing { as_of, by }) => {
                format!("the audit of {as_of} is missing: {by} was compared with it.")
            }
            (Lang::Ja, Break::Inserted { file, by }) => {
                format!("{file}: 後から加えられています(次の {by} はこれを知りません)。")
            }
            (Lang::En, Break::Inserted { file, by }) => {
                format!("{file}: it was put in later (the next one, {by}, does not know it).")
            }
        }
    }

    /// A chain of audits that is whole.
    pub(crate) fn whole_chain(self, count: usize, last: &str, sha256: &str) -> String {
        match self.0 {
            Lang::Ja => format!(
                "{count}回の監査がつながっています。最後の {last} の SHA-256 は {sha256} です(最後の監査の書き換えは、この値を別に控えておくか、verify {last} で確かめます)。"
            ),
            Lang::En => format!(
                "{count} audits in an unbroken chain. The SHA-256 of the last, {last}, is {sha256} (that the last one was not changed, this number tells if noted elsewhere, or verify {last})."
            ),
        }
    }

    /// Heading: a clause and what is asked of it.
    pub(crate) fn question(self) -> &'static str {
        match self.0 {
            Lang::Ja => "条項と質問",
            Lang::En => "Clause and question",
        }
    }

    /// Heading.
    pub(crate) fn last_answer(self) -> &'static str {
        match self.0 {
            Lang::Ja => "最後の回答",
            Lang::En => "Last answer",
        }
    }

    /// Heading: whether it must be answered.
    pub(crate) fn state_of_answer(self) -> &'static str {
        match self.0 {
            Lang::Ja => "状態",
            Lang::En => "State",
        }
    }

    /// Whether a question must be answered now.
    pub(crate) fn is_due(self, due: bool) -> &'static str {
        match (self.0, due) {
            (Lang::Ja, true) => "回答が必要",
            (Lang::En, true) => "due",
            (Lang::Ja, false) => "有効",
            (Lang::En, false) => "holds",
        }
    }

    /// How an answer is put on record.
    pub(crate) fn how_to_attest(self, dir: &str) -> String {
        match self.0 {
            Lang::Ja => format!("回答を記録するには: mcs-audit attest {dir} --clause 条項 --answer yes --by 氏名"),
            Lang::En => {
                format!("to put an answer on record: mcs-audit attest {dir} --clause CLAUSE --answer yes --by NAME")
            }
        }
    }

    /// A row that was added to a register.
    pub(crate) fn row_written(self, file: &str, row: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file} に加えました。\n\n{row}"),
            Lang::En => format!("added to {file}:\n\n{row}"),
        }
    }

    /// A row that somebody must paste into the register: into one of these places.
    pub(in crate::cli) fn row_to_paste(self, table: TableId, places: &[Pasted]) -> String {
        let label = &table.def().label;
        let names: Vec<&str> = places.iter().map(|place| place.place.as_str()).collect();
        let (several, names) = (names.len() > 1, list(self.0, &names));
        let head = match (self.0, several) {
            (Lang::Ja, false) => format!("{}は {names} にあるので、ファイルは変えていません。\n", label.ja),
            (Lang::Ja, true) => {
                format!("{}は {names} にあるので、ファイルは変えていません。どれか一つに加えてください。\n", label.ja)
            }
            (Lang::En, false) => format!("the {} are kept in {names}; no file was changed.\n", label.en),
            (Lang::En, true) => {
                format!("the {} are kept in {names}; no file was changed. Add the row to one of them.\n", label.en)
            }
        };
        std::iter::once(head).chain(places.iter().map(|place| self.pasted(place))).collect()
    }

    /// What is to be pasted into one place.
    fn pasted(self, Pasted { place, text, column, lacking }: &Pasted) -> String {
        let head = match (self.0, column) {
            (Lang::Ja, Some(column)) => format!(
                "{place} に貼り付ける行(上は見出し、下が貼り付ける行。表のすぐ下の空いた行の {column} 列に貼り付ける):"
            ),
            (Lang::Ja, None) => format!("{place} に加えるもの:"),
            (Lang::En, Some(column)) => format!(
                "to be pasted into {place} (the headers, and below them the row: paste it into column {column} of the empty row below the table):"
            ),
            (Lang::En, None) => format!("to be added to {place}:"),
        };
        let value = |(label, value): &(Text, String)| format!("{} {value}", label.get(self.0));
        let values = list(self.0, &lacking.iter().map(value).collect::<Vec<_>>());
        let tail = match self.0 {
            _ if lacking.is_empty() => String::new(),
            Lang::Ja => format!("\nこの表に列がないので、書けないもの(見出しを加えて書く): {values}\n"),
            Lang::En => format!("\nit has no column for these; add their headers: {values}\n"),
        };
        format!("\n{head}\n\n{text}{tail}")
    }
}
