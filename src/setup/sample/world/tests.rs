//! What holds for every world, whatever its size.

use std::collections::HashSet;

use super::*;

fn world(size: Size, memberships: Option<u64>, seed: u64, clean: bool) -> World {
    let as_of = NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date");
    World::new(&Options { size, seed, clean, as_of, memberships })
}

#[test]
fn nobody_is_in_a_group_twice() {
    for (size, memberships) in [
        (Size::Office, None),
        (Size::Ward, Some(1_000)),
        (Size::Ward, Some(1_500)),
        (Size::Nation, Some(1_000)),
        (Size::Nation, Some(250_000)),
    ] {
        let world = world(size, memberships, 5, false);
        for group in (0..world.groups.min(2_000)).map(|index| world.group(index)) {
            let mut ids = HashSet::new();
            for member in world.members(group) {
                assert!(ids.insert(world.person_id(member.person).to_string()), "{group:?}");
            }
            assert!(ids.len() >= 6);
        }
    }
}

#[test]
fn whoever_leads_a_clean_group_is_in_post() {
    let world = world(Size::Ward, Some(20_000), 1, true);
    for group in (0..world.groups).map(|index| world.group(index)) {
        let Person::Staff(leader) = group.leader else { panic!("an office of the ward leads") };
        let leader = world.staff(leader);
        assert_eq!(leader.standing, Standing::Active);
        assert!(leader.left.is_none_or(|left| left > 14));
    }
}
