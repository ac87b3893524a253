//! What an office has set for rules otherwise than its policy has it: every report says so, and what makes a rule laxer is a
//! finding.

use crate::config::{Config, RuleSettings};
use crate::load::Data;
use crate::model::issue::{InputRule, MessageArg};
use crate::model::place::Place;
use crate::model::report::ChangedSetting;
use crate::model::schema::known;
use crate::policy::{Demand, Policy, Rule};

/// Returns what is set otherwise, by rule, and adds what is laxer to what is known to be wrong.
pub(super) fn judge(policy: &Policy, config: &Config, data: &mut Data) -> Vec<ChangedSetting> {
    let mut all = Vec::new();
    for rule in &policy.rules {
        data.issues.examined(InputRule::LoosenedRule, 1);
        let Some(settings) = config.rules.get(&rule.id) else { continue };
        let changed = changed(rule, settings);
        let laxer: Vec<ChangedSetting> = changed.iter().filter(|setting| setting.loosened).cloned().collect();
        if let Some(first) = laxer.first() {
            let table = match &rule.demand {
                Demand::Of(population) => population.each,
                Demand::Input(_) => known().offices,
            };
            let place = Place::new(0, settings.position(&first.setting).line.max(1), None);
            let reasons: Vec<String> = laxer.iter().filter_map(|setting| setting.reason.clone()).collect();
            data.issues.add(InputRule::LoosenedRule, table, vec![rule.id.clone()], place, || {
                vec![
                    ("rule", MessageArg::Text(rule.id.clone())),
                    ("settings", MessageArg::Settings(laxer)),
                    ("reason", MessageArg::List(reasons)),
                    ("file", MessageArg::Text(config.name.clone())),
                ]
            });
        }
        all.extend(changed);
    }
    all
}

/// Returns what is set for a rule otherwise than the policy has it.
pub(crate) fn changed(rule: &Rule, settings: &RuleSettings) -> Vec<ChangedSetting> {
    let changes = rule.changes().into_iter().map(|change| ChangedSetting {
        rule: rule.id.clone(),
        setting: change.key,
        policy: change.policy,
        office: change.office,
        reason: settings.reason.clone(),
        loosened: change.is_laxer,
    });
    let off = settings.off.as_ref().map(|reason| ChangedSetting {
        rule: rule.id.clone(),
        setting: "off".to_owned(),
        policy: "on".to_owned(),
        office: "off".to_owned(),
        reason: Some(reason.clone()),
        loosened: true,
    });
    off.into_iter().chain(changes).collect()
}
