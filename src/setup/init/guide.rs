//! The guide that goes with the blank registers, as text: how to fill them in, what to do each month, what each
//! column is for. The workbook has the same on its first sheet.

use super::Form;
use super::register::Register;
use crate::setup::init::words;

/// The guide as a text file.
pub(super) fn text(registers: &[Register]) -> String {
    let mut lines = vec![words::TITLE.to_owned()];
    let heading = |text: &str| [String::new(), format!("■ {text}")];
    for (title, of_section) in words::guide(Form::Csv) {
        lines.extend(heading(title));
        lines.extend(of_section.into_iter().map(str::to_owned));
    }
    lines.extend(heading(words::COLUMNS));
    for register in registers {
        lines.extend([String::new(), format!("【{}】 {}", register.name(), register.table.def().about)]);
        for entry in register.columns.iter().filter(|c| !c.example.is_empty()) {
            lines.push(format!("・{}: {}", entry.header, entry.about));
            let mut more = vec![format!("{}: {}", words::EXAMPLE_CELL, entry.example)];
            if !entry.words().is_empty() {
                more.push(format!("{}: {}", words::CODE_WORDS, entry.words().join("、")));
            }
            lines.push(format!("    {}", more.join("  ")));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}
