//! Groups, who is in them, and what is posted there.

use std::io;

use super::one_of;
use super::people::PROFESSIONS;
use crate::setup::sample::plant::Plant;
use crate::setup::sample::sheet::{Id, Sheet};
use crate::setup::sample::world::{Draw, Group, Member, OUTSIDERS_OF_AN_OFFICE, Part, Person, Standing, World};
use crate::setup::sample::{names, words};

pub(super) fn groups(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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

pub(super) fn memberships(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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
    // nobody approves themselves where another administrator can
    let staff = world.staff(index);
    let position = u64::from(staff.position == 0 && world.active_of(staff.office) > 1);
    Some(world.staff_id(world.staff_at(staff.office, position)))
}

/// The office of someone who is known by memberships alone.
fn foreign_office(outsider: u64) -> String {
    // The names of the first offices are taken by the own ones.
    let (_, name) = names::office(8 + outsider / OUTSIDERS_OF_AN_OFFICE, 1);
    name
}

pub(super) fn posts(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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
