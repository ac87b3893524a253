//! What a sheet is and what stands in it, told by what surrounds it: titles, labels above the header, marks below the names
//! of people, the program that exported it.

use serde_json::Value;

use crate::support::folder::{files, text};
use crate::support::json::{items, word};
use crate::support::program::run;

/// How a file is read: its table, and the columns by their headers.
fn inputs(folder: &[(&str, &str)], file: &str) -> (String, Vec<(String, String)>) {
    let dir = files(folder);
    let ran = run(&["inputs", text(dir.path()), "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let json = ran.json();
    let entry = items(&json, "files").iter().find(|entry| word(entry, "file") == file).expect("the file").clone();
    let columns = items(&entry, "columns").iter();
    let found = columns.filter_map(|c| Some((word(c, "header").to_owned(), c["column"].as_str()?.to_owned())));
    (entry["table"].as_str().unwrap_or_default().to_owned(), found.collect())
}

/// Rule and subject key of every finding, and what was told beside.
fn checked(folder: &[(&str, &str)]) -> (Vec<(String, String)>, String) {
    let dir = files(folder);
    let ran = run(&["check", text(dir.path()), "--as-of", "2026-10-31", "--format", "json"]);
    let of = |finding: &Value| (word(finding, "rule").to_owned(), word(&finding["subject"], "key").to_owned());
    (items(&ran.json(), "findings").iter().map(of).collect(), ran.err)
}

/// Rule and subject key of every finding.
fn findings(folder: &[(&str, &str)]) -> Vec<(String, String)> {
    checked(folder).0
}

/// Of a rule, the keys.
fn keys(found: &[(String, String)], rule: &str) -> Vec<String> {
    found.iter().filter(|(of, _)| of == rule).map(|(_, key)| key.clone()).collect()
}

const STAFF: (&str, &str) = (
    "スタッフ.csv",
    "職員番号,氏名,メール,権限,状態\nS01,見本 一郎,s01@example.jp,一般,利用中\nS02,架空 花子,s02@example.jp,一般,利用中\n\
     S03,試験 太郎,s03@example.jp,管理者,利用中\n",
);
const PATIENTS: (&str, &str) =
    ("患者.csv", "患者ID,患者名,状況\nP1,例示 うめ,利用中\nP2,例文 たけ,利用中\nP3,仮名 まつ,利用中\n");
const GROUPS: (&str, &str) = (
    "グループ.csv",
    "グループID,グループ名,種別,患者ID,連携リーダー,状態\nG1,例示 うめ様,患者,P1,S01,利用中\nG2,例文 たけ様,患者,P2,S01,利用中\n",
);

#[test]
fn a_title_above_the_header_says_what_a_sheet_is() {
    let rows = "番号,氏名,資格,入った日,いまの状態\n1,見本 一郎,看護師,R2.4.1,在職\n2,架空 花子,看護師,R3.4.1,在職\n";
    let titled = format!("訪問看護れい　従業者名簿,,,,\n{rows}");
    let (table, columns) = inputs(&[STAFF, ("ヘルパー.csv", &titled)], "ヘルパー.csv");
    assert_eq!(table, "roster");
    assert!(columns.contains(&("入った日".to_owned(), "hired_on".to_owned())), "{columns:?}");
}

#[test]
fn what_stands_beside_a_label_is_so_for_every_row() {
    let members = "グループ参加者名簿,,,,\nグループ名,例示 うめ様,,,\n,,,,\n氏名,職種,役割,参加日,状態\n\
                   見本 一郎,看護師,リーダー,2026/4/1,参加中\n架空 花子,看護師,メンバー,2026/4/1,参加中\n";
    let roster = ("職員名簿.csv", "職員番号,入職日,退職日\nS01,2020/4/1,\nS02,2020/4/1,2026/3/31\nS03,2020/4/1,\n");
    let found = findings(&[STAFF, PATIENTS, GROUPS, roster, ("うめ様.csv", members)]);
    assert_eq!(keys(&found, "departed-member"), ["G1/S02"], "{found:?}");
}

#[test]
fn marks_below_the_names_of_people_are_records_of_their_own() {
    let members = "グループID,職員番号,立場,参加日,状態\nG1,S01,リーダー,2026/4/1,参加中\nG1,S02,メンバー,2026/4/1,参加中\n\
                   G2,S02,メンバー,2026/4/1,参加中\n";
    let charge = "担当割（R8.10～）,,,,\n利用者,見本 一郎,架空 花子,試験 太郎,曜日\n例示 うめ,◎,○,,火\n例文 たけ,◎,,,水\n\
                  仮名 まつ,,,◎,木\n";
    let roster = ("職員名簿.csv", "職員番号,入職日,退職日\nS01,2020/4/1,\nS02,2020/4/1,\nS03,2020/4/1,\n");
    let found = findings(&[STAFF, PATIENTS, GROUPS, roster, ("参加者.csv", members), ("担当割.csv", charge)]);
    assert_eq!(keys(&found, "unassigned-member"), ["G2/S02"], "{found:?}");
}

#[test]
fn the_first_and_the_second_in_charge_may_both_be_named_in_words() {
    let members = "グループID,職員番号,立場,参加日,状態\nG1,S01,リーダー,2026/4/1,参加中\nG1,S02,メンバー,2026/4/1,参加中\n\
                   G1,S03,メンバー,2026/4/1,参加中\n";
    let charge =
        "利用者,主担当,副担当（複数可）\n例示 うめ,見本 一郎,架空 花子\n例文 たけ,見本 一郎,架空 花子、試験 太郎\n";
    let roster = ("職員名簿.csv", "職員番号,入職日,退職日\nS01,2020/4/1,\nS02,2020/4/1,\nS03,2020/4/1,\n");
    let found = findings(&[STAFF, PATIENTS, GROUPS, roster, ("参加者.csv", members), ("担当一覧.csv", charge)]);
    assert_eq!(keys(&found, "unassigned-member"), ["G1/S03"], "{found:?}");
}

#[test]
fn answers_to_a_form_are_no_list_of_people() {
    let form = "タイムスタンプ,メールアドレス,お名前を入力してください,所属を選んでください,内容を読み、守ることを誓いますか？\n\
                2025/03/08 18:12:56,s01@example.jp,見本 一郎,看護,はい、誓います\n\
                2025/03/09 9:01:10,watashi@example.com,架空 花子,看護,はい、誓います\n";
    let name = "MCS利用に関する誓約書（回答）.csv";
    let (table, columns) = inputs(&[STAFF, (name, form)], name);
    assert_eq!(table, "pledges");
    assert!(columns.contains(&("タイムスタンプ".to_owned(), "signed_on".to_owned())), "{columns:?}");
    // an address that nobody has is one of their own: the name says whose it is
    let roster = ("職員名簿.csv", "職員番号,入職日,退職日\nS01,2020/4/1,\nS02,2020/4/1,\nS03,2020/4/1,\n");
    let found = findings(&[STAFF, roster, (name, form)]);
    assert_eq!(keys(&found, "missing-pledge"), ["S03"], "{found:?}");
}

#[test]
fn headers_in_latin_letters_are_read_by_their_sound() {
    let devices = "TANMATSU_NO\tKISHU\tSHIYOSHA_CD\tKASHIDASHI_BI\tHENKYAKU_BI\tJOTAI\nT1\tれい8\tS01\t2025/03/04\t\t使用中\n\
                   T2\tれい8\tS02\t2025/03/04\t2026/01/31\t返却\n";
    let (table, columns) = inputs(&[STAFF, ("T_TANMATSU.tsv", devices)], "T_TANMATSU.tsv");
    assert_eq!(table, "devices");
    let columns: Vec<&str> = columns.iter().map(|(_, column)| column.as_str()).collect();
    assert_eq!(columns, ["device_id", "staff", "lent_on", "returned_on", "status"]);
}

#[test]
fn files_of_several_years_or_teams_are_one_list_where_nothing_is_in_two() {
    let training = |day: &str, name: &str| format!("氏名,研修名,実施日\n{name},個人情報保護,{day}\n");
    let (before, now) = (training("2025/7/9", "見本 一郎"), training("2026/6/24", "架空 花子"));
    let team = |rows: &str| format!("職員番号,氏名,メール,権限,状態\n{rows}");
    let (one, two) = (
        team("S01,見本 一郎,s01@example.jp,一般,利用中\n"),
        team("S02,架空 花子,s02@example.jp,一般,利用中\nS03,試験 太郎,s03@example.jp,管理者,利用中\n"),
    );
    let roster = ("職員名簿.csv", "職員番号,入職日,退職日\nS01,2020/4/1,\nS02,2020/4/1,\nS03,2020/4/1,\n");
    let folder = [
        ("MCS登録者名簿_訪問チーム.csv", one.as_str()),
        ("MCS登録者名簿_通所チーム.csv", &two),
        ("研修受講表_令和7年度.csv", &before),
        ("研修受講表_令和8年度.csv", &now),
        roster,
    ];
    let dir = files(&folder);
    let ran = run(&["check", text(dir.path()), "--as-of", "2026-10-31", "--format", "json"]);
    let json = ran.json();
    let rows = |table: &str| -> u64 {
        let of_table = items(&json["run"], "inputs").iter().filter(|input| word(input, "table") == table);
        of_table.filter_map(|input| input["rows"].as_u64()).sum()
    };
    assert_eq!((rows("staff"), rows("trainings")), (3, 2), "{}", ran.err);
    // lists of two years are two states of one list, and somebody must say which is true
    let again = team("S01,見本 一郎,s01@example.jp,一般,利用中\nS03,試験 太郎,s03@example.jp,管理者,利用中\n");
    let dir =
        files(&[("MCS登録者名簿_訪問チーム.csv", one.as_str()), ("MCS登録者名簿_通所チーム.csv", &again), roster]);
    let ran = run(&["check", text(dir.path()), "--as-of", "2026-10-31", "--format", "json"]);
    assert!(ran.err.contains("MCS登録者名簿_通所チーム.csv"), "{}", ran.err);
    assert!(items(&ran.json()["run"], "inputs").iter().all(|input| word(input, "table") != "staff"), "{}", ran.err);
}

#[test]
fn names_that_link_to_a_record_are_names() {
    let link = |name: &str| format!("{name} (https://www.example.jp/0123456789abcdef?pvs=21)");
    let consents = format!(
        "名前,利用者,署名日,署名した人,様式\n同意書 No.01,{},2025/4/2,本人,様式第2号\n同意書 No.02,{},2025/4/3,本人,様式第2号\n",
        link("例示 うめ"),
        link("例文 たけ")
    );
    let found = findings(&[STAFF, PATIENTS, GROUPS, ("MCS同意書.csv", &consents)]);
    assert_eq!(keys(&found, "missing-consent"), Vec::<String>::new(), "{found:?}");
}

#[test]
fn whoever_took_a_pledge_did_not_give_it() {
    let pledges = "サインした日,お名前,受けた人\n2026/3/1,見本 一郎,試験 太郎\n2026/3/2,架空 花子,試験 太郎\n";
    let roster = ("職員名簿.csv", "職員番号,入職日,退職日\nS01,2020/4/1,\nS02,2020/4/1,\nS03,2020/4/1,\n");
    let found = findings(&[STAFF, roster, ("誓約書.csv", pledges)]);
    assert_eq!(keys(&found, "missing-pledge"), ["S03"], "{found:?}");
}

#[test]
fn of_a_code_and_its_name_the_name_is_read() {
    let groups = "GRP_CD,GRP名称,区分CD,区分名,患者番号,連携ﾎｽﾄCD,状態CD,状態名\nG1,例示 うめ様,1,患者,P1,S01,0,使用中\n\
                  G2,例文 たけ様,1,患者,P2,S01,9,保管済\n";
    let (table, columns) = inputs(&[STAFF, PATIENTS, ("MCS_GRP.csv", groups)], "MCS_GRP.csv");
    assert_eq!(table, "groups");
    for (header, column) in [("GRP_CD", "group_id"), ("GRP名称", "name"), ("区分名", "kind"), ("状態名", "status")]
    {
        assert!(columns.contains(&(header.to_owned(), column.to_owned())), "{header}: {columns:?}");
    }
    assert!(!columns.iter().any(|(header, _)| header == "状態CD" || header == "区分CD"), "{columns:?}");
}

#[test]
fn lists_of_telephones_and_orders_are_no_tables() {
    for (name, list) in [
        (
            "緊急連絡網.csv",
            "順,氏名,携帯,自宅,次に回す人\n1,見本 一郎,090-0000-0001,,架空 花子\n2,架空 花子,090-0000-0002,,試験 太郎\n",
        ),
        (
            "備品購入依頼.csv",
            "タイムスタンプ,依頼した人,ほしい物,個数,いつまでに\n2026/10/03 10:11:12,見本 一郎,紙,5,10/10\n2026/10/20 16:02:55,架空 花子,筆,2,10/25\n",
        ),
    ] {
        let (table, _) = inputs(&[STAFF, PATIENTS, GROUPS, (name, list)], name);
        assert_eq!(table, "", "{name}");
    }
}

const ROSTER: (&str, &str) = ("職員名簿.csv", "職員番号,入職日,退職日\nS01,2020/4/1,\nS02,2020/4/1,\nS03,2020/4/1,\n");

#[test]
fn ids_that_the_folder_knows_stand_beside_names() {
    let trainings = "登録番号,出席者,研修名,実施日\nS01,見本 一郎,個人情報保護,2026/7/1\nS02,架空 花子,個人情報保護,2026/7/1\n\
                     S01,見本 一郎,感染対策,2026/8/1\n";
    let (table, columns) = inputs(&[STAFF, ("研修会出席簿.csv", trainings)], "研修会出席簿.csv");
    assert_eq!(table, "trainings");
    for (header, column) in [("登録番号", "staff"), ("出席者", "staff")] {
        assert!(columns.contains(&(header.to_owned(), column.to_owned())), "{columns:?}");
    }
}

#[test]
fn lists_of_numbers_are_the_points_of_a_pledge_however_they_are_called() {
    for (header, cells) in [
        ("記載のある項目", ["1〜5", "1,2,4"]),
        ("含む事項", ["①②③④⑤", "①②④"]),
        ("お約束", ["①漏らさない;②退職後;③端末;④目的;⑤私生活", "①漏らさない;②退職後;④目的"]),
    ] {
        let pledges = format!(
            "職員番号,様式,提出日,{header}\nS01,既存,2026/3/1,\"{}\"\nS02,既存,2026/3/1,\"{}\"\nS03,様式1,2026/3/1,\n",
            cells[0], cells[1]
        );
        let found = findings(&[STAFF, ROSTER, ("誓約書.csv", &pledges)]);
        assert_eq!(keys(&found, "incomplete-pledge"), ["S02"], "{header}: {found:?}");
    }
}

#[test]
fn lessons_across_a_list_of_people_are_what_each_learnt() {
    let trainings = "研修受講状況（最後に受けた日）,,,\n氏名,職種,個人情報保護・MCS研修,感染対策研修\n見本 一郎,看護師,R8.9.16,\n\
                     架空 花子,看護師,R7.6.10,R8.4.1\n試験 太郎,看護師,R8.6.23,\n";
    let (table, columns) = inputs(&[STAFF, ROSTER, ("研修受講.csv", trainings)], "研修受講.csv");
    assert_eq!(table, "trainings");
    for header in ["個人情報保護・MCS研修", "感染対策研修"] {
        assert!(columns.contains(&(header.to_owned(), "held_on".to_owned())), "{columns:?}");
    }
}

#[test]
fn a_list_of_those_in_need_of_care_is_one_of_patients() {
    let list = "利用者番号,利用者氏名,フリガナ,要介護度,利用開始日,利用終了日,利用状況\n\
                001,例示 うめ,レイジ ウメ,要介護1,2024/5/6,,利用中\n002,例文 たけ,レイブン タケ,要介護3,2024/5/6,2026/3/31,利用終了\n";
    let (table, columns) = inputs(&[STAFF, ("利用者基本情報.csv", list)], "利用者基本情報.csv");
    assert_eq!(table, "patients");
    assert!(columns.contains(&("利用終了日".to_owned(), "ended_on".to_owned())), "{columns:?}");
}

#[test]
fn questions_and_what_goes_on_are_headers() {
    let devices = "シールの番号,なに,だれが持っているか,わたした日,返してもらった日,いま,なくした日,届け出た日\n\
                   ひ-1,iPad,見本 一郎,2024/5/10,,使用中,,\nひ-2,スマホ,架空 花子,2024/5/10,2026/1/31,返却済,,\n\
                   ひ-3,スマホ,試験 太郎,2024/5/10,,使用中,,\n";
    let (table, columns) = inputs(&[STAFF, ("タブレットとスマホ.csv", devices)], "タブレットとスマホ.csv");
    assert_eq!(table, "devices");
    for (header, column) in [
        ("シールの番号", "device_id"),
        ("わたした日", "lent_on"),
        ("返してもらった日", "returned_on"),
        ("いま", "status"),
        ("なくした日", "lost_on"),
        ("届け出た日", "reported_on"),
    ] {
        assert!(columns.contains(&(header.to_owned(), column.to_owned())), "{header}: {columns:?}");
    }
}

#[test]
fn the_number_of_the_company_is_no_office() {
    let roster =
        "会社コード,社員番号,入社年月日,退職年月日\n0001,S01,2020/4/1,\n0001,S02,2020/4/1,\n0001,S03,2020/4/1,\n";
    let (table, columns) = inputs(&[STAFF, ("人事_社員マスタ.csv", roster)], "人事_社員マスタ.csv");
    assert_eq!(table, "roster");
    assert!(columns.iter().all(|(header, _)| header != "会社コード"), "{columns:?}");
}

/// Of the three people of [`STAFF`], the second has left.
const ONE_HAS_LEFT: &str = "職員番号,入職日,退職日\nS01,2020/4/1,\nS02,2020/4/1,2026/3/31\nS03,2020/4/1,\n";

#[test]
fn where_a_folder_holds_no_table_those_of_the_folders_in_it_are_read() {
    let (found, told) = checked(&[
        ("総務課から/スタッフ.csv", STAFF.1),
        ("総務課から/職員名簿.csv", ONE_HAS_LEFT),
        ("過去分/職員名簿.csv", "職員番号,入職日,退職日\nS01,2020/4/1,2025/3/31\n"),
        ("R7年度/職員名簿.csv", "職員番号,入職日,退職日\nS03,2020/4/1,2025/3/31\n"),
    ]);
    assert_eq!(keys(&found, "departed-account"), ["S02"], "{found:?}");
    assert!(told.contains("総務課から"), "{told}");
    assert!(!told.contains("(総務課から、過去分)"), "{told}");
}

#[test]
fn tables_that_a_folder_lacks_are_read_from_the_folders_in_it() {
    let (found, told) = checked(&[
        STAFF,
        ("誓約書.csv", "職員番号,様式,提出日\nS01,様式1,2026/3/1\nS02,様式1,2026/3/1\nS03,様式1,2026/3/1\n"),
        ("人事/職員名簿.csv", ONE_HAS_LEFT),
        // what the folder has itself is not taken from a folder in it: it may be a copy
        ("人事/誓約書.csv", "職員番号,様式,提出日\nS01,様式1,2020/3/1\n"),
        ("人事/壊れた.xlsx", "no workbook"),
        ("旧/職員名簿.csv", "職員番号,入職日,退職日\nS01,2020/4/1,2025/3/31\n"),
    ]);
    assert_eq!(keys(&found, "departed-account"), ["S02"], "{found:?}");
    assert!(keys(&found, "missing-pledge").is_empty() && keys(&found, "duplicate-key").is_empty(), "{found:?}");
    assert!(told.contains("中のフォルダー(人事)"), "{told}");
}

#[test]
fn a_folder_of_many_files_in_it_is_one_of_documents() {
    let names: Vec<String> = (0..60).map(|number| format!("書類/職員名簿{number}.csv")).collect();
    let documents = names.iter().map(|name| (name.as_str(), "職員番号,入職日,退職日\nS01,2020/4/1,2025/3/31\n"));
    let (_, told) = checked(&[STAFF].into_iter().chain(documents).collect::<Vec<_>>());
    assert!(!told.contains("中のフォルダー("), "{told}");
}

#[test]
fn what_stands_above_a_list_names_nobody_where_a_column_does() {
    let roster =
        "職員名簿,,取扱注意\n氏名,採用,退職\n見本 一郎,2020/4/1,\n架空 花子,2020/4/1,2026/3/31\n例示 次郎,2021/4/1,\n";
    let (table, columns) = inputs(&[STAFF, ("人事.csv", roster)], "人事.csv");
    assert_eq!(table, "roster");
    let staff: Vec<&str> =
        columns.iter().filter(|(_, column)| column == "staff").map(|(header, _)| header.as_str()).collect();
    assert_eq!(staff, ["氏名"], "{columns:?}");
}

#[test]
fn a_column_of_states_is_no_address_however_it_is_called() {
    let accounts = "氏名,MCSに登録したアドレス,アカウント,登録した日\n見本 一郎,a@example.jp,使用中,2025/4/1\n架空 花子,b@example.jp,使用中,2025/4/1\n例示 次郎,c@example.jp,退会,2025/4/1\n";
    let (table, columns) = inputs(&[("登録者.csv", accounts)], "登録者.csv");
    assert_eq!(table, "staff");
    let of = |header: &str| columns.iter().find(|(of, _)| of == header).map(|(_, column)| column.as_str());
    assert_eq!([of("MCSに登録したアドレス"), of("アカウント")], [Some("email"), Some("status")], "{columns:?}");
}

#[test]
fn words_of_one_code_list_say_what_a_column_is() {
    let groups = "グループ名,患者氏名,たぐい,作成日\n架空様の輪,架空 正,患者グループ,2025/4/1\n連絡,,自由グループ,2025/4/1\n見本様の輪,見本 梅,患者グループ,2025/4/1\n";
    let (table, columns) = inputs(&[("グループ.csv", groups)], "グループ.csv");
    assert_eq!(table, "groups");
    assert!(columns.contains(&("たぐい".to_owned(), "kind".to_owned())), "{columns:?}");
}

#[test]
fn posts_that_nobody_numbered_are_told_by_what_is_said_of_each() {
    let posts = "投稿日時,グループ,書いた人,本文\n2026/10/27 09:12,架空様の輪,見本 一郎,血圧は変わりありません。\n2026/10/28 10:00,見本様の輪,架空 花子,訪問しました。\n";
    let (table, _) = inputs(&[STAFF, ("書いたものの写し.csv", posts)], "書いたものの写し.csv");
    assert_eq!(table, "posts");
}

#[test]
fn days_with_slashes_stand_before_what_was_learnt() {
    let staff =
        "職員番号,氏名,権限,状態,登録日\nS01,見本 一郎,一般,利用中,2024/4/1\nS02,架空 花子,一般,利用中,2024/4/1\n";
    let roster = "氏名,入職日,退職日\n見本 一郎,2020/4/1,\n架空 花子,2020/4/1,\n";
    let matrix = "氏名,2025/9/12 個人情報保護研修,2026/4/17 MCS運用研修\n見本 一郎,TRUE,TRUE\n架空 花子,TRUE,FALSE\n";
    let found = findings(&[("スタッフ.csv", staff), ("職員名簿.csv", roster), ("研修.csv", matrix)]);
    assert_eq!(keys(&found, "overdue-training"), ["S02"], "{found:?}");
}

/// Of a folder, how often each file is read as a table.
fn files_read(folder: &[(&str, &str)]) -> Vec<String> {
    let dir = files(folder);
    let ran = run(&["inputs", text(dir.path()), "--format", "json"]);
    let json = ran.json();
    let read = items(&json, "files").iter().filter(|entry| entry["table"].is_string());
    read.map(|entry| word(entry, "file").to_owned()).collect()
}

#[test]
fn bands_above_a_header_part_what_is_called_alike() {
    let staff = "職員・MCSアカウント一覧,,,,,,,,,\n基本,,雇用,,,MCS,,,,備考\n\
        職員番号,氏名,採用日,退職日,状態,メール,登録日,最終ログイン,状態,備考\n\
        1001,見本 一郎,2020/4/1,,在職,a@example.jp,2025/4/1,2026/10/1,利用中,\n\
        1002,架空 花子,2020/4/1,,休職,b@example.jp,2025/4/1,2026/10/1,利用中,\n\
        1003,例示 次郎,2020/4/1,2026/3/31,退職,c@example.jp,2025/4/1,2026/3/1,退会,\n";
    let dir = files(&[("職員とアカウント.csv", staff)]);
    let ran = run(&["inputs", text(dir.path()), "--format", "json"]);
    let json = ran.json();
    let of = |table: &str| -> Vec<(String, String)> {
        let entry =
            items(&json, "files").iter().find(|entry| word(entry, "table") == table).expect("the table").clone();
        let found = items(&entry, "columns").iter();
        found.filter_map(|c| Some((word(c, "header").to_owned(), c["column"].as_str()?.to_owned()))).collect()
    };
    let has = |table: &str, header: &str, column: &str| of(table).contains(&(header.to_owned(), column.to_owned()));
    assert!(has("staff", "MCS 状態", "status") && has("staff", "氏名", "name"), "{:?}", of("staff"));
    assert!(has("roster", "雇用 状態", "status"), "{:?}", of("roster"));
}

#[test]
fn what_is_said_of_mcs_in_a_list_of_employees_is_no_pledge() {
    let roster = "職員番号,氏名,採用日,退職日,MCS登録日,MCS区分\n1001,見本 一郎,2020/4/1,,2025/4/1,利用中\n1002,架空 花子,2020/4/1,,2025/4/1,利用中\n1003,例示 次郎,2020/4/1,2026/3/31,2025/4/1,退会\n";
    let dir = files(&[("職員名簿.csv", roster)]);
    let ran = run(&["inputs", text(dir.path()), "--format", "json"]);
    let json = ran.json();
    let tables: Vec<&str> = items(&json, "files").iter().filter_map(|entry| entry["table"].as_str()).collect();
    assert!(!tables.contains(&"pledges") && !tables.contains(&"trainings"), "{tables:?}");
}

#[test]
fn what_a_copy_was_made_of_comes_before_it() {
    let devices = "番号,機種,使う人,渡した日,返した日,状態\nT1,iPad,見本 一郎,2025/4/1,,使用中\nT2,iPad,架空 花子,2025/4/1,,使用中\n";
    let folder = [STAFF, ("コピー ～ 端末.csv", devices), ("端末.csv", devices), ("端末 - コピー (2).csv", devices)];
    assert_eq!(files_read(&folder), ["スタッフ.csv", "端末.csv"]);
}

#[test]
fn the_numbers_of_rows_are_no_ids_for_what_they_happen_to_agree_with() {
    let staff = "No,氏名,メール,状態\n1,見本 一郎,a@example.jp,利用中\n2,架空 花子,b@example.jp,利用中\n3,試験 太郎,c@example.jp,利用中\n4,例示 次郎,d@example.jp,利用中\n";
    let roster = "職員ID,氏名,入職日,退職日\n1,例示 次郎,2020/4/1,2026/3/31\n2,見本 一郎,2020/4/1,\n3,架空 花子,2020/4/1,\n4,試験 太郎,2020/4/1,\n";
    let found = findings(&[("スタッフ.csv", staff), ("職員名簿.csv", roster)]);
    let departed = keys(&found, "departed-account");
    assert!(departed.len() == 1 && departed[0].contains("d@example.jp"), "{found:?}");
}

#[test]
fn the_ids_of_records_are_not_whom_they_are_about() {
    let record = |number: usize, group: &str, person: &str| {
        format!(
            r#"{{"id":"rec{number:04x}9a","createdTime":"2026-02-11T00:15:30.000Z","fields":{{"グループ":"{group}","参加者":"{person}","状態":"参加中","参加日":"2024-03-01"}}}}"#
        )
    };
    let people = ["見本 一郎", "架空 花子", "試験 太郎"];
    let groups = ["例示 うめ様", "例文 たけ様", "仮名 まつ様"];
    let records: Vec<String> = (0..9).map(|number| record(number, groups[number / 3], people[number % 3])).collect();
    let members = format!(r#"{{"records":[{}]}}"#, records.join(","));
    let (table, columns) = inputs(&[STAFF, PATIENTS, GROUPS, ("参加者.json", &members)], "参加者.json");
    assert_eq!(table, "memberships");
    let of = |header: &str| columns.iter().find(|(of, _)| of == header).map(|(_, column)| column.as_str());
    assert_eq!([of("fields.グループ"), of("id")], [Some("group_id"), None], "{columns:?}");
}

#[test]
fn what_the_roster_calls_somebody_is_a_name_of_theirs() {
    let roster = "氏名,入職日,退職日\n見本 一郎,2020/4/1,\n仮名 花子（旧姓：架空）,2020/4/1,\n試験 太郎,2020/4/1,\n";
    let pledges = "氏名,様式,提出日\n見本 一郎,様式1,2026/3/1\n仮名 花子,様式1,2026/3/1\n";
    let found = findings(&[STAFF, ("職員名簿.csv", roster), ("誓約書.csv", pledges)]);
    assert_eq!(keys(&found, "missing-pledge"), ["S03"], "{found:?}");
}

#[test]
fn who_shares_an_address_is_told_by_the_name_beside_it() {
    let staff = STAFF.1.replace("s02@", "s01@");
    let pledges = "タイムスタンプ,メールアドレス,お名前\n2026/3/1 9:00:00,s01@example.jp,架空 花子\n2026/3/1 9:00:00,s03@example.jp,試験 太郎\n";
    let found = findings(&[("スタッフ.csv", &staff), ROSTER, ("MCS誓約書（回答）.csv", pledges)]);
    assert_eq!(keys(&found, "missing-pledge"), ["S01"], "{found:?}");
}
