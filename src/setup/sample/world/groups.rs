//! Which groups there are, who leads them and which patients they care for.

use super::{Draw, Group, OUTSIDERS, Person, WARD_OFFICES, World, is_archived};
use crate::setup::sample::plant::Plant;

impl World {
    /// The office whose staff are the core of a group.
    fn office_of_group(&self, group: u64) -> u64 {
        if self.single { u64::from(group % 10 == 9) } else { group % self.offices }
    }

    /// The first group that someone in `staff` leads.
    pub(in crate::setup::sample) fn led_by(&self, position: u64) -> u64 {
        position * self.spread
    }

    /// What is known of a group.
    pub(in crate::setup::sample) fn group(&self, index: u64) -> Group {
        let about_patient = index < self.patients;
        let office = self.office_of_group(index);
        let active = self.active_of(office);
        let first = index / self.spread % active;
        let foreign = self.single && about_patient && index % 4 == 3;
        let leader =
            if foreign { Person::Outside(index * 7 % OUTSIDERS) } else { Person::Staff(self.staff_at(office, first)) };
        let shape = self.draw(Draw::Shape, index);
        let size = 6 + shape % 9;
        let core = if !self.single && self.ward_of(office).1 == 1 { size } else { active.min(3 + shape / 9 % 3) };
        let archived = (about_patient && is_archived(index)).then(|| {
            let (ended, _) = self.ended(index).expect("the patient of an archived group has ended");
            ended + self.days(Draw::LastPost, index, 10)
        });
        let age = self.draw(Draw::Created, index);
        let created = if archived.is_some() {
            -400 - i32::try_from(age / 10 % 700).expect("small")
        } else if age.is_multiple_of(10) && !self.planted(Plant::OverdueReview, index) {
            -10 - i32::try_from(age / 10 % 150).expect("small")
        } else {
            -200 - i32::try_from(age / 10 % 900).expect("small")
        };
        Group {
            index,
            office,
            leader,
            about_patient,
            patients: self.patients_of(index),
            created,
            archived,
            core,
            size,
            first,
        }
    }

    /// The patients of a group.
    fn patients_of(&self, group: u64) -> [Option<u64>; 2] {
        let next = Some(group + 1).filter(|next| *next < self.patients);
        if group >= self.patients || self.planted(Plant::UnidentifiedPatient, group) {
            [None, None]
        } else if self.planted(Plant::MixedPatients, group) {
            [Some(group), next]
        } else if self.planted(Plant::SplitPatient, group) {
            [next.or(Some(group)), None]
        } else {
            [Some(group), None]
        }
    }

    /// The first of the offices that work with `office`, and how many they are.
    pub(super) fn ward_of(&self, office: u64) -> (u64, u64) {
        let start = office / WARD_OFFICES * WARD_OFFICES;
        (start, WARD_OFFICES.min(self.offices - start))
    }
}
