//! What `init` writes and says. The registers, their guide and the settings are for Japanese offices, and Japanese
//! whatever the language of the command line.

use crate::base::text::{Lang, Problem, problem};
use crate::report::words::ReportWords;
use crate::setup::init::Form;

/// Files where blank registers would be written.
pub(crate) fn files_are_there(folder: &str, files: &[String]) -> Problem {
    let names_ja = files.join("、");
    let names_en = files.join(", ");
    problem!(
        "{folder} にはすでに {names_ja} があります。上書きはせず、何も書き出していません。別のフォルダーを指定するか、これらを別の場所に移してください。",
        "{folder} already holds {names_en}; nothing is overwritten, and nothing was written: give another folder, or move these elsewhere"
    )
}

impl ReportWords {
    /// What to do once the blank registers are written; `command` is the audit of their folder.
    pub(crate) fn after_init(self, form: Form, command: &str) -> String {
        match (self.0, form) {
            (Lang::Ja, Form::Csv) => format!(
                "次にすること: {GUIDE_FILE} を読み、表を埋めて「CSV UTF-8」で保存し、{command} を実行してください。"
            ),
            (Lang::Ja, Form::Workbook) => format!(
                "次にすること: {WORKBOOK_FILE} のシート「{GUIDE_SHEET}」を読み、表を埋めて保存し、{command} を実行してください。"
            ),
            (Lang::En, Form::Csv) => format!(
                "Next: read {GUIDE_FILE} (the files are in Japanese), fill in the tables, save them as \"CSV UTF-8\", and run {command}"
            ),
            (Lang::En, Form::Workbook) => format!(
                "Next: read the sheet {GUIDE_SHEET} of {WORKBOOK_FILE} (the files are in Japanese), fill in the tables, save it, and run {command}"
            ),
        }
    }
}

/// The file with the guide, beside CSV files.
pub(crate) const GUIDE_FILE: &str = "はじめに.txt";
/// The sheet with the guide.
pub(crate) const GUIDE_SHEET: &str = "はじめに";
/// The workbook.
pub(crate) const WORKBOOK_FILE: &str = "MCS監査台帳.xlsx";
/// The head of the guide.
pub(crate) const TITLE: &str = "MCS監査の台帳 はじめに";
/// Over the list of all columns.
pub(crate) const COLUMNS: &str = "表と列の説明";
/// The headers of that list.
pub(crate) const COLUMN_TITLES: [&str; 5] = ["表", "見出し", "書くこと", "例", "使う言葉"];
/// In front of the words that a cell is one of.
pub(crate) const CODE_WORDS: &str = "使う言葉";
/// In front of an example of a cell.
pub(crate) const EXAMPLE_CELL: &str = "例";
/// The header of the remarks. What begins so is a comment to the reader of the tables.
pub(crate) const REMARKS: &str = "_備考";
/// What the remarks are for.
pub(crate) const ABOUT_REMARKS: &str = "気づいたことを自由に書く。監査では使わない。";
/// The remark that marks the example row.
pub(crate) const EXAMPLE: &str = "記入例";
/// Title and text for a cell that is none of the words of its list.
pub(crate) const NOT_IN_LIST: (&str, &str) =
    ("一覧にない言葉です", "一覧の言葉から選んでください。分からないときは空欄のままにします。");
/// Title and text for a cell that is no date.
pub(crate) const NO_DATE: (&str, &str) = (
    "日付として読めません",
    "2026/4/1 や R8.4.1 のように、年月日をそろえて書いてください。分からないときは空欄のままにします。",
);

/// What to write under the name that stands beside an id.
pub(crate) fn about_name(id: &str, is_patient: bool) -> String {
    let (who, table) = if is_patient { ("患者", "患者") } else { ("人", "スタッフ") };
    format!("氏名を書く。{id}があればそちらで{who}を見分け、空欄ならこの氏名を{table}の表と照らし合わせる。")
}

/// The title of the note on a cell.
pub(crate) fn input_title(header: &str) -> String {
    header.trim_start_matches('_').to_owned()
}

/// The note on a cell.
pub(crate) fn input_message(about: &str, example: &str) -> String {
    if example.is_empty() { about.to_owned() } else { format!("{about}\n例: {example}") }
}

const FILL_IN: [&str; 6] = [
    "1. まずスタッフ、グループ、参加者の三つと、事業所、在籍名簿を埋めます。MCSには一覧を書き出す機能が見当たらないので、画面を見て書き写してください。",
    "2. ほかの表は後からでもかまいません。表が空のために確かめられないことは、報告に「未評価」と出ます。端末と事故は、空なら「なかった」ことを表します。",
    "3. 1行目の見出しは変えないでください。列の順は変えてかまいません。見出しが「_」で始まる列は監査で使わないので、自由に増やせます。",
    "4. 2行目は記入例で、監査では読みません(「_備考」の「記入例」が目印です)。消してもかまいません。",
    "5. 日付は 2026/4/1、2026年4月1日、R8.4.1、令和8年4月1日 のどの書き方でも読めます。年月だけでは日付になりません。",
    "6. 人や患者は、どの表でも同じIDで書くのが確実です。IDを付けていなければ、ID列を空けて氏名を書きます(スタッフ、患者、グループの表では、ID列を消します)。",
];
const FILL_IN_CSV: [&str; 2] = [
    "7. 保存するときは、ファイルの種類を「CSV UTF-8(コンマ区切り)」のままにします。",
    "8. CSVをExcelで開くと、00123 は 123 に、5-1 は日付に変わります。そうしたIDを使うなら、init --xlsx で作るExcelの台帳のほうが確実です。",
];
const FILL_IN_WORKBOOK: [&str; 2] = [
    "7. シートの名前は変えないでください。使わないシートは消してもかまいません(消した表のことは「未評価」になります)。",
    "8. セルを選ぶと、書くことが表示されます。状態や種別は一覧から選びます。ほかの表から貼り付けるときは「値の貼り付け」を使います。",
];
const EACH_MONTH: [&str; 5] = [
    "1. MCSの画面を見て、スタッフ、グループ、参加者を今の状態に書き直します。外れた人や保管したグループの行は、消さずに状態を改めます。",
    "2. 入職と退職を在籍名簿に、利用の開始と終了を患者に、担当の変更を担当に書きます。退職日は、予定が決まったらすぐに書きます。",
    "3. その月に交わした誓約書と同意書、行った研修と精査、端末の貸し出しと返却、起きた事故を書き足します。",
    "4. mcs-audit check を実行し、報告の手順に沿って対処します。MCSと台帳を直したら、もう一度確かめます。",
    "5. 年に一度は、規程を読んで規程確認に、確かめる問いに答えて確認事項に書きます(問いは mcs-audit attest で見られます)。",
];
const PRIVACY: [&str; 2] = [
    "この台帳には、誰が患者で誰が関わっているかという、健康に関わる個人情報が入ります。置き場所と見る人を限り、メールで送らないでください。",
    "例に出てくる人と事業所は、すべて架空のものです。",
];

/// The sections of the guide: headings and lines.
pub(crate) fn guide(form: Form) -> [(&'static str, Vec<&'static str>); 3] {
    let of_form = match form {
        Form::Csv => FILL_IN_CSV,
        Form::Workbook => FILL_IN_WORKBOOK,
    };
    [
        ("書き方", [FILL_IN.as_slice(), &of_form].concat()),
        ("毎月すること", EACH_MONTH.to_vec()),
        ("個人情報", PRIVACY.to_vec()),
    ]
}
