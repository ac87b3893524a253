//! Who is in which group, since when and until when.

use super::{Draw, Group, LARGEST, Member, OUTSIDERS, Part, Person, WARD_OFFICES, World};
use crate::setup::sample::plant::Plant;

impl World {
    /// Everyone in a group, those who were and those who are yet to come among them.
    pub(in crate::setup::sample) fn members(&self, group: Group) -> impl Iterator<Item = Member> {
        (0..group.size).map(move |slot| self.member(&group, slot)).chain(self.past_member(&group))
    }

    /// Whether someone is in a group, or was, or is to be.
    pub(in crate::setup::sample) fn is_member(&self, group: Group, person: Person) -> bool {
        self.members(group).any(|member| member.person == person)
    }

    /// The person at a place of a group: no one has two.
    fn person(&self, group: &Group, slot: u64) -> Person {
        let foreign = u64::from(matches!(group.leader, Person::Outside(_)));
        if slot == 0 {
            group.leader
        } else if slot < group.core + foreign {
            // The numbers of active staff are 4, 22 and 23, to which these strides are prime.
            let stride = [1, 3, 5, 7, 9][(group.index / 3 % 5) as usize];
            let position = (group.first + (slot - foreign) * stride) % self.active_of(group.office);
            Person::Staff(self.staff_at(group.office, position))
        } else if self.single {
            Person::Outside((group.index + slot) * 7 % OUTSIDERS)
        } else {
            let draw = self.draw(Draw::Others, group.index);
            let other = slot - group.core;
            let (start, offices) = self.ward_of(group.office);
            let step = 1 + (draw + other) % (offices - 1);
            let office = start + (group.office - start + step) % offices;
            let position = (draw / WARD_OFFICES + other / (offices - 1)) % self.active_of(office);
            Person::Staff(self.staff_at(office, position))
        }
    }

    fn member(&self, group: &Group, slot: u64) -> Member {
        let person = self.person(group, slot);
        let key = group.index * LARGEST + slot;
        let draw = self.draw(Draw::Part, key);
        let last = slot + 1 == group.size && group.archived.is_none();
        let stale = slot == 2 && self.planted(Plant::StaleInvitation, group.index);
        let part = if slot == 0 {
            if self.planted(Plant::IneligibleLeader, group.index) { Part::Removed } else { Part::Active }
        } else if stale || last && draw.is_multiple_of(12) {
            Part::Invited
        } else if slot >= 3 && draw.is_multiple_of(33) {
            Part::Removed
        } else {
            Part::Active
        };
        let until = group.archived.unwrap_or(0);
        let joined = if stale {
            -20 - self.days(Draw::Joined, key, 60)
        } else if part == Part::Invited {
            group.created.max(-self.days(Draw::Joined, key, 12))
        } else {
            self.joined(group, slot, person, until)
        };
        let left = (part == Part::Removed).then(|| joined + self.days(Draw::Removed, key, until - joined));
        Member { slot, person, part, joined, left }
    }

    /// Someone of the office who was in the group until leaving.
    fn past_member(&self, group: &Group) -> Option<Member> {
        let leave = self.on_leave(group.office).filter(|_| group.index % 4 == 1)?;
        let staff = self.staff(leave + 1 + group.index / 4 % 2);
        let left = staff.left.filter(|left| *left > group.created + 30)?;
        let slot = group.size;
        let person = Person::Staff(staff.index);
        let joined = self.joined(group, slot, person, left);
        Some(Member { slot, person, part: Part::Removed, joined, left: Some(left) })
    }

    /// When someone joined a group in which they were until a day.
    fn joined(&self, group: &Group, slot: u64, person: Person, until: i32) -> i32 {
        let registered = match person {
            Person::Staff(index) => self.staff(index).registered,
            Person::Outside(_) => group.created,
        };
        let delay = match slot {
            0 => 0,
            _ => self.days(Draw::Joined, group.index * LARGEST + slot, (until - group.created) / 2),
        };
        (group.created + delay).max(registered).min(until)
    }
}
