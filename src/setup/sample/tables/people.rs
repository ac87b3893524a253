//! Offices and the people in them: accounts, roster, what they signed and learned, their devices.

use std::io;

use super::one_of;
use crate::setup::sample::plant::Plant;
use crate::setup::sample::sheet::Sheet;
use crate::setup::sample::world::{Draw, Staff, Standing, World};
use crate::setup::sample::{names, words};

pub(super) const PROFESSIONS: [&str; 8] =
    ["看護師", "医師", "薬剤師", "ケアマネジャー", "理学療法士", "介護福祉士", "歯科医師", "作業療法士"];

pub(super) fn offices(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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

pub(super) fn staff(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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

pub(super) fn roster(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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

pub(super) fn pledges(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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

pub(super) fn trainings(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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

pub(super) fn devices(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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
