//! The sixteen files of a sample, one function a table.
//!
//! Owns what stands in the cells. Whatever two tables must agree on comes from the world; what a single table
//! says of its rows is decided here, and so is what is wrong with a row that is planted.

mod groups;
mod patients;
mod people;
mod upkeep;

use std::io;

use groups::{groups, memberships, posts};
use patients::{assignments, consents, patients};
use people::{devices, offices, pledges, roster, staff, trainings};
use upkeep::{attestations, guidelines, incidents, reviews};

use super::sheet::Sheet;
use super::world::World;

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

/// One of `words`, chosen by a number.
fn one_of<'a>(words: &[&'a str], draw: u64) -> &'a str {
    words[(draw % words.len() as u64) as usize]
}
