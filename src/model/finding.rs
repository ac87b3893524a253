//! The small vocabulary of an audit's outcome: how grave, how sure, whose duty, and the verdicts.

mod fail_on;

use super::report::schema::{Cell, Date, Filled, Id, TableName};
use clap::ValueEnum;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use smol_str::SmolStr;

pub use fail_on::FailOn;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident as $key:literal { $($(#[$doc:meta])* $variant:ident = $word:literal, $ja:literal, $en:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, ValueEnum)]
        #[serde(rename_all = "kebab-case")]
        #[schemars(rename = $key)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            /// Returns the word in files and on the command line.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// Returns the word in a report.
            pub fn say(self, lang: crate::base::text::Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$variant, crate::base::text::Lang::Ja) => $ja, (Self::$variant, crate::base::text::Lang::En) => $en),*
                }
            }
        }
    };
}

words! {
    /// How grave a finding is.
    Severity as "severity" {
        /// To be put in order at some time.
        Low = "low", "低", "low";
        /// To be put in order soon.
        Medium = "medium", "中", "medium";
        /// To be put in order now.
        High = "high", "高", "high";
        /// Patients' data are open to people who must not see them, or shared without consent.
        Critical = "critical", "重大", "critical";
    }
}

impl Severity {
    /// Returns the next graver severity; the gravest stays.
    #[must_use]
    pub fn raised(self) -> Self {
        match self {
            Self::Low => Self::Medium,
            Self::Medium => Self::High,
            Self::High | Self::Critical => Self::Critical,
        }
    }

    /// All, the gravest first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];
}

words! {
    /// How sure a finding is.
    Confidence as "confidence" {
        /// The data say so.
        Certain = "certain", "確実", "certain";
        /// A heuristic says so: to be confirmed.
        Possible = "possible", "要確認", "possible";
    }
}

words! {
    /// Who must put a finding right.
    Duty as "duty" {
        /// The manager of the office.
        Manager = "manager", "事業所管理者", "office manager";
        /// The MCS administrator.
        Admin = "admin", "MCS管理者", "MCS administrator";
        /// The leader of the patient group.
        Leader = "leader", "患者グループ連携リーダー", "group leader";
        /// The MCS user.
        User = "user", "MCSユーザー", "MCS user";
    }
}

words! {
    /// Whether a finding stands.
    Status as "status" {
        /// To be put right.
        Open = "open", "未対応", "open";
        /// Covered by a waiver.
        Waived = "waived", "例外承認", "waived";
        /// Over, and answered for.
        Corrected = "corrected", "是正済み", "corrected";
    }
}

words! {
    /// What a policy in a folder has otherwise than the one of its name in the program.
    PolicyChangeKind as "policy-change-kind" {
        /// A rule that the program does not have.
        RuleAdded = "rule-added", "規則追加", "rule added";
        /// A rule of the program that is not there.
        RuleRemoved = "rule-removed", "規則削除", "rule removed";
        /// A rule that is not the same.
        RuleChanged = "rule-changed", "規則変更", "rule changed";
        /// A rule with another severity.
        SeverityChanged = "severity-changed", "重大度変更", "severity changed";
        /// A term that is not the same, or is in one of the two only.
        TermChanged = "term-changed", "用語変更", "term changed";
        /// Clauses, documents or points that are not the same.
        PolicyChanged = "policy-changed", "条項等変更", "clauses changed";
        /// A file of the folder that is not read: hidden, in a folder of its own, or not named `.toml` in small letters.
        FileNotRead = "file-not-read", "未読ファイル", "file not read";
    }
}

words! {
    /// What a policy has otherwise than in the audit before.
    PolicyDifferenceKind as "policy-difference-kind" {
        /// It is another, or another version.
        Policy = "policy", "ポリシー", "policy";
        /// A rule that was not there.
        RuleAdded = "rule-added", "規則追加", "rule added";
        /// A rule that is there no more.
        RuleRemoved = "rule-removed", "規則削除", "rule removed";
        /// What a rule requires, of whom, how sure it is or for which clauses.
        RuleChanged = "rule-changed", "規則変更", "rule changed";
        /// How grave the findings of a rule are.
        SeverityChanged = "severity-changed", "重大度変更", "severity changed";
        /// A term.
        TermChanged = "term-changed", "用語変更", "term changed";
        /// A clause that was not there, is there no more, or says something else.
        ClauseChanged = "clause-changed", "条項変更", "clause changed";
        /// Something that the two reports do not hold.
        Other = "other", "その他", "other";
    }
}

