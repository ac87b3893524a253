//! What an office does to keep its rules: reviews, incidents, guidelines, attestations.

use std::io;

use chrono::NaiveDate;

use super::one_of;
use crate::setup::sample::plant::Plant;
use crate::setup::sample::sheet::Sheet;
use crate::setup::sample::world::{Draw, Person, World};

pub(super) fn reviews(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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

pub(super) fn incidents(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
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

/// The day by which the edition of the second document goes.
const AMENDED: &str = "2025-06-01";

pub(super) fn guidelines(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let (latest, previous, since) = latest_edition(world);
    for office in 0..world.offices {
        for (item, document) in ["2-1", "2-2", "2-3"].into_iter().enumerate() {
            let key = office * 3 + item as u64;
            let first = item == 0;
            let limit = if first { since.min(300) + 1 } else { 300 };
            let days = world.days(Draw::Guideline, key, limit);
            let superseded = first && world.planted(Plant::OutdatedGuideline, office);
            let overdue = item == 1 && world.planted(Plant::OverdueGuideline, office);
            let edition = |edition| match item {
                0 => edition,
                1 => AMENDED,
                _ => "最新版",
            };
            let id = world.office_id(office);
            sheet.id(id).word(document).word(if first { previous } else { "" }).day(-700 - days).end()?;
            if !overdue {
                let edition = edition(if superseded { previous } else { latest });
                sheet.id(id).word(document).word(edition).day(-days).end()?;
            }
        }
    }
    Ok(())
}

/// The clauses that people state.
const CLAUSES: [&str; 6] = ["5-1", "A3-2", "A3-4", "2-law", "3-terms", "A3-8"];

pub(super) fn attestations(world: &World, sheet: &mut Sheet<'_>) -> io::Result<()> {
    for office in 0..world.offices {
        for (item, clause) in CLAUSES.into_iter().enumerate() {
            let days = world.days(Draw::Attestation, office * CLAUSES.len() as u64 + item as u64, 300);
            let refused = item == 1 && world.planted(Plant::OverdueAttestation, office);
            sheet.id(world.office_id(office)).word(clause);
            sheet.word(if refused { "no" } else { "yes" }).day(-days);
            sheet.word(&world.staff_name(world.staff_at(office, 0)).full()).end()?;
        }
    }
    Ok(())
}
