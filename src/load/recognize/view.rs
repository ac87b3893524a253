//! What is seen of a sheet before it is known what it holds: its header, what stands above it, and its first rows below it.

mod head;

use std::ops::ControlFlow;

use csv::ByteRecord;

use super::cells::{Cells, ROWS};
use super::matrix;
use super::vocabulary::{Phrase, vocabulary};
use crate::load::header::text;
use crate::load::layout::cells as header_cells;
use crate::source::{Delimiter, Sheet};

use head::{Head, Kind, head, kind};

/// Whether a cell says what a header says.
pub(in crate::load) fn is_header_word(cell: &str) -> bool {
    kind(cell) == Kind::Word
}

/// A title takes a few rows; a header further down is not looked for.
const HEAD: usize = 50;

/// The characters of the longest header.
const LONGEST: usize = 80;

/// A sheet as it is seen first.
#[derive(Debug)]
pub(in crate::load) struct View {
    /// The lines of the header; `None` for objects, whose members are named.
    pub(in crate::load) header: Option<(u32, u32)>,
    /// The header, a text for each column; behind them the labels above it.
    pub(in crate::load) texts: Vec<String>,
    /// What stands beside each of these labels, which is so for every row: グループ名 | 見本さんチーム.
    pub(in crate::load) constants: Vec<String>,
    /// How many of the last of them are titles, which may name by themselves whom or what every row is about.
    pub(super) titles: usize,
    pub(super) phrases: Vec<Phrase>,
    /// What the lower part of each header says by itself, where that is more than a form: 署名 › 続柄, `書類.有効期限`.
    pub(super) lowers: Vec<Option<(String, Phrase)>>,
    /// What stands above the header: the title.
    pub(super) title: Option<String>,
    /// The first cells of each column.
    pub(super) columns: Vec<Cells>,
    /// The columns that are times, with a record in each cell.
    pub(super) times: Vec<usize>,
    /// Rows seen below the header.
    pub(in crate::load) rows: u32,
}

/// So many columns has a list at least, above which labels may stand.
const FEWEST: usize = 4;

/// The first rows of a sheet, each with its line.
type Records = Vec<(u32, ByteRecord)>;

impl View {
    /// Looks at a sheet; `None` if no row of it looks like a header. `row` is the line of the header, where it is set.
    pub(in crate::load) fn of(sheet: &mut Sheet, row: Option<u32>) -> Option<Self> {
        if let Some((names, _)) = sheet.member_names() {
            let texts = names.to_vec();
            let records = first_records(sheet, 0, ROWS);
            return Some(Self::with(texts, &[], &[], None, &records));
        }
        let most = row.map_or(HEAD, |row| HEAD.max(row as usize + 1)) + ROWS;
        let Some(given) = sheet.delimiter() else {
            let records = first_records(sheet, 0, most);
            let head = head(&records, row)?;
            return Some(Self::below(head, &records));
        };
        let mut best: Option<(Head, Delimiter, Records)> = None;
        let mut others = Delimiter::ALL.to_vec();
        others.retain(|delimiter| *delimiter != given);
        for delimiter in std::iter::once(given).chain(others) {
            // what stands in no cell parts none
            if let Some((_, with, records)) = &best
                && *with == given
                && !records.iter().any(|(_, row)| memchr::memchr(delimiter.byte(), row.as_slice()).is_some())
            {
                continue;
            }
            sheet.set_delimiter(delimiter);
            let records = first_records(sheet, 0, most);
            let Some(head) = head(&records, row) else { continue };
            if best.as_ref().is_none_or(|(best, ..)| head.points > best.points) {
                best = Some((head, delimiter, records));
            }
        }
        sheet.set_delimiter(given);
        let (head, delimiter, records) = best?;
        sheet.set_delimiter(delimiter);
        Some(Self::below(head, &records))
    }

    fn below(head: Head, records: &[(u32, ByteRecord)]) -> Self {
        let lines = (records[head.rows.0].0, records[head.rows.1].0);
        let (above, below) = (&records[..head.rows.0], &records[head.rows.1 + 1..]);
        Self::with(head.texts, &head.upper, above, Some(lines), below)
    }

