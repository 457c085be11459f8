//! Which item comes next.

use super::{Plan, PlannedItem, nearest};
use crate::compat::Compat;
use crate::sandbox::NextRequest;

/// Where an iteration goes after an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// To this position.
    To(usize),
    /// To this position, although others have the same name. newman takes the last of them and is silent; we warn.
    ToOneOf(usize, String),
    /// The iteration ends.
    End,
    /// The iteration ends because the wanted item does not exist. newman is silent about it; we warn.
    Lost(String),
}

/// The step after the item at `position`.
///
/// Source: postman-runtime 7.39: `null` and unknown names end the iteration; `undefined` changes nothing; of a name that
/// several have, the last one counts.
pub(super) fn next(plan: &Plan, position: usize, wanted: Option<&NextRequest>, compat: Compat) -> Step {
    match wanted {
        None if position + 1 < plan.items.len() => Step::To(position + 1),
        None | Some(NextRequest::Stop) => Step::End,
        Some(NextRequest::To(name)) if compat.takes_last_of_name() => match plan.find(name) {
            Some(place) => Step::To(place),
            None => Step::End,
        },
        Some(NextRequest::To(name)) => to(plan, position, name),
    }
}

/// The step to an item by its id, or by its name; of several, to the one in the nearest folder.
fn to(plan: &Plan, position: usize, wanted: &str) -> Step {
    let is_id = plan.items.iter().any(|item| item.view.id == wanted);
    let rivals = plan.items.iter().filter(|item| item.view.name == wanted).count();
    match plan.find(wanted) {
        None => Step::Lost(lost(plan, wanted)),
        Some(place) if is_id || rivals < 2 => Step::To(place),
        Some(_) => {
            let from = plan.items.get(position).map(|item| &**item);
            let named = plan.items.iter().enumerate().filter(|(_, item)| item.view.name == wanted);
            let best = named.max_by_key(|(_, item)| from.map_or(0, |from| nearness(from, item)));
            let Some((place, item)) = best else { return Step::End };
            let shown = [&item.view.folders[..], std::slice::from_ref(&item.view.name)].concat().join(" / ");
            Step::ToOneOf(
                place,
                format!(
                    "setNextRequest: {rivals} requests are called \"{wanted}\": the run goes on with \"{shown}\"; give its id where another one is meant"
                ),
            )
        }
    }
}

/// How near two items are: first those of one folder, then those that share the more folders.
fn nearness(from: &PlannedItem, to: &PlannedItem) -> usize {
    let (from, to) = (&from.view, &to.view);
    let shared = from.folders.iter().zip(&to.folders).take_while(|(a, b)| a == b).count();
    if from.folder_id == to.folder_id { usize::MAX } else { shared }
}

/// What to say of a name that no item has.
fn lost(plan: &Plan, wanted: &str) -> String {
    let names: Vec<String> = plan.items.iter().map(|item| item.view.name.clone()).collect();
    let near = nearest(wanted, &names).map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
    let folder = plan.items.iter().any(|item| item.view.folders.iter().any(|folder| folder == wanted));
    let folder = if folder { " (a folder is, but only requests can be named)" } else { "" };
    format!("setNextRequest: no request of this run is called \"{wanted}\"{folder}: the iteration ends{near}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection;
    use crate::runner::Selection;
    use serde_json::json;

    /// `a/x`, `a/y`, `b/x`, `b/c/z`, `Login`
    fn plan() -> Plan {
        let item = |name: &str| json!({"name": name, "id": format!("id of {name}"), "request": "http://h"});
        let file = json!({"info": {"name": "c"}, "item": [
            {"name": "a", "item": [item("x"), item("y")]},
            {"name": "b", "item": [{"name": "x", "request": "http://h"}, {"name": "c", "item": [item("z")]}]},
            item("Login"),
        ]});
        let mut ids = 0;
        let id = || {
            ids += 1;
            ids.to_string()
        };
        let collection = collection::parse(&file, id).expect("a collection");
        Plan::all(&[collection], &Selection::default(), Compat::default(), false).expect("a plan").remove(0)
    }

    fn step(position: usize, name: &str, compat: Compat) -> Step {
        next(&plan(), position, Some(&NextRequest::To(name.to_owned())), compat)
    }

    #[test]
    fn of_several_requests_of_a_name_the_one_in_the_nearest_folder_comes_next_and_it_is_told() {
        for (position, expected) in [(1, 0), (2, 2), (3, 2), (4, 2)] {
            let Step::ToOneOf(place, told) = step(position, "x", Compat::Postman) else {
                panic!("{position}")
            };
            assert_eq!(place, expected, "from {position}");
            assert!(told.starts_with("setNextRequest: 2 requests are called \"x\""), "{told}");
        }
    }

    #[test]
    fn newman_takes_the_last_of_a_name_and_says_nothing() {
        assert_eq!(step(0, "x", Compat::Newman), Step::To(2));
        assert_eq!(step(0, "nobody", Compat::Newman), Step::End);
    }

    #[test]
    fn an_id_and_a_single_name_are_clear() {
        assert_eq!(step(0, "id of x", Compat::Postman), Step::To(0));
        assert_eq!(step(0, "y", Compat::Postman), Step::To(1));
    }

    #[test]
    fn a_name_that_nobody_has_is_told_with_the_nearest_one() {
        let lost = |name: &str| match step(0, name, Compat::Postman) {
            Step::Lost(told) => told,
            other => panic!("{other:?}"),
        };
        let told = "setNextRequest: no request of this run is called \"login \": the iteration ends; did you mean \"Login\"?";
        assert_eq!(lost("login "), told);
        let told = "setNextRequest: no request of this run is called \"entirely other\": the iteration ends";
        assert_eq!(lost("entirely other"), told);
        assert!(lost("c").contains("(a folder is, but only requests can be named)"));
    }
}
