//! The sixteen files of a sample, one function a table.
//!
//! Owns what stands in the cells. Whatever two tables must agree on comes from the world; what a single table
//! says of its rows is decided here, and so is what is wrong with a row that is planted.

use std::io;

use chrono::NaiveDate;

use super::names;
use super::plant::Plant;
use super::sheet::{Id, Sheet};
use super::words;
use super::world::{Draw, Group, Member, OUTSIDERS_OF_AN_OFFICE, Part, Person, Staff, Standing, World};

/// A file of a sample.
pub(super) struct Table {
    name: &'static str,
    /// Its columns.
    pub(super) header: &'static str,
    /// Writes its rows.
    pub(super) write: fn(&World, &mut Sheet<'_>) -> io::Result<()>,
}

impl Table {
    /// The name of its file.
    pub(super) fn file(&self) -> String {
        format!("{}.csv", self.name)
    }
}

/// All tables of the data model.
pub(super) const TABLES: [Table; 16] = [
    Table { name: "offices", header: "office_id,name,kind,applied_on", write: offices },
    Table {
        name: "staff",
        header: "staff_id,office_id,name,kana,email,profession,role,status,registered_on,last_login_on,closed_on,profile,photo,two_factor",
        write: staff,
    },
    Table {
        name: "groups",
        header: "group_id,name,kind,leader_id,patient_id,status,created_on,last_post_on,archived_on",
        write: groups,
    },
    Table {
        name: "memberships",
        header: "group_id,staff_id,office_id,profession,role,status,invited_by,invited_on,approved_by,joined_on,left_on",
        write: memberships,
    },
    Table { name: "patients", header: "patient_id,name,kana,office_id,status,ended_on", write: patients },
    Table { name: "roster", header: "staff,office_id,hired_on,left_on", write: roster },
    Table { name: "assignments", header: "patient_id,staff,from_on,until_on", write: assignments },
    Table { name: "pledges", header: "staff,form,signed_on,valid_until,covers", write: pledges },
    Table {
        name: "consents",
        header: "patient_id,form,signed_on,signer,relation,copy_given_on,held_by,withdrawn_on",
        write: consents,
    },
    Table { name: "trainings", header: "staff,topic,held_on", write: trainings },
    Table {
        name: "devices",
        header: "device_id,office_id,owner,staff,status,lent_on,returned_on,lost_on,reported_on",
        write: devices,
    },
    Table { name: "reviews", header: "group_id,reviewed_on,reviewer", write: reviews },
    Table {
        name: "incidents",
        header: "incident_id,kind,subject_staff_id,discovered_on,reported_on,authority_reported_on,closed_on",
        write: incidents,
    },
    Table { name: "guidelines", header: "office_id,document,edition,confirmed_on", write: guidelines },
    Table { name: "attestations", header: "office_id,clause,answer,attested_on,attested_by", write: attestations },
    Table { name: "posts", header: "post_id,group_id,staff_id,office_id,posted_on,confirmed,text", write: posts },
];

const PROFESSIONS: [&str; 8] =
    ["看護師", "医師", "薬剤師", "ケアマネジャー", "理学療法士", "介護福祉士", "歯科医師", "作業療法士"];

/// One of `words`, chosen by a number.
fn one_of<'a>(words: &[&'a str], draw: u64) -> &'a str {
    words[(draw % words.len() as u64) as usize]
}

fn offices(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for index in 0..world.offices {
        let (kind, name) = names::office(index, world.offices);
        let (kind, name) = match index {
            // The two offices of the smallest sample are one station and its branch.
            1 if world.is_single() => ("訪問看護", "見本訪問看護ステーション サテライト".to_owned()),
            _ => (kind, name),
        };
        let applied = -1_900 - world.days(Draw::Applied, index, 800);
        sheet.id(world.office_id(index)).word(&name).word(kind);
        sheet.day_if((!world.planted(Plant::UnappliedOffice, index)).then_some(applied)).end()?;
    }
    Ok(())
}

