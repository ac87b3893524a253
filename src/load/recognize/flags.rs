//! Columns whose header is the state and whose cells say whether it holds: アーカイブ済み with TRUE and FALSE, リーダー with ○.
//! What such a cell means is told by the header, never by the code list: ○ below アーカイブ is not "in use".

use rustc_hash::FxHashMap;

use super::cells::Cells;
use super::vocabulary::{Phrase, vocabulary};
use crate::base::normalize;
use crate::model::schema::{ColumnId, Kind, TableId, schema};

/// By normalized cell, the word of the code list to read instead; empty where the cells are words of the list itself.
pub(super) fn readings(table: TableId, column: ColumnId, phrase: &Phrase, cells: &Cells) -> FxHashMap<String, String> {
    let mut readings = FxHashMap::default();
    let Kind::Code(codes) = table.def().def(column).kind else { return readings };
    let wording = vocabulary().table(table);
    let flags = wording.into_iter().flat_map(|wording| &wording.flags).filter(|flag| flag.column == column);
    let Some(flag) = flags.into_iter().find(|flag| phrase.says().has(flag.concept)) else { return readings };
    let Some(words) = schema().codes("flag") else { return readings };
    let said = |cell: &String| words.read(cell);
    // words of the list itself need no reading
    let is_flag = !cells.filled.is_empty() && cells.filled.iter().all(|cell| said(cell).is_some());
    if !is_flag {
        return readings;
    }
    let (yes, no) = (words.code("yes"), words.code("no"));
    for spelling in &words.spellings {
        let word = if words.read(spelling) == yes { flag.yes } else { flag.no };
        if codes.def().code(word).is_some() {
            readings.insert(normalize::characters(spelling), word.to_owned());
        }
    }
    // where nothing is put but marks that it holds, an empty cell says that it does not
    if cells.filled.iter().all(|cell| said(cell) == yes) && said(&cells.filled[0]) != no {
        readings.insert(String::new(), flag.no.to_owned());
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::vocabulary;
    use super::*;

    #[test]
    fn a_state_in_the_header_holds_where_a_program_writes_that_it_is_true() {
        let groups = schema().table("groups").expect("a table");
        let status = groups.def().column("status").expect("a column");
        let read = |cells: [&str; 3], cell: &str| {
            let readings = readings(groups, status, &vocabulary().phrase("アーカイブ"), &Cells::of(cells.into_iter()));
            readings.get(cell).cloned()
        };
        // a database writes -1 and 0, a spreadsheet TRUE and FALSE
        assert_eq!(read(["-1", "0", "0"], "-1").as_deref(), Some("archived"));
        assert_eq!(read(["-1", "0", "0"], "0").as_deref(), Some("active"));
        assert_eq!(read(["TRUE", "FALSE", "FALSE"], "true").as_deref(), Some("archived"));
        assert_eq!(read(["○", "", "○"], "").as_deref(), Some("active"));
        assert_eq!(read(["保管", "利用中", "利用中"], "保管"), None);
    }
}