    fn with(
        mut texts: Vec<String>,
        upper: &[usize],
        above: &[(u32, ByteRecord)],
        header: Option<(u32, u32)>,
        below: &[(u32, ByteRecord)],
    ) -> Self {
        let below = &below[..below.len().min(ROWS)];
        let width = texts.len();
        // above a form stands what belongs to it alone
        let is_list = texts.iter().filter(|text| !text.is_empty()).count() >= FEWEST;
        let above = filled_cells(above);
        let labels = if is_list { labels(&above) } else { Vec::new() };
        let titles = if is_list { titles(&above) } else { Vec::new() };
        let (labels, mut constants): (Vec<String>, Vec<String>) = labels.into_iter().unzip();
        texts.extend(labels);
        let untold = texts.len();
        texts.extend(titles.iter().cloned());
        constants.extend(titles);
        let parts_of = |(place, text): (usize, &String)| Parts::of(text, upper.get(place)).filter(|_| place < untold);
        let parts: Vec<Option<Parts>> = texts.iter().enumerate().map(parts_of).collect();
        let phrase = |(place, (text, parts)): (usize, (&String, &Option<Parts>))| match parts {
            _ if place >= untold || !is_short(text) => Phrase::default(),
            Some(parts) if parts.are_rows => parts.below_another(text),
            _ => vocabulary().header(text),
        };
        let phrases: Vec<Phrase> = texts.iter().zip(&parts).enumerate().map(phrase).collect();
        let lowers = parts.into_iter().map(|parts| parts.and_then(Parts::lower)).collect();
        let is_again = |record: &ByteRecord| {
            texts.first().is_some_and(|first| !first.is_empty() && text(record, Some(0)) == first)
        };
        let data: Vec<&ByteRecord> =
            below.iter().map(|(_, record)| record).filter(|record| !is_again(record)).collect();
        let column = |place: usize| match place.checked_sub(width) {
            Some(place) => Cells::of(std::iter::once(constants[place].as_str())),
            None => Cells::of(data.iter().map(|record| text(record, Some(place)))),
        };
        let columns: Vec<Cells> = (0..texts.len()).map(column).collect();
        let phrases = whose(phrases, &columns, &data);
        let times = matrix::times(&texts, &columns);
        let title = title(&above);
        let titles = texts.len() - untold;
        Self { header, texts, constants, titles, phrases, lowers, title, columns, times, rows: data.len() as u32 }
    }

    /// The first cells of a column, made comparable.
    pub(in crate::load) fn cells(&self, place: usize) -> &[String] {
        &self.columns[place].normalized
    }

    /// The headers of the columns.
    pub(in crate::load) fn headers(&self) -> &[String] {
        &self.texts[..self.texts.len() - self.constants.len()]
    }

    /// The labels above the header, each with what stands beside it.
    pub(in crate::load) fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        let labels = &self.texts[self.headers().len()..];
        labels.iter().map(String::as_str).zip(self.constants.iter().map(String::as_str))
    }
}

/// The filled cells of each row above a header.
fn filled_cells(above: &[(u32, ByteRecord)]) -> Vec<Vec<String>> {
    let filled =
        |(_, record): &(u32, ByteRecord)| header_cells(record).into_iter().filter(|text| !text.is_empty()).collect();
    above.iter().map(filled).collect()
}

/// Labels above a header, each with what stands beside it.
fn labels(above: &[Vec<String>]) -> Vec<(String, String)> {
    let pair = |filled: &Vec<String>| {
        let [label, value] = filled.as_slice() else { return None };
        let is_label = kind(label) == Kind::Word && !matches!(kind(value), Kind::Word | Kind::Value);
        is_label.then(|| (label.clone(), value.clone()))
    };
    above.iter().filter_map(pair).collect()
}

/// Whether what stands above a header is short enough to be a title.
fn may_be_title(text: &str) -> bool {
    text.chars().count() <= LONGEST / 2
}

/// What stands alone in a row above a header.
fn titles(above: &[Vec<String>]) -> Vec<String> {
    let alone = above.iter().filter_map(|filled| if let [title] = filled.as_slice() { Some(title) } else { None });
    alone.filter(|title| may_be_title(title)).map(|title| title.trim_start_matches(is_bullet).to_owned()).collect()
}

/// Whether a character is put before a title to make it stand out: ■ 架空様の輪.
fn is_bullet(c: char) -> bool {
    c.is_whitespace() || "■□◆◇●○◎★☆▼▽▶▷・※*#".contains(c)
}

/// What stands above a header, if it is short enough to be a title: 訪問介護 従業者名簿. What comes below it are notes.
fn title(above: &[Vec<String>]) -> Option<String> {
    above.iter().flatten().next().filter(|title| may_be_title(title)).cloned()
}

