//! Who is where in a sample: offices, staff, groups, patients, and who takes part in which group.
//!
//! Owns everything that two tables have to agree on. Each attribute is a function of the seed and an index, never
//! stored. Groups are made of a core, people of the office that leads them, and of others: in an office's sample
//! people who are known by their memberships alone, in larger ones the staff of the neighbouring offices.

mod groups;
mod ids;
mod members;

use chrono::{Datelike as _, NaiveDate};

use super::names::Name;
use super::plant::Plant;
use super::{Options, Size};

/// What a hash decides: each has a stream of numbers of its own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Draw {
    /// Which names people have.
    Names,
    /// Offices: when they applied.
    Applied,
    /// Staff: when they were hired.
    Hired,
    /// Staff: days from being hired to having an account.
    Registered,
    /// Staff: whether they are new.
    Newcomer,
    /// Staff: when they leave.
    Left,
    /// Staff: when they were last seen.
    Login,
    /// Staff: what they are.
    Profession,
    /// Staff: which second factor they use.
    TwoFactor,
    /// Staff: an earlier time in the same office.
    Returned,
    /// Staff: which pledge they gave.
    Pledge,
    /// Staff: when and in what they were trained.
    Training,
    /// Groups: when they were created.
    Created,
    /// Groups: how large they are.
    Shape,
    /// Groups: who else is in them.
    Others,
    /// Groups: when something was last posted.
    LastPost,
    /// Groups: when they were reviewed.
    Review,
    /// Patients: when and how it ended.
    Ended,
    /// Patients: how they consented.
    Consent,
    /// Members: when they came.
    Joined,
    /// Members: how they take part.
    Part,
    /// Members: when they were removed.
    Removed,
    /// Devices: when they were lent, and lost.
    Device,
    /// Incidents: when they were discovered.
    Incident,
    /// Offices: when they confirmed a document.
    Guideline,
    /// Offices: when they attested a clause.
    Attestation,
    /// Posts: by whom.
    Author,
    /// Posts: when.
    Posted,
    /// Posts: what.
    Text,
    /// Whether a row is bad.
    Plant,
}

/// A person who takes part in groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Person {
    /// Someone in `staff`.
    Staff(u64),
    /// Someone of an office that is not in `offices`.
    Outside(u64),
}

/// What has become of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// In use.
    Active,
    /// On leave.
    Suspended,
    /// Released or closed, since the holder left.
    Former,
}

/// One of the staff.
#[derive(Debug, Clone, Copy)]
pub(super) struct Staff {
    pub(super) index: u64,
    pub(super) office: u64,
    /// The place within the office; the first two are its administrators.
    pub(super) position: u64,
    pub(super) standing: Standing,
    pub(super) hired: i32,
    pub(super) registered: i32,
    /// The last day of employment.
    pub(super) left: Option<i32>,
}

/// One group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub(super) index: u64,
    /// The office whose staff are the core of the group.
    pub(super) office: u64,
    pub(super) leader: Person,
    /// It is about a patient, not for talk among colleagues.
    pub(super) about_patient: bool,
    /// Its patient, and the one who should not be there.
    pub(super) patients: [Option<u64>; 2],
    pub(super) created: i32,
    pub(super) archived: Option<i32>,
    /// How many of the office's staff are in it.
    core: u64,
    /// How many take part.
    size: u64,
    /// The place of the leader, or else of the first of the core, in the office.
    first: u64,
}

/// How someone takes part in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Active,
    Invited,
    Removed,
}

/// One membership.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    /// The place within the group; the leader's is the first.
    pub(super) slot: u64,
    pub(super) person: Person,
    pub(super) part: Part,
    /// Joined, or invited if that is all.
    pub(super) joined: i32,
    pub(super) left: Option<i32>,
}

/// The most people that a group has: memberships are numbered by it.
const LARGEST: u64 = 32;

/// The staff of an office in a ward or a nation.
const OFFICE_STAFF: u64 = 25;

/// The staff of the main office in the sample of one office.
const MAIN_STAFF: u64 = 26;

/// An office with fewer staff has nobody on leave, and nobody who left.
const SMALL_OFFICE: u64 = 8;

/// The offices that work together.
const WARD_OFFICES: u64 = 200;

/// The people of other offices in the sample of one office.
const OUTSIDERS: u64 = 60;

/// How many of them are of the same office.
pub(super) const OUTSIDERS_OF_AN_OFFICE: u64 = 8;

/// The sample.
pub(super) struct World {
    seed: u64,
    pub(super) clean: bool,
    /// All but one office are left out of `offices` and `staff`.
    single: bool,
    pub(super) offices: u64,
    pub(super) staff: u64,
    pub(super) groups: u64,
    pub(super) patients: u64,
    pub(super) posts: u64,
    pub(super) incidents: u64,
    office_staff: u64,
    /// Groups with this distance are led by the same office.
    spread: u64,
    as_of: NaiveDate,
}