fn staff(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for index in 0..world.staff {
        let staff = world.staff(index);
        let id = world.staff_id(index);
        let before = index.saturating_sub(1);
        let name = world.staff_name(index);
        let shown = if world.planted(Plant::GenericAccount, index) {
            "ステーション共有".to_owned()
        } else if world.planted(Plant::LossyText, index) {
            name.lossy()
        } else if world.planted(Plant::DuplicatePerson, index) {
            world.staff_name(before).full()
        } else {
            name.full()
        };
        let email = if world.planted(Plant::SharedEmail, index) {
            world.staff_name(before).email(world.staff_id(before))
        } else {
            name.email(id)
        };
        let administrator = match staff.position {
            0 => !world.planted(Plant::MissingAdmin, staff.office),
            1 => !world.planted(Plant::MissingAdmin, staff.office) && !world.planted(Plant::SingleAdmin, staff.office),
            _ => false,
        };
        let (status, closed) = match (staff.standing, staff.left) {
            (Standing::Former, _) if world.planted(Plant::UnclosedAccount, index) => ("released", None),
            (Standing::Former, left) if staff.position.is_multiple_of(2) => ("released", left),
            (Standing::Former, left) => ("closed", left),
            (Standing::Suspended, _) => ("suspended", None),
            (Standing::Active, _) => ("active", None),
        };
        sheet.id(id).id(world.office_id(staff.office)).word(&shown).word(&name.kana());
        sheet.word(&email).word(one_of(&PROFESSIONS, world.draw(Draw::Profession, index)));
        sheet.word(if administrator { "admin" } else { "user" }).word(status);
        sheet.day(staff.registered);
        if world.planted(Plant::UnreadableValue, index) {
            sheet.word("先週ごろ");
        } else {
            sheet.day(last_login(world, &staff));
        }
        sheet.day_if(closed);
        sheet.word(if world.planted(Plant::MissingProfile, index) { "no" } else { "yes" });
        sheet.word(if world.planted(Plant::MissingPhoto, index) { "no" } else { "yes" });
        sheet.word(one_of(&["yes", "no", "unknown"], world.draw(Draw::TwoFactor, index))).end()?;
    }
    Ok(())
}

fn last_login(world: &World, staff: &Staff) -> i32 {
    let day = if world.planted(Plant::DormantAccount, staff.index) {
        -100 - world.days(Draw::Login, staff.index, 200)
    } else {
        -world.days(Draw::Login, staff.index, 60)
    };
    let day = match staff.standing {
        Standing::Former => day.min(staff.left.unwrap_or(day)),
        Standing::Active | Standing::Suspended => day,
    };
    day.max(staff.registered)
}

fn groups(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for index in 0..world.groups {
        let group = world.group(index);
        let name = title(world, &group);
        let last_post = if let Some(archived) = group.archived {
            archived - 10 - world.days(Draw::LastPost, index, 60)
        } else if world.planted(Plant::DormantGroup, index) {
            group.created.max(-100 - world.days(Draw::LastPost, index, 90)).min(-100)
        } else {
            group.created.max(-world.days(Draw::LastPost, index, 60))
        };
        sheet.id(world.group_id(index)).word(&name);
        sheet.word(if group.about_patient { "patient" } else { "free" });
        let leader = !world.planted(Plant::LeaderlessGroup, index);
        sheet.id_if(leader.then(|| world.person_id(group.leader)));
        match group.patients {
            [Some(one), Some(other)] => sheet.word(&format!("{};{}", world.patient_id(one), world.patient_id(other))),
            [one, _] => sheet.id_if(one.map(|patient| world.patient_id(patient))),
        };
        sheet.word(if group.archived.is_some() { "archived" } else { "active" });
        sheet.day(group.created).day(last_post).day_if(group.archived).end()?;
    }
    Ok(())
}

fn title(world: &World, group: &Group) -> String {
    if !group.about_patient {
        return words::meeting(group.index - world.patients + 1);
    }
    let patient = group.patients[0].unwrap_or(group.index);
    let name = world.patient_name(patient).full();
    if world.planted(Plant::MixedTitle, group.index) {
        let other = world.patient_name((patient + 1) % world.patients).full();
        format!("{name}様・{other}様")
    } else {
        format!("{name}様")
    }
}

