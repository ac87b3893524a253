//! Words are put together to codes, and what leaves open which code is meant is not read.

use crate::model::schema::schema;

/// Returns the code that a list reads from a cell, by its canonical word.
fn code(list: &str, cell: &str) -> Option<&'static str> {
    let codes = schema().codes(list).expect("a list of that name");
    codes.read(cell).map(|code| codes.words[usize::from(code) - 1])
}

#[test]
fn words_are_put_together() {
    for (list, cell, word) in [
        ("roster-status", "退職済", "left"),
        ("roster-status", "退職（R7.3末）", "left"),
        ("roster-status", "R7.3.31退職", "left"),
        ("roster-status", "休職中", "on-leave"),
        ("roster-status", "育休取得中", "on-leave"),
        ("roster-status", "産前産後休業", "on-leave"),
        ("roster-status", "育児休業中（R8.4復職予定）", "on-leave"),
        ("roster-status", "在職（育休中）", "on-leave"),
        ("roster-status", "在籍（パート）", "employed"),
        ("roster-status", "常勤職員", "employed"),
        ("patient-status", "終了（施設入所）", "ended"),
        ("patient-status", "死亡（R7.2.3）", "deceased"),
        ("patient-status", "終了（死亡）", "deceased"),
        ("patient-status", "死亡による終了", "deceased"),
        ("patient-status", "利用中（4/1終了予定）", "active"),
        ("patient-status", "【終了】", "ended"),
        ("staff-role", "管理者（主）", "admin"),
        ("staff-role", "一般スタッフ権限", "user"),
        ("member-status", "参加中（R7.4.1）", "active"),
        ("device-status", "返却済（R8.1.5）", "returned"),
        ("flag", "登録なし", "no"),
        ("flag", "未提出", "no"),
        ("flag", "有（R7.3.1）", "yes"),
        ("flag", "写真登録済み", "yes"),
        ("signer", "長男の妻", "family"),
        ("staff-status", "削除済", "released"),
        ("staff-status", "退会ずみ", "closed"),
        ("staff-status", "使用可", "active"),
        ("staff-role", "2:一般", "user"),
        ("roster-status", "1;#在職", "employed"),
        ("roster-status", "0在籍", "employed"),
        ("roster-status", "1:ﾀｲｼｮｸ", "left"),
        ("group-kind", "P:患者", "patient"),
        ("member-role", "L：リーダー", "leader"),
        ("device-status", "もどった", "returned"),
        ("staff-status", "つかってる", "active"),
        ("roster-status", "産休 R8.10.20～", "on-leave"),
        ("group-status", "開設中", "active"),
        ("group-status", "保存済み", "archived"),
        ("member-status", "JOINED", "active"),
        ("member-status", "LEFT", "removed"),
        ("member-role", "責任者", "leader"),
        ("patient-status", "IN_SERVICE", "active"),
        ("patient-status", "施設入所", "ended"),
        ("patient-status", "転居", "ended"),
        ("device-status", "In Use", "in-use"),
        ("device-status", "返納済", "returned"),
        ("pledge-form", "FORM1", "form1"),
        ("pledge-form", "既存の誓約書で代替", "existing"),
        ("pledge-form", "当社様式（入職時）", "existing"),
        ("pledge-form", "入職時に提出済みの誓約書", "existing"),
        ("consent-form", "契約のときの同意書（既存）", "existing"),
        ("incident-kind", "不適切な利用", "misuse"),
        ("consent-form", "FORM_2", "form2"),
        ("flag", "-1", "yes"),
    ] {
        assert_eq!(code(list, cell), Some(word), "{list}: {cell}");
    }
}

#[test]
fn what_leaves_open_which_code_is_meant_is_not_read() {
    for (list, cell) in [
        ("roster-status", "退職予定"),
        ("roster-status", "退職（予定）"),
        ("roster-status", "退職（R9.3予定）"),
        ("roster-status", "育休復帰"),
        ("roster-status", "在籍（退職）"),
        ("roster-status", "退職（"),
        ("roster-status", "卒業"),
        ("patient-status", "利用中止予定"),
        ("patient-status", "施設入所予定"),
        ("staff-status", "退職"),
        ("staff-role", "1-2"),
        ("roster-status", "1:2"),
        ("staff-status", "利用中（停止）"),
        ("pledge-form", "区様式"),
        ("flag", "有無"),
        ("flag", "xx"),
        ("flag", "X1"),
        ("patient-status", "利用中2"),
        ("flag", "済（未）確認"),
        ("group-status", "終了"),
    ] {
        assert_eq!(code(list, cell), None, "{list}: {cell}");
    }
}

#[test]
fn words_that_offices_write_are_read() {
    let yes = [
        "○", "◯", "〇", "●", "✓", "✔", "☑", "レ", "有", "あり", "有り", "済", "済み", "はい", "可", "１", "TRUE",
        "Yes", "OK",
    ];
    let no = ["×", "✕", "✗", "x", "☐", "無", "なし", "無し", "未", "未済", "いいえ", "否", "０", "FALSE", "No"];
    for (cells, word) in [(&yes[..], "yes"), (&no[..], "no")] {
        for cell in cells {
            assert_eq!(code("flag", cell), Some(word), "{cell}");
        }
    }
    for (list, cell, word) in [
        ("staff-role", "管理者", "admin"),
        ("staff-role", "○", "admin"),
        ("staff-status", "利用中", "active"),
        ("group-status", "保管済み", "archived"),
        ("group-status", "アーカイブ済", "archived"),
        ("member-status", "サポーター解除", "removed"),
        ("two-factor", "不明", "unknown"),
        ("pledge-form", "様式第１号", "form1"),
        ("consent-form", "様式第二号", "form2"),
        ("signer", "長女", "family"),
    ] {
        assert_eq!(code(list, cell), Some(word), "{list}: {cell}");
    }
}

#[test]
fn words_that_could_mean_two_codes_are_not_read() {
    for cell in ["退職", "在職", "在籍", "休職"] {
        assert_eq!(code("staff-status", cell), None, "{cell}");
    }
    for (list, cell) in [("flag", "△"), ("signer", "本人・家族"), ("group-status", "終了")] {
        assert_eq!(code(list, cell), None, "{list}: {cell}");
    }
}
