//! Patients, who cares for them, and what they or their families agreed to.

use std::io;

use super::one_of;
use crate::setup::sample::plant::Plant;
use crate::setup::sample::sheet::Sheet;
use crate::setup::sample::world::{Draw, Part, Person, World};

pub(super) fn patients(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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

pub(super) fn assignments(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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

/// The words for the family member who signs.
const RELATIONS: [&str; 5] = ["長男", "長女", "妻", "夫", "姉"];

pub(super) fn consents(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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