fn memberships(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for index in 0..world.groups {
        let group = world.group(index);
        let first = world.members(group).find(|member| member.slot == 1);
        for member in world.members(group) {
            membership(world, sheet, &group, &member, first.map(|first| first.person), member.joined)?;
            if member.slot == 1 && world.planted(Plant::DuplicateKey, index) {
                let again = (member.joined + 3).min(0);
                membership(world, sheet, &group, &member, None, again)?;
            }
        }
        if world.planted(Plant::UnknownReference, index) {
            let nobody = world.staff_id(world.staff + index % 50);
            sheet.id(world.group_id(index)).id(nobody).word("").word("").word("member");
            sheet.word("removed").word("").word("").word("").day(group.created).day(-1).end()?;
        }
        if world.planted(Plant::UnknownPerson, index) {
            sheet.id(world.group_id(index)).word("不詳 某氏").word("").word("").word("member");
            sheet.word("removed").word("").word("").word("").day(group.created).day(-1).end()?;
        }
    }
    Ok(())
}

fn membership(
    world: &World,
    sheet: &mut Sheet<'_>,
    group: &Group,
    member: &Member,
    first: Option<Person>,
    joined: i32,
) -> io::Result<()> {
    let Member { slot, person, part, left, .. } = *member;
    let leader = slot == 0;
    sheet.id(world.group_id(group.index)).id(world.person_id(person));
    match person {
        Person::Staff(_) => sheet.word("").word(""),
        Person::Outside(outsider) => sheet.word(&foreign_office(outsider)).word(one_of(&PROFESSIONS, outsider)),
    };
    let leads = leader && !world.planted(Plant::LeaderlessGroup, group.index);
    sheet.word(if leads { "leader" } else { "member" });
    sheet.word(match part {
        _ if slot == 3 && world.planted(Plant::MissingValue, group.index) => "",
        Part::Active => "active",
        Part::Invited => "invited",
        Part::Removed => "removed",
    });
    if leader {
        sheet.word("").word("");
    } else {
        let inviter =
            first.filter(|_| slot == 2 && world.planted(Plant::OutsideInvitation, group.index)).unwrap_or(group.leader);
        let invited = match part {
            Part::Invited => joined,
            Part::Active | Part::Removed => group.created.max(joined - 3),
        };
        sheet.id(world.person_id(inviter)).day(invited);
    }
    sheet.id_if(approver(world, group, member).filter(|_| !leads));
    if part == Part::Invited {
        sheet.word("");
    } else {
        sheet.day(joined);
    }
    sheet.day_if(left).end()
}

/// The administrator who approved a member, where this is for the own office to do.
fn approver(world: &World, group: &Group, member: &Member) -> Option<Id> {
    let Person::Staff(index) = member.person else {
        return None;
    };
    let unapproved = member.slot == 1 && world.planted(Plant::UnapprovedMember, group.index);
    if unapproved || member.part == Part::Invited {
        return None;
    }
    Some(world.staff_id(world.staff_at(world.staff(index).office, 0)))
}

/// The office of someone who is known by memberships alone.
fn foreign_office(outsider: u64) -> String {
    // The names of the first offices are taken by the own ones.
    let (_, name) = names::office(8 + outsider / OUTSIDERS_OF_AN_OFFICE, 1);
    name
}

fn patients(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for index in 0..world.patients {
        let name = world.patient_name(index);
        let office = if world.is_single() { 0 } else { world.group(index).office };
        let ended = world.ended(index);
        sheet.id(world.patient_id(index)).word(&name.full()).word(&name.kana());
        sheet.id(world.office_id(office));
        sheet.word(match ended {
            None => "active",
            Some((_, false)) => "ended",
            Some((_, true)) => "deceased",
        });
        sheet.day_if(ended.map(|(day, _)| day)).end()?;
    }
    Ok(())
}

fn roster(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for index in 0..world.staff {
        if world.planted(Plant::UnlistedAccount, index) {
            continue;
        }
        let staff = world.staff(index);
        let id = world.staff_id(index);
        let office = world.office_id(staff.office);
        if world.draw(Draw::Returned, index).is_multiple_of(40) {
            sheet.id(id).id(office).day(staff.hired - 900).day(staff.hired - 100).end()?;
        }
        sheet.id(id).id(office);
        if world.planted(Plant::ContradictingDate, index) {
            sheet.word("平成31年5月1日");
        } else {
            sheet.day(staff.hired);
        }
        sheet.day_if(staff.left).end()?;
    }
    Ok(())
}

