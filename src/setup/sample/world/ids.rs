//! The ids of everything in a world.

use super::{OUTSIDERS, Person, World};
use crate::setup::sample::names::digits;
use crate::setup::sample::sheet::Id;

/// An identifier that sorts by its index, of so many.
fn id(prefix: u8, index: u64, count: u64) -> Id {
    Id { prefix, number: index + 1, width: digits(count).max(3) }
}

impl World {
    /// The identifier of an office.
    pub(in crate::setup::sample) fn office_id(&self, index: u64) -> Id {
        id(b'O', index, self.offices)
    }

    /// The identifier of someone in `staff`; an index beyond the last is nobody's.
    pub(in crate::setup::sample) fn staff_id(&self, index: u64) -> Id {
        id(b'S', index, self.staff)
    }

    /// The identifier of a group.
    pub(in crate::setup::sample) fn group_id(&self, index: u64) -> Id {
        id(b'G', index, self.groups)
    }

    /// The identifier of a patient.
    pub(in crate::setup::sample) fn patient_id(&self, index: u64) -> Id {
        id(b'P', index, self.patients)
    }

    /// The identifier of a device.
    pub(in crate::setup::sample) fn device_id(&self, index: u64) -> Id {
        id(b'D', index, self.staff)
    }

    /// The identifier of an incident.
    pub(in crate::setup::sample) fn incident_id(&self, index: u64) -> Id {
        id(b'A', index, self.incidents)
    }

    /// The identifier of a post.
    pub(in crate::setup::sample) fn post_id(&self, index: u64) -> Id {
        id(b'M', index, self.posts)
    }

    /// The identifier under which a group shows someone.
    pub(in crate::setup::sample) fn person_id(&self, person: Person) -> Id {
        match person {
            Person::Staff(index) => self.staff_id(index),
            Person::Outside(index) => id(b'X', index, OUTSIDERS),
        }
    }
}
