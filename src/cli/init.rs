//! `init`: writes blank registers, and says what to do with them.

use std::io::{self, Write};

use super::args::InitArgs;
use super::stop::Stop;
use super::terminal::tell;
use crate::base::text::Lang;
use crate::report::words::ReportWords;
use crate::setup::init::{self, Form};

pub(super) fn run(args: &InitArgs, lang: Lang) -> Result<u8, Stop> {
    let form = if args.xlsx { Form::Workbook } else { Form::Csv };
    let files = init::write(&args.dir, form)?;
    let mut out = io::stdout().lock();
    for file in files {
        writeln!(out, "{}", args.dir.join(file).display())?;
    }
    let dir = args.dir.display().to_string();
    let command = match dir.as_str() {
        "." => "mcs-audit check".to_owned(),
        dir if dir.contains(char::is_whitespace) => format!("mcs-audit check \"{dir}\""),
        dir => format!("mcs-audit check {dir}"),
    };
    tell(ReportWords(lang).after_init(form, &command));
    Ok(0)
}