fn assignments(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for index in 0..world.patients {
        let group = world.group(index);
        let Some(patient) = group.patients[0] else {
            continue;
        };
        let forgotten = world.planted(Plant::UnassignedMember, index);
        for member in world.members(group) {
            let Person::Staff(person) = member.person else {
                continue;
            };
            if member.part == Part::Invited || forgotten && member.slot == 1 {
                continue;
            }
            sheet.id(world.patient_id(patient)).id(world.staff_id(person)).day(member.joined);
            sheet.day_if(member.left.or(group.archived)).end()?;
        }
    }
    Ok(())
}

fn pledges(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for index in 0..world.staff {
        let staff = world.staff(index);
        let id = world.staff_id(index);
        if world.planted(Plant::MissingKey, index) {
            sheet.word("").word("form1").day(staff.hired).word("").word("").end()?;
        }
        if world.planted(Plant::MissingPledge, index) {
            continue;
        }
        let draw = world.draw(Draw::Pledge, index);
        let lacking = world.planted(Plant::IncompletePledge, index);
        let signed = if world.planted(Plant::LatePledge, index) { -5 } else { staff.hired };
        let until = if world.planted(Plant::ExpiredPledge, index) {
            Some(-20)
        } else {
            draw.is_multiple_of(5).then_some(90 + i32::try_from(draw / 5 % 270).expect("small"))
        };
        sheet.id(id);
        if lacking || (draw / 7).is_multiple_of(4) {
            sheet.word("existing").day(signed).day_if(until);
            sheet.word(if lacking { "1;2;4" } else { "1;2;3;4;5" }).end()?;
        } else {
            sheet.word("form1").day(signed).day_if(until).word("").end()?;
        }
    }
    Ok(())
}

/// The words for the family member who signs.
const RELATIONS: [&str; 5] = ["長男", "長女", "妻", "夫", "姉"];

fn consents(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for index in 0..world.patients {
        let group = world.group(index);
        if matches!(group.leader, Person::Outside(_)) || world.planted(Plant::MissingConsent, index) {
            continue;
        }
        let draw = world.draw(Draw::Consent, index);
        let undelivered = world.planted(Plant::UndeliveredCopy, index);
        let misplaced = world.planted(Plant::MisplacedConsent, index);
        let form2 = undelivered || misplaced || !draw.is_multiple_of(6);
        let late = world.planted(Plant::LateConsent, index);
        let before = i32::try_from(draw / 6 % 30).expect("small");
        let signed = if late { -5 } else { group.created - before };
        sheet.id(world.patient_id(index)).word(if form2 { "form2" } else { "existing" });
        sheet.day(signed);
        if world.planted(Plant::UnsignedConsent, index) {
            sheet.word("").word("");
        } else if (draw / 180).is_multiple_of(3) {
            sheet.word("family").word(one_of(&RELATIONS, draw / 540));
        } else {
            sheet.word("patient").word("本人");
        }
        sheet.day_if((form2 && !undelivered).then_some(signed));
        let holder = if misplaced { (group.office + 1) % world.offices } else { group.office };
        sheet.id(world.office_id(holder));
        sheet.day_if(world.planted(Plant::WithdrawnConsent, index).then_some(-30)).end()?;
    }
    Ok(())
}

fn trainings(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for index in 0..world.staff {
        let staff = world.staff(index);
        let id = world.staff_id(index);
        let draw = world.draw(Draw::Training, index);
        let topic = one_of(&words::TOPICS, draw / 330);
        let days = i32::try_from(draw % 330).expect("small");
        let held = if world.planted(Plant::OverdueTraining, index) { -380 - days } else { -days };
        let held = held.min(staff.left.unwrap_or(0)).max(staff.hired);
        sheet.id(id).word(topic).day(held).end()?;
        if staff.hired < held - 365 {
            sheet.id(id).word(one_of(&words::TOPICS, draw / 7)).day(held - 365).end()?;
        }
        if world.planted(Plant::FutureDate, index) {
            sheet.id(id).word(topic).day(20).end()?;
        }
        if world.planted(Plant::DuplicatePerson, index) {
            // The name is that of two accounts.
            let name = world.staff_name(index.saturating_sub(1)).full();
            sheet.word(&name).word(topic).day(held).end()?;
        }
    }
    Ok(())
}