words! {
    /// What was done with something of the files that does not say by itself what it is.
    ReadingKind as "reading-kind" {
        /// It is the best guess and clearly ahead: it was used.
        Assumed = "assumed", "推定", "assumed";
        /// Something else says so.
        Inferred = "inferred", "推論", "inferred";
        /// It was not used.
        LeftOut = "left-out", "未使用", "not used";
    }
}

words! {
    /// What came of a rule or clause.
    Verdict as "verdict-word" {
        /// There are open findings.
        Fail = "fail", "不適合", "fail";
        /// Something was examined, and no finding is open.
        Pass = "pass", "適合", "pass";
        /// There was nothing to examine.
        NotApplicable = "not-applicable", "該当なし", "not applicable";
        /// What it needs was not there.
        NotAssessed = "not-assessed", "未評価", "not assessed";
        /// No finding is open, but of some members it is not known whether they are one.
        Undetermined = "undetermined", "一部未確認", "undetermined";
        /// Switched off.
        Off = "off", "対象外", "off";
    }
}

impl Verdict {
    /// All, the worst first.
    pub const ALL: [Self; 6] =
        [Self::Fail, Self::NotAssessed, Self::Undetermined, Self::Pass, Self::NotApplicable, Self::Off];
}

words! {
    /// How a finding stands to the audit before.
    State as "state" {
        /// It was not there.
        New = "new", "新規", "new";
        /// It was there.
        Persisting = "persisting", "継続", "persisting";
        /// It had been put right, or had gone, and is there again; or it was waived, and is not any more.
        Reopened = "reopened", "再発", "reopened";
    }
}

words! {
    /// What became of a finding that is no more.
    Ending as "ending" {
        /// It was put right: its subject is there and breaks the rule no longer.
        Fixed = "fixed", "解消", "fixed";
        /// Its subject is no longer in the tables: whether it was put right, they do not tell.
        Gone = "gone", "対象なし", "gone";
        /// Its rule could not be judged this time.
        NotAssessed = "not-assessed", "未評価", "not assessed";
    }
}

/// A place that a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "evidence", deny_unknown_fields)]
pub struct Evidence {
    /// The name of the file; empty where a register that was searched was not given.
    pub file: SmolStr,
    /// The sheet of a workbook, or the member of a JSON file that holds several tables; null otherwise.
    pub sheet: Option<SmolStr>,
    /// The line in the file, from 1; null where a whole register was searched.
    #[schemars(range(min = 1))]
    pub line: Option<u32>,
    /// The header of the cell that matters most.
    pub column: Option<SmolStr>,
    /// The name of that cell where the file is a spreadsheet, such as `B12`.
    #[schemars(with = "Option<Cell>")]
    pub cell: Option<SmolStr>,
    /// What is there.
    pub note: String,
}

/// Whom or what a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "subject", deny_unknown_fields)]
pub struct Subject {
    /// The table.
    #[schemars(with = "TableName")]
    pub table: SmolStr,
    /// The key in that table, its parts joined by `/`; `/` and `%` inside a part are written `%2F` and `%25`.
    #[schemars(with = "Filled")]
    pub key: SmolStr,
    /// How it is called.
    pub label: SmolStr,
    /// The key as the tables have it, where pseudonyms took its place: by it waivers know their findings. It is told
    /// nowhere.
    #[serde(skip)]
    pub plain: Option<SmolStr>,
}

/// Someone or something in the tables.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "named", deny_unknown_fields)]
pub struct Named {
    /// Its key in its table.
    pub key: SmolStr,
    /// How it is called.
    pub label: SmolStr,
}

/// Whom and what a finding concerns, as far as its rows tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "concerns", deny_unknown_fields)]
pub struct Concerns {
    /// The office whose business it is.
    pub office: Option<Named>,
    /// The group.
    pub group: Option<Named>,
    /// The patient.
    pub patient: Option<Named>,
    /// The person whose account, membership, pledge … it is.
    pub person: Option<Named>,
}

/// How many days after the audit that found it first a finding is due, by its severity. The policy says only "promptly": the numbers are
/// the office's to set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDays {
    /// Of a critical finding.
    pub critical: u16,
    /// Of one of high severity.
    pub high: u16,
    /// Of one of medium severity.
    pub medium: u16,
    /// Of one of low severity.
    pub low: u16,
}

impl Default for DueDays {
    fn default() -> Self {
        Self { critical: 3, high: 14, medium: 30, low: 90 }
    }
}

impl DueDays {
    /// Returns the days for a severity.
    pub fn of(self, severity: Severity) -> u16 {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low => self.low,
        }
    }
}

/// How a finding stands to the audits before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "change", deny_unknown_fields)]
pub struct Change {
    /// Whether it is new.
    pub state: State,
    /// The day of the audit that found it first, without a break since.
    #[schemars(with = "Date")]
    pub since: String,
    /// How many audits have found it since, this one included.
    #[schemars(range(min = 1))]
    pub audits: u32,
    /// How many days it has been known.
    pub days: u32,
}

