//! The findings that a sample is planted with.
//!
//! Owns which rows of a sample are bad, and how often. A row is bad if it is the one that is bad in every planted
//! sample, so that no rule goes without a finding however small the sample is, or, in the larger ones, if its hash says
//! so.

/// Something bad that a planted sample holds. What each one is planted on is said with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plant {
    /// An office that never applied.
    UnappliedOffice,
    /// An office whose administrators are ordinary users.
    MissingAdmin,
    /// An office with one administrator.
    SingleAdmin,
    /// An office that last confirmed the second document long ago.
    OverdueGuideline,
    /// An office that last confirmed a superseded edition of the first document.
    OutdatedGuideline,
    /// An office that answered no.
    OverdueAttestation,
    /// Staff who left and whose account and memberships are as before.
    Departed,
    /// Staff about to leave.
    Departing,
    /// Staff on leave whose memberships are as before.
    Suspended,
    /// Staff who left and of whom nobody knows whether the account was closed.
    UnclosedAccount,
    /// Staff missing from the roster.
    UnlistedAccount,
    /// Staff who have not logged in for months.
    DormantAccount,
    /// Staff with the address of the colleague before them.
    SharedEmail,
    /// Staff with the name of the colleague before them.
    DuplicatePerson,
    /// Staff row that is no person.
    GenericAccount,
    /// Staff without profile.
    MissingProfile,
    /// Staff without photo.
    MissingPhoto,
    /// Staff without pledge.
    MissingPledge,
    /// Staff whose pledge has run out.
    ExpiredPledge,
    /// Staff whose pledge came long after the account.
    LatePledge,
    /// Staff whose existing pledge lacks some points.
    IncompletePledge,
    /// Staff not trained for more than a year.
    OverdueTraining,
    /// Incident of misuse whose subject goes on using the account.
    UnrestrictedMisuse,
    /// Group without leader.
    LeaderlessGroup,
    /// Group whose leader has left it.
    IneligibleLeader,
    /// Group of two patients.
    MixedPatients,
    /// Group whose title names two patients.
    MixedTitle,
    /// Group without patient.
    UnidentifiedPatient,
    /// Group of the next group's patient.
    SplitPatient,
    /// Group of a patient who died weeks ago.
    UnarchivedGroup,
    /// Group without posts for months.
    DormantGroup,
    /// Group last reviewed long ago.
    OverdueReview,
    /// Group whose first member after the leader has no assignment.
    UnassignedMember,
    /// Group whose first member after the leader was not approved.
    UnapprovedMember,
    /// Group whose second member after the leader has been invited for weeks.
    StaleInvitation,
    /// Group whose second member after the leader was invited by the first.
    OutsideInvitation,
    /// Patient without consent.
    MissingConsent,
    /// Patient who withdrew the consent.
    WithdrawnConsent,
    /// Patient whose consent came after the group.
    LateConsent,
    /// Patient whose consent names no signer.
    UnsignedConsent,
    /// Patient who was given no copy.
    UndeliveredCopy,
    /// Patient whose consent another office keeps.
    MisplacedConsent,
    /// Device without holder.
    UnheldDevice,
    /// Device whose loss was reported late.
    UnreportedLoss,
    /// Post that names another patient.
    ForeignMention,
    /// Post not confirmed.
    UnconfirmedPost,
    /// Post by someone who is not in the group.
    OutsiderPost,
    /// Post by someone who had left.
    DepartedPost,
    /// Incident reported late.
    LateReport,
    /// Staff row with a word for a date.
    UnreadableValue,
    /// Staff before whose pledge stands one that names nobody.
    MissingKey,
    /// Group in which a membership has no status.
    MissingValue,
    /// Group in which a membership is there twice, and differs.
    DuplicateKey,
    /// Group with a member who is not in `staff`.
    UnknownReference,
    /// Group with a member named by a name that nobody has.
    UnknownPerson,
    /// Staff with a training that is yet to come.
    FutureDate,
    /// Staff hired on a day that its era does not have.
    ContradictingDate,
    /// Staff whose name lost a character.
    LossyText,
}

impl Plant {
    /// The row that is bad in every planted sample. Those of one table keep out of each other's way.
    #[expect(clippy::match_same_arms, reason = "rows of different tables have the same numbers")]
    pub(super) const fn always(self) -> u64 {
        match self {
            // Offices: the main office has but one administrator, the satellite none.
            Self::SingleAdmin | Self::OverdueGuideline | Self::OutdatedGuideline | Self::OverdueAttestation => 0,
            Self::UnappliedOffice | Self::MissingAdmin => 1,
            // Staff of the main office; the last two have left.
            Self::Suspended => 2,
            Self::Departed => 4,
            Self::Departing => 5,
            Self::DormantAccount => 6,
            Self::SharedEmail => 8,
            Self::DuplicatePerson => 10,
            Self::GenericAccount => 11,
            Self::MissingProfile | Self::ContradictingDate => 12,
            Self::MissingPhoto | Self::FutureDate => 13,
            Self::MissingPledge => 14,
            Self::ExpiredPledge => 15,
            Self::LatePledge => 16,
            Self::IncompletePledge => 17,
            Self::OverdueTraining => 18,
            Self::UnlistedAccount => 20,
            Self::UnreadableValue | Self::MissingKey => 21,
            Self::LossyText => 22,
            Self::UnclosedAccount => 24,
            // Groups and their patients: live ones that the own office leads.
            Self::LeaderlessGroup => 0,
            Self::IneligibleLeader => 1,
            Self::MixedPatients => 4,
            Self::MixedTitle => 6,
            Self::UnidentifiedPatient => 8,
            Self::UnassignedMember | Self::OutsideInvitation => 9,
            Self::SplitPatient => 13,
            Self::UnarchivedGroup => 16,
            Self::DormantGroup => 17,
            Self::OverdueReview => 18,
            Self::MissingConsent => 20,
            Self::WithdrawnConsent => 21,
            Self::LateConsent => 22,
            Self::UnsignedConsent => 24,
            Self::UndeliveredCopy => 25,
            Self::MisplacedConsent => 26,
            Self::UnapprovedMember | Self::StaleInvitation => 29,
            Self::DuplicateKey => 30,
            Self::MissingValue => 32,
            Self::UnknownReference => 33,
            Self::UnknownPerson => 34,
            // Devices, posts and incidents.
            Self::UnheldDevice => 3,
            Self::UnreportedLoss => 4,
            Self::UnconfirmedPost => 7,
            Self::ForeignMention => 10,
            Self::OutsiderPost => 11,
            Self::DepartedPost => 35,
            Self::LateReport => 0,
            Self::UnrestrictedMisuse => 5,
        }
    }

    /// How many in ten thousand are bad besides, in a ward or a nation.
    pub(super) const fn rate(self) -> u64 {
        match self {
            // The account of someone who left shows in every one of its forty groups.
            Self::Departed | Self::Suspended => 20,
            // One member of a group of ten.
            Self::UnassignedMember | Self::UnapprovedMember | Self::OutsideInvitation => 200,
            // Bad data is rarer than bad practice.
            Self::UnreadableValue
            | Self::MissingKey
            | Self::MissingValue
            | Self::DuplicateKey
            | Self::UnknownReference
            | Self::UnknownPerson
            | Self::FutureDate
            | Self::ContradictingDate
            | Self::LossyText => 10,
            // Follows from the posts of those who left.
            Self::DepartedPost => 0,
            _ => 30,
        }
    }
}