fn devices(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for device in 0..world.staff.div_ceil(2) {
        let staff = world.staff(device * 2);
        let draw = world.draw(Draw::Device, device);
        let lent = staff.registered;
        let lost = (-20 - i32::try_from(draw / 2 % 300).expect("small")).max(lent);
        let unreported = world.planted(Plant::UnreportedLoss, device);
        let (status, returned, lost, reported) = if staff.standing == Standing::Former {
            ("returned", staff.left, None, None)
        } else if unreported {
            ("lost", None, Some(lost), Some(lost + 3))
        } else if device % 41 == 13 {
            let status = if (draw / 700).is_multiple_of(4) { "stolen" } else { "lost" };
            (status, None, Some(lost), Some(lost + i32::try_from(draw % 2).expect("small")))
        } else if device % 41 == 20 {
            ("disposed", None, None, None)
        } else {
            ("in-use", None, None, None)
        };
        let held = !world.planted(Plant::UnheldDevice, device);
        sheet.id(world.device_id(device)).id(world.office_id(staff.office));
        sheet.word(if (draw / 9).is_multiple_of(9) { "個人" } else { "事業所" });
        sheet.id_if(held.then(|| world.staff_id(staff.index))).word(status);
        sheet.day(lent).day_if(returned).day_if(lost).day_if(reported).end()?;
    }
    Ok(())
}

fn reviews(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for index in 0..world.patients {
        let group = world.group(index);
        let Person::Staff(leader) = group.leader else {
            continue;
        };
        if group.archived.is_some() || group.created >= -180 {
            continue;
        }
        let days = world.days(Draw::Review, index, 170);
        let overdue = world.planted(Plant::OverdueReview, index);
        let reviewed = if overdue { group.created.max(-190 - days) } else { -days };
        sheet.id(world.group_id(index)).day(reviewed).word(&world.staff_name(leader).full()).end()?;
    }
    Ok(())
}

fn incidents(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for index in 0..world.incidents {
        let office = index % world.offices;
        let unrestricted = world.planted(Plant::UnrestrictedMisuse, index);
        let kind =
            if unrestricted { "misuse" } else { one_of(&["loss", "leak", "fault", "intrusion", "misuse"], index) };
        let draw = world.draw(Draw::Incident, index);
        let discovered = -5 - i32::try_from(draw % 340).expect("small");
        let late = world.planted(Plant::LateReport, index);
        let reported = discovered + if late { 5 } else { i32::try_from(draw / 340 % 2).expect("small") };
        let on_leave = world.on_leave(office);
        let subject = match kind {
            "fault" => None,
            "misuse" if !unrestricted => on_leave,
            _ => Some(world.staff_at(office, 3)),
        };
        let open = unrestricted || kind == "misuse" && subject.is_some();
        let authority = matches!(kind, "leak" | "intrusion").then_some((discovered + 3).min(0));
        sheet.id(world.incident_id(index)).word(kind);
        sheet.id_if(subject.map(|subject| world.staff_id(subject)));
        sheet.day(discovered).day(reported).day_if(authority);
        sheet.day_if((!open).then_some((discovered + 30).min(0))).end()?;
    }
    Ok(())
}

/// The editions of the first document that are told apart, with their days of issue.
const EDITIONS: [(&str, (i32, u32, u32)); 2] = [("6.0", (2023, 5, 31)), ("7.0", (2026, 6, 29))];

/// The edition of the first document that is the latest on the as-of date, the one before it, and the days since
/// its issue.
fn latest_edition(world: &World) -> (&'static str, &'static str, i32) {
    let mut latest = ("5.2", "5.1", 300);
    for (edition, (year, month, day)) in EDITIONS {
        let issued = NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar");
        let since = world.days_since(issued);
        if since >= 0 {
            latest = (edition, latest.0, since);
        }
    }
    latest
}