impl World {
    /// The sample that `options` ask for.
    pub(super) fn new(options: &Options) -> Self {
        let single = options.size == Size::Office;
        let (memberships, of_an_office) = match options.size {
            Size::Office => (400, 200),
            Size::Ward => (options.memberships.unwrap_or(100_000), 500),
            Size::Nation => (options.memberships.unwrap_or(10_000_000), 1_000),
        };
        let offices = (memberships / of_an_office).max(1);
        let groups = memberships / 10;
        Self {
            seed: options.seed,
            clean: options.clean,
            single,
            offices,
            staff: if single { 30 } else { offices * OFFICE_STAFF },
            groups,
            patients: groups * 9 / 10,
            posts: (memberships / 50).max(60),
            incidents: (offices * 3 / 10).max(6),
            office_staff: if single { MAIN_STAFF } else { OFFICE_STAFF },
            spread: if single { 1 } else { offices },
            as_of: options.as_of,
        }
    }

    /// The number that `draw` gives to `index`.
    pub(super) fn draw(&self, draw: Draw, index: u64) -> u64 {
        let stream = mix(self.seed ^ (draw as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        mix(stream.wrapping_add(index.wrapping_mul(0xD1B5_4A32_D192_ED03)))
    }

    /// A number of days under `limit`.
    pub(super) fn days(&self, draw: Draw, index: u64, limit: i32) -> i32 {
        let limit = u64::try_from(limit.max(1)).expect("at least one");
        i32::try_from(self.draw(draw, index) % limit).expect("under a limit that fits")
    }

    /// Whether the row is bad in this way.
    pub(super) fn planted(&self, plant: Plant, index: u64) -> bool {
        if self.clean {
            return false;
        }
        let key = (plant as u64) << 40 | index;
        index == plant.always() || !self.single && self.draw(Draw::Plant, key) % 10_000 < plant.rate()
    }

    /// Whether it is the sample of one office, whose groups hold people of others.
    pub(super) fn is_single(&self) -> bool {
        self.single
    }

    /// How many days before the as-of date `date` was.
    pub(super) fn days_since(&self, date: NaiveDate) -> i32 {
        self.as_of.num_days_from_ce() - date.num_days_from_ce()
    }

    /// The name of someone in `staff`.
    pub(super) fn staff_name(&self, index: u64) -> Name {
        Name::staff(index, self.staff, self.draw(Draw::Names, 0))
    }

    /// The name of a patient.
    pub(super) fn patient_name(&self, index: u64) -> Name {
        Name::patient(index, self.patients, self.draw(Draw::Names, 1))
    }

    /// How many staff an office has.
    fn staff_of(&self, office: u64) -> u64 {
        self.office_staff.min(self.staff - office * self.office_staff)
    }

    /// How many of them have not left and are not on leave: the first.
    pub(super) fn active_of(&self, office: u64) -> u64 {
        let staff = self.staff_of(office);
        if staff < SMALL_OFFICE { staff } else { staff - 3 }
    }

    /// The index of the staff at a place of an office.
    pub(super) fn staff_at(&self, office: u64, position: u64) -> u64 {
        office * self.office_staff + position
    }

    /// The one of an office who is on leave.
    pub(super) fn on_leave(&self, office: u64) -> Option<u64> {
        let active = self.active_of(office);
        (active < self.staff_of(office)).then(|| self.staff_at(office, active))
    }

    /// What is known of someone in `staff`.
    pub(super) fn staff(&self, index: u64) -> Staff {
        let office = index / self.office_staff;
        let position = index % self.office_staff;
        let active = self.active_of(office);
        let new = position == 7 && self.draw(Draw::Newcomer, index).is_multiple_of(3);
        let hired =
            if new { -10 - self.days(Draw::Hired, index, 15) } else { -400 - self.days(Draw::Hired, index, 1_400) };
        let registered = hired + self.days(Draw::Registered, index, if new { 5 } else { 20 });
        let left = if position > active {
            Some(-30 - self.days(Draw::Left, index, 170))
        } else if self.planted(Plant::Departed, index) {
            Some(-20 - self.days(Draw::Left, index, 60))
        } else if self.planted(Plant::Departing, index) {
            Some(3 + self.days(Draw::Left, index, 10))
        } else if position == 3 && self.draw(Draw::Left, index).is_multiple_of(8) {
            Some(40 + self.days(Draw::Left, index, 50))
        } else {
            None
        };
        let standing = if position > active {
            Standing::Former
        } else if position == active || self.planted(Plant::Suspended, index) {
            Standing::Suspended
        } else {
            Standing::Active
        };
        Staff { index, office, position, standing, hired, registered, left }
    }

    /// When a patient ceased to be one, and whether by death.
    pub(super) fn ended(&self, patient: u64) -> Option<(i32, bool)> {
        let draw = self.draw(Draw::Ended, patient);
        if is_archived(patient) {
            Some((-30 - i32::try_from(draw % 300).expect("small"), draw.is_multiple_of(7)))
        } else if self.planted(Plant::UnarchivedGroup, patient) {
            Some((-40, true))
        } else if patient % 24 == 10 {
            Some((-5, true))
        } else {
            None
        }
    }
}

/// Whether the group of this patient is no longer in use.
fn is_archived(patient: u64) -> bool {
    patient % 16 == 12
}

/// The finalizer of `SplitMix64`.
fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests;
