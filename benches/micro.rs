//! The hot parts one by one, on a ward of 20,000 memberships: `cargo bench`, or `cargo bench -- rule` for some of them.
//!
//! Parts that have no entrance of their own are measured by what they are most of: the scanner by a table of ids and
//! dates, the decoders by a table of names, a check by the audit with no other.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use std::{fs, io};

use clap::ValueEnum as _;
use divan::Bencher;
use divan::counter::BytesCount;
use mcs_audit::base::date::Day;
use mcs_audit::base::normalize;
use mcs_audit::base::text::Lang;
use mcs_audit::config::Config;
use mcs_audit::engine;
use mcs_audit::load::{self, Data};
use mcs_audit::model::options::{Format, Layout};
use mcs_audit::model::report::Report;
use mcs_audit::policy::Policy;
use mcs_audit::policy::needs;
use mcs_audit::setup::sample::{self, Size};
use mcs_audit::table::{Index, Keys};
use tempfile::TempDir;

const AS_OF: &str = "2026-10-31";

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::embedded("chuo").expect("there").expect("in order"));

/// A ward.
static WARD: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = folder();
    let as_of = as_of().date().expect("a date");
    let options = sample::Options { size: Size::Ward, seed: 1, clean: false, as_of, memberships: Some(20_000) };
    sample::write(folder.path(), &options).expect("written");
    folder
});

static DATA: LazyLock<Data> = LazyLock::new(|| load(WARD.path()));

static REPORT: LazyLock<Report> = LazyLock::new(|| audit(BTreeMap::new()));

fn main() {
    divan::main();
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn as_of() -> Day {
    Day::parse(AS_OF).expect("a day")
}

fn load(folder: &Path) -> Data {
    let options = load::Options { as_of: as_of(), config: &Config::default(), wanted: &needs::wanted(&POLICY) };
    load::load(folder, &options).unwrap_or_else(|problem| panic!("{}", problem.say(Lang::En)))
}

fn audit(off: BTreeMap<usize, String>) -> Report {
    engine::audit(&DATA, &POLICY, &engine::Options { off, ..engine::Options::new(as_of(), Lang::En) })
}

/// Some tables of the ward in a folder of their own, their texts put through `encode`.
fn alone(tables: &[&str], encode: impl Fn(&str) -> Vec<u8>) -> (TempDir, BytesCount) {
    let (folder, mut size) = (folder(), 0);
    for table in tables {
        let file = format!("{table}.csv");
        let bytes = encode(&fs::read_to_string(WARD.path().join(&file)).expect("a table"));
        fs::write(folder.path().join(&file), &bytes).expect("written");
        size += bytes.len();
    }
    (folder, BytesCount::new(size))
}

/// Reading a table of ids, codes and dates, with those that give the ids.
#[divan::bench]
fn scan_memberships(bencher: Bencher<'_, '_>) {
    let (folder, bytes) = alone(&["memberships", "groups", "staff"], |text| text.as_bytes().to_vec());
    bencher.counter(bytes).bench_local(|| load(folder.path()));
}

/// Numbering ids: those of a series, and others.
#[divan::bench(args = [true, false])]
fn intern(bencher: Bencher<'_, '_>, in_series: bool) {
    let id = |number: u32| if in_series { format!("S{number:06}") } else { format!("{number}-架空") };
    let ids: Vec<String> = (0..20_000).map(id).collect();
    bencher.counter(ids.len()).bench_local(|| {
        let mut keys = Keys::default();
        ids.iter().for_each(|id| _ = keys.intern(id));
        keys
    });
}

/// Turning references around, in order and not, and following each.
#[divan::bench(args = [true, false])]
fn join(bencher: Bencher<'_, '_>, in_order: bool) {
    const ROWS: u32 = 20_000;
    let mut references: Vec<u32> = (0..ROWS).map(|row| row / 8).collect();
    if !in_order {
        references.reverse();
    }
    bencher.counter(references.len()).bench_local(|| {
        let index = Index::new(divan::black_box(&references), (ROWS / 8) as usize);
        (0..ROWS / 8).map(|row| index.get(row).map(u64::from).sum::<u64>()).sum::<u64>()
    });
}

/// Reading a table of names and addresses in UTF-8.
#[divan::bench]
fn decode_staff_utf8(bencher: Bencher<'_, '_>) {
    let (folder, bytes) = alone(&["staff"], |text| text.as_bytes().to_vec());
    bencher.counter(bytes).bench_local(|| load(folder.path()));
}

/// The same in CP932.
#[divan::bench]
fn decode_staff_cp932(bencher: Bencher<'_, '_>) {
    let (folder, bytes) = alone(&["staff"], |text| encoding_rs::SHIFT_JIS.encode(text).0.into_owned());
    bencher.counter(bytes).bench_local(|| load(folder.path()));
}

#[divan::bench(args = ["2026-10-31", "2026/10/31", "R8.10.31", "令和8年10月31日", "46326", "先週"])]
fn day(cell: &str) -> bool {
    Day::parse(divan::black_box(cell)).is_ok()
}

#[divan::bench(args = ["架空 正雄", "架空　正雄 様", "ｶｸｳ ﾏｻｵ", "髙﨑 邉"])]
fn normalize_name(name: &str) -> String {
    normalize::name(divan::black_box(name))
}

#[divan::bench(args = ["kakuu.masao@example.jp", "Ｋａｋｕｕ＠example.jp"])]
fn normalize_email(address: &str) -> String {
    normalize::email(divan::black_box(address))
}

#[divan::bench]
fn load_ward() -> Data {
    load(WARD.path())
}

#[divan::bench]
fn audit_ward(bencher: Bencher<'_, '_>) {
    LazyLock::force(&DATA);
    bencher.bench_local(|| audit(BTreeMap::new()));
}

/// The names of the rules, and `none` for what an audit costs without any.
fn rules() -> Vec<String> {
    std::iter::once("none".to_owned()).chain(POLICY.rules.iter().map(|rule| rule.id.clone())).collect()
}

/// Judging one rule and telling its findings, the others off.
#[divan::bench(args = rules())]
fn rule(bencher: Bencher<'_, '_>, name: &String) {
    let others = POLICY.rules.iter().enumerate().filter(|(_, rule)| rule.id != *name);
    let off: BTreeMap<usize, String> = others.map(|(place, _)| (place, "not measured".to_owned())).collect();
    LazyLock::force(&DATA);
    bencher.with_inputs(|| off.clone()).bench_local_values(audit);
}

/// Writing the ward's report.
#[divan::bench(args = Format::value_variants())]
fn write(bencher: Bencher<'_, '_>, format: Format) {
    LazyLock::force(&REPORT);
    bencher.bench_local(|| REPORT.write(format, Layout::default(), &mut io::sink()));
}