fn guidelines(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let (latest, previous, since) = latest_edition(world);
    for office in 0..world.offices {
        for (item, document) in ["2-1", "2-2", "2-3"].into_iter().enumerate() {
            let key = office * 3 + item as u64;
            let first = item == 0;
            let limit = if first { since.min(300) + 1 } else { 300 };
            let days = world.days(Draw::Guideline, key, limit);
            let superseded = first && world.planted(Plant::OutdatedGuideline, office);
            let overdue = item == 1 && world.planted(Plant::OverdueGuideline, office);
            let edition = |edition| if first { edition } else { "最新版" };
            let id = world.office_id(office);
            sheet.id(id).word(document).word(edition(previous)).day(-700 - days).end()?;
            if !overdue {
                let edition = edition(if superseded { previous } else { latest });
                sheet.id(id).word(document).word(edition).day(-days).end()?;
            }
        }
    }
    Ok(())
}

fn attestations(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for office in 0..world.offices {
        for (item, clause) in ["5-1", "A3-2", "A3-4"].into_iter().enumerate() {
            let days = world.days(Draw::Attestation, office * 3 + item as u64, 300);
            let refused = item == 1 && world.planted(Plant::OverdueAttestation, office);
            sheet.id(world.office_id(office)).word(clause);
            sheet.word(if refused { "no" } else { "yes" }).day(-days);
            sheet.word(&world.staff_name(world.staff_at(office, 0)).full()).end()?;
        }
    }
    Ok(())
}

fn posts(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for index in 0..world.posts {
        let mention = world.planted(Plant::ForeignMention, index);
        let departed = world.planted(Plant::DepartedPost, index);
        let group = if departed {
            world.led_by(Plant::Departed.always())
        } else if mention {
            index * 7_919 % world.groups % world.patients
        } else {
            index * 7_919 % world.groups
        };
        let group = world.group(group);
        let draw = world.draw(Draw::Text, index);
        let mut text =
            if group.about_patient { one_of(&words::TEXTS, draw) } else { one_of(&words::NOTICES, draw) }.to_owned();
        if let Some(patient) = group.patients[0] {
            text = text.replace("{}", &world.patient_name(patient).full());
            if mention {
                let other = world.patient_name((patient + 2) % world.patients).full();
                text += &words::same_for(&other);
            }
        } else {
            text = text.replace("{}様", "ご本人");
        }
        let (author, since, until) = author(world, &group, index);
        let until = until.unwrap_or(0);
        let posted = if departed { -2 } else { until - world.days(Draw::Posted, index, (until - since).clamp(1, 180)) };
        sheet.id(world.post_id(index)).id(world.group_id(group.index)).id(world.person_id(author));
        match author {
            Person::Staff(_) => sheet.word(""),
            Person::Outside(outsider) => sheet.word(&foreign_office(outsider)),
        };
        sheet.day(posted);
        let confirmed = if world.planted(Plant::UnconfirmedPost, index) {
            "no"
        } else if !world.clean && (draw / 8).is_multiple_of(16) {
            // nobody knows: it is for the office to find out
            ""
        } else {
            "yes"
        };
        sheet.word(confirmed).text(&text).end()?;
    }
    Ok(())
}

/// Who posts, and from when until when they could.
fn author(world: &World, group: &Group, post: u64) -> (Person, i32, Option<i32>) {
    let draw = world.draw(Draw::Author, post);
    if world.planted(Plant::OutsiderPost, post) {
        let stranger = (0..world.staff).map(|step| (draw % world.staff + step) % world.staff).find(|index| {
            let staff = world.staff(*index);
            let in_post = staff.standing == Standing::Active && staff.left.is_none();
            in_post && !world.is_member(*group, Person::Staff(*index))
        });
        if let Some(stranger) = stranger {
            return (Person::Staff(stranger), group.created, group.archived);
        }
    }
    let members: Vec<Member> = world.members(*group).collect();
    if world.planted(Plant::DepartedPost, post) {
        return (group.leader, group.created, None);
    }
    let past = |member: &&Member| match member.person {
        Person::Staff(index) => world.staff(index).standing == Standing::Former,
        Person::Outside(_) => false,
    };
    if let Some(member) = members.iter().find(past).filter(|_| draw.is_multiple_of(3)) {
        return (member.person, member.joined, member.left);
    }
    let present: Vec<&Member> = members.iter().filter(|m| m.part == Part::Active).collect();
    match present.get((draw / 3) as usize % present.len().max(1)) {
        Some(member) => (member.person, member.joined, group.archived),
        None => (group.leader, group.created, group.archived),
    }
}