/// How long, in bytes, the name of that is to which a header belongs: `書類.` and `T_職員.`, 参加者_.
fn owner(text: &str) -> Option<usize> {
    let at = text.rfind(['.', '_'])?;
    let (upper, lower) = (&text[..at], &text[at + 1..]);
    let is_name = |part: &str| part.contains(char::is_alphabetic) && !part.contains(char::is_whitespace);
    (is_name(upper) && is_name(lower)).then_some(at + 1)
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= LONGEST
}

/// A header of two parts, and what each says by itself.
struct Parts {
    upper: Phrase,
    lower: Phrase,
    lower_text: String,
    /// Whether they stand in two rows, and not in one cell.
    are_rows: bool,
}

impl Parts {
    /// Takes a header apart of which so much, in bytes, stands in the upper of two rows; `None` if it is one.
    fn of(text: &str, upper: Option<&usize>) -> Option<Self> {
        let upper = upper.copied().filter(|upper| *upper > 0);
        let at = upper.or_else(|| owner(text)).filter(|_| is_short(text))?;
        let (above, below) = (text[..at].trim(), text[at..].trim());
        let words = vocabulary();
        let (of_above, of_below) = (words.phrase(above), words.phrase(below));
        Some(Self { upper: of_above, lower: of_below, lower_text: below.to_owned(), are_rows: upper.is_some() })
    }

    /// Whether the upper part is of what is never a column, and of nothing else.
    fn is_of_another(&self) -> bool {
        let (classes, says) = (&vocabulary().classes, self.upper.says());
        says.has(classes.other) && !says.has(classes.telling())
    }

    /// The lower part, and what it says; `None` if it is a mere form, or belongs to what is never a column.
    fn lower(self) -> Option<(String, Phrase)> {
        let is_told = self.lower.says().has(vocabulary().classes.telling()) && !self.is_of_another();
        is_told.then_some((self.lower_text, self.lower))
    }

    /// What a header says that stands below another: 使い始め below 利用状況. That the one above tells a state or a kind says
    /// nothing of what the one below it tells.
    fn below_another(&self, text: &str) -> Phrase {
        // whose it is, is never a column: 認定有効期間 › 自, 緊急連絡先 › 氏名
        if self.is_of_another() && !self.lower_text.is_empty() {
            return Phrase::default();
        }
        let forms = &vocabulary().forms;
        let untold = forms.state.with(forms.kind).with(forms.flag);
        let told = self.upper.pieces.iter().filter(|piece| !piece.says.has(untold));
        let pieces = told.chain(&self.lower.pieces).cloned().collect();
        let cover = if self.upper.cover >= 80 { self.lower.cover } else { vocabulary().phrase(text).cover };
        Phrase { pieces, cover }
    }
}

/// A bare number that repeats as the names beside it do is the number of what they name.
fn whose(mut phrases: Vec<Phrase>, columns: &[Cells], data: &[&ByteRecord]) -> Vec<Phrase> {
    let (forms, classes) = (&vocabulary().forms, &vocabulary().classes);
    for place in 0..phrases.len() {
        let [piece] = phrases[place].pieces.as_slice() else { continue };
        if !piece.says.has(forms.id) || piece.says.has(classes.act) || columns[place].distinct() >= 90 {
            continue;
        }
        let subject = (0..phrases.len()).filter(|other| *other != place).find_map(|other| {
            let named = phrases[other].pieces.iter().find(|piece| piece.says.has(classes.subject))?;
            let mut pairs = std::collections::BTreeMap::new();
            let agrees = data.iter().all(|record| {
                let (number, name) = (text(record, Some(place)), text(record, Some(other)));
                pairs.entry(number.to_owned()).or_insert_with(|| name.to_owned()) == name
            });
            let names: std::collections::BTreeSet<&String> = pairs.values().collect();
            (agrees && names.len() == pairs.len() && pairs.len() > 1).then(|| named.clone())
        });
        phrases[place].pieces.splice(0..0, subject);
    }
    phrases
}

/// The first records of a sheet.
fn first_records(sheet: &Sheet, from: usize, most: usize) -> Records {
    let mut records = Vec::new();
    let mut seen = 0;
    let _ = sheet.records(|line, record| {
        seen += 1;
        if seen > from {
            records.push((line, record.clone()));
        }
        if records.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    records
}