impl Change {
    /// Returns whether the finding was there all the time, and what has ended is its waiver.
    pub fn is_unwaived(&self) -> bool {
        self.state == State::Reopened && self.audits > 1
    }
}

/// A finding of an earlier audit that is no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ended", deny_unknown_fields)]
pub struct Ended {
    /// What identifies the finding from audit to audit: a hash of rule and subject key.
    #[schemars(with = "Id")]
    pub id: SmolStr,
    /// The rule.
    #[schemars(with = "Filled")]
    pub rule: SmolStr,
    /// How grave it was.
    pub severity: Severity,
    /// Whom or what it was about.
    pub subject: Subject,
    /// What was the matter.
    pub message: String,
    /// What became of it.
    pub ending: Ending,
    /// The day of the audit that found it first.
    #[schemars(with = "Date")]
    pub since: String,
    /// How many audits found it.
    #[schemars(range(min = 1))]
    pub audits: u32,
    /// The day of the last audit that found it.
    #[schemars(with = "Date")]
    pub until: String,
}

/// The waiver that covers a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "waived", deny_unknown_fields)]
pub struct Waived {
    /// Why it was granted.
    #[schemars(with = "Filled")]
    pub reason: String,
    /// Who asked for it.
    #[schemars(with = "Filled")]
    pub requested_by: String,
    /// Who granted it: somebody else.
    #[schemars(with = "Filled")]
    pub approved_by: String,
    /// The day on which it was granted.
    #[schemars(with = "Date")]
    pub approved_on: String,
    /// The last day on which it holds.
    #[schemars(with = "Date")]
    pub expires_on: String,
}

/// The correction that answers for a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "corrected", deny_unknown_fields)]
pub struct Corrected {
    /// What was done.
    #[schemars(with = "Filled")]
    pub done: String,
    /// Who did it.
    #[schemars(with = "Filled")]
    pub corrected_by: String,
    /// Who approved it: somebody else.
    #[schemars(with = "Filled")]
    pub approved_by: String,
    /// The day on which it was done.
    #[schemars(with = "Date")]
    pub corrected_on: String,
}

/// A member of a population that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "finding", deny_unknown_fields)]
pub struct Finding {
    /// What identifies the finding from audit to audit: a hash of rule and subject key.
    #[schemars(with = "Id")]
    pub id: SmolStr,
    /// The rule.
    #[schemars(with = "Filled")]
    pub rule: SmolStr,
    /// The clauses that it breaks; none for a rule about the input.
    #[schemars(with = "Vec<Filled>")]
    pub clauses: Vec<SmolStr>,
    /// How grave it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Who must put it right.
    pub duty: Duty,
    /// Those who must put it right, by name, as far as the tables tell: the leader, the administrators of the office,
    /// the user.
    pub assignees: Vec<Named>,
    /// The day by which it should be put right, reckoned from the audit that found it first without a break since.
    #[schemars(with = "Date")]
    pub due: SmolStr,
    /// Whether it stands.
    pub status: Status,
    /// The waiver that covers it; null unless `status` is `waived`.
    pub waived: Option<Box<Waived>>,
    /// The correction that answers for it; null unless `status` is `corrected`.
    pub corrected: Option<Box<Corrected>>,
    /// How it stands to the audits before; null where there was nothing to compare with.
    pub change: Option<Box<Change>>,
    /// How grave it was before it was raised because it had stood too long; null where it was not.
    pub raised_from: Option<Severity>,
    /// Whom or what it is about.
    pub subject: Subject,
    /// Whom and what it concerns, to look it up by.
    pub concerns: Box<Concerns>,
    /// What is the matter.
    #[schemars(with = "Filled")]
    pub message: String,
    /// What to do, step by step.
    #[schemars(with = "Vec<Filled>")]
    pub fix: Vec<SmolStr>,
    /// The rows that it rests on, the one that matters most first.
    #[schemars(length(min = 1))]
    pub evidence: Vec<Evidence>,
}

/// How many bytes stand for a subject. At the most rows that are listed, a subject that has gone is taken for one that is
/// there in one case of forty thousand.
#[doc(hidden)]
pub const SUBJECT_HASH_BYTES: usize = 4;

/// Returns the hash that stands for a subject key in a report's list of what its tables hold.
#[doc(hidden)]
pub fn subject_hash(key: &str) -> [u8; SUBJECT_HASH_BYTES] {
    let hash: [u8; 32] = Sha256::digest(key).into();
    std::array::from_fn(|place| hash[place])
}
