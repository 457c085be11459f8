//! What will run: the selected items in order, each with what it inherits.

use std::sync::Arc;

use super::PlanError;
use super::selection::{self, Chosen, Selection};
use crate::collection::{Auth, Collection, Folder, Item, Listen, Node, Profile, Request, Script, item_json};
use crate::compat::Compat;
use crate::event::{ItemView, ScriptPlace, ScriptView};

/// The items of one iteration, in order.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The items.
    pub items: Vec<Arc<PlannedItem>>,
}

/// An item with everything that it inherits from the levels above.
#[derive(Debug, Clone)]
pub struct PlannedItem {
    /// The item for reports.
    pub view: Arc<ItemView>,
    /// Its request, unresolved.
    pub request: Arc<Request>,
    /// Scripts before the request: collection, folders from the outside in, item.
    pub prerequest: Vec<PlannedScript>,
    /// Scripts after the response, in the same order.
    pub test: Vec<PlannedScript>,
    /// The nearest auth.
    pub auth: Option<Auth>,
    /// Merged settings.
    pub profile: Profile,
    /// Names from the collection down to the item.
    pub location: Vec<String>,
    /// The item's name as the file has it.
    pub name: Option<String>,
}

/// A script at its place.
#[derive(Debug, Clone)]
pub struct PlannedScript {
    /// The script.
    pub script: Script,
    /// The script for reports.
    pub view: Arc<ScriptView>,
}

/// A level on the way down.
struct Level<'a> {
    id: Option<&'a str>,
    name: &'a str,
    description: Option<&'a str>,
    place: ScriptPlace,
    scripts: &'a [Script],
    auth: Option<&'a Auth>,
    profile: &'a Profile,
    /// True when `--folder` named it or a level above it.
    selected: bool,
}

/// What a plan takes along for reports.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlanLook {
    /// True when a reporter wants items repeated as JSON.
    pub with_json: bool,
    /// True when the collection's name stands before the folders: one of several collections.
    pub named: bool,
}

impl Plan {
    /// A plan for each collection, keeping only what the selection takes.
    ///
    /// Order: the collections' and their items', whatever the order of the selection.
    ///
    /// # Errors
    ///
    /// Fails when a name, a path or an id of the selection exists in none of them or means several, and when nothing
    /// is left to run, unless the selection allows that or newman's behaviour counts.
    pub fn all(
        collections: &[Collection],
        selection: &Selection,
        compat: Compat,
        with_json: bool,
    ) -> Result<Vec<Self>, PlanError> {
        let look = PlanLook { with_json, named: collections.len() > 1 };
        let plan = |collection| Self::of(collection, selection, compat, look);
        let plans = collections.iter().map(plan).collect::<Result<Vec<_>, _>>()?;
        let planned: usize = plans.iter().map(|plan| plan.items.len()).sum();
        selection::check_names(collections, selection)?;
        if planned == 0 && !selection.allow_empty {
            selection::check_emptiness(collections, selection, compat)?;
        }
        Ok(plans)
    }

    fn of(
        collection: &Collection,
        selection: &Selection,
        compat: Compat,
        look: PlanLook,
    ) -> Result<Self, PlanError> {
        let chosen = Chosen::of(collection, selection, compat)?;
        let root = Level {
            id: None,
            name: collection.name.as_deref().unwrap_or(&collection.id),
            description: collection.description.as_deref(),
            place: ScriptPlace::Collection,
            scripts: &collection.scripts,
            auth: collection.auth.as_ref(),
            profile: &collection.profile,
            selected: chosen.everything(),
        };
        let mut plan = Self::default();
        plan.collect(&collection.nodes, &mut vec![root], &chosen, look);
        Ok(plan)
    }

    fn collect<'a>(
        &mut self,
        nodes: &'a [Node],
        levels: &mut Vec<Level<'a>>,
        chosen: &Chosen<'_>,
        look: PlanLook,
    ) {
        let above = levels.last().is_some_and(|level| level.selected);
        let takes = |id: &str| above || chosen.names(id);
        for node in nodes {
            match node {
                Node::Folder(folder) if !chosen.excludes(&folder.id) => {
                    levels.push(Level::of_folder(folder, takes(&folder.id)));
                    self.collect(&folder.nodes, levels, chosen, look);
                    levels.pop();
                }
                Node::Item(item) if takes(&item.id) && !chosen.excludes(&item.id) => {
                    let labels = levels.iter().flat_map(Level::labels).chain(selection::item_labels(item));
                    if chosen.wants(item, labels) {
                        self.items.push(Arc::new(planned(item, levels, look)));
                    }
                }
                Node::Folder(_) | Node::Item(_) => {}
            }
        }
    }

    /// The index of the item that `setNextRequest` means: by id, else by name, the last one of a name.
    pub fn find(&self, wanted: &str) -> Option<usize> {
        let by_id = self.items.iter().position(|item| item.view.id == wanted);
        by_id.or_else(|| self.items.iter().rposition(|item| item.view.name == wanted))
    }
}

impl<'a> Level<'a> {
    fn of_folder(folder: &'a Folder, selected: bool) -> Self {
        Self {
            id: Some(&folder.id),
            name: &folder.name,
            description: folder.description.as_deref(),
            place: ScriptPlace::Folder,
            scripts: &folder.scripts,
            auth: folder.auth.as_ref(),
            profile: &folder.profile,
            selected,
        }
    }

    /// Its name and its description.
    fn labels(&self) -> impl Iterator<Item = String> + use<> {
        [Some(self.name), self.description].map(|label| label.map(str::to_owned)).into_iter().flatten()
    }
}

impl<'a> Level<'a> {
    /// Its name; a folder without one goes by its id.
    fn title(&self) -> &'a str {
        if self.name.is_empty() { self.id.unwrap_or_default() } else { self.name }
    }
}

fn planned(item: &Item, levels: &[Level<'_>], look: PlanLook) -> PlannedItem {
    let name = item.name.clone().unwrap_or_default();
    let folders: Vec<String> =
        levels[usize::from(!look.named)..].iter().map(|level| level.title().to_owned()).collect();
    let mut profile = Profile::new();
    for level in levels {
        profile.extend(level.profile.clone());
    }
    profile.extend(item.profile.clone());
    let scripts = |listen| {
        let inherited =
            levels.iter().flat_map(move |level| on(level.scripts, listen, level.place, level.name));
        inherited.chain(on(&item.scripts, listen, ScriptPlace::Item, &name)).collect()
    };
    let mut location: Vec<String> = levels.iter().map(|level| level.name.to_owned()).collect();
    location.push(name.clone());
    PlannedItem {
        view: Arc::new(ItemView {
            id: item.id.clone(),
            name: name.clone(),
            folder_id: levels.last().and_then(|level| level.id).map(str::to_owned),
            folders,
            description: item.request.description.clone(),
            json: look.with_json.then(|| Arc::new(item_json(item))),
        }),
        request: Arc::new(item.request.clone()),
        prerequest: scripts(Listen::Prerequest),
        test: scripts(Listen::Test),
        auth: item
            .request
            .auth
            .as_ref()
            .or_else(|| levels.iter().rev().find_map(|level| level.auth))
            .cloned(),
        profile,
        location,
        name: item.name.clone().filter(|name| !name.is_empty()),
    }
}

fn on<'a>(
    scripts: &'a [Script],
    listen: Listen,
    place: ScriptPlace,
    owner: &'a str,
) -> impl Iterator<Item = PlannedScript> + 'a {
    scripts.iter().filter(move |script| script.listen == listen).map(move |script| PlannedScript {
        script: script.clone(),
        view: Arc::new(ScriptView {
            id: script.id.clone(),
            listen: listen.into(),
            place,
            owner: owner.to_owned(),
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn plan(selection: &Selection) -> Result<Vec<String>, PlanError> {
        plan_as(selection, Compat::Postman)
    }

    fn plan_as(selection: &Selection, compat: Compat) -> Result<Vec<String>, PlanError> {
        let test = json!([{"listen": "test", "script": {"exec": "pm.test('t')"}}]);
        let json = json!({"info": {"name": "c"}, "item": [
            {"name": "A [smoke]", "item": [{"name": "a1", "request": "http://x"},
                {"name": "B", "item": [{"name": "b1", "event": test}]}]},
            {"name": "r", "request": {"url": "http://x", "description": "tags: Slow, smoke"}},
            {"name": "empty", "item": []},
            {"name": "C", "item": [{"name": "B", "item": [{"name": "c1"}, {"name": "B"}]}]},
        ]});
        let mut next = 0;
        let collection = crate::collection::parse(&json, || {
            next += 1;
            next.to_string()
        })
        .expect("a collection");
        let plans = Plan::all(&[collection], selection, compat, false)?;
        Ok(plans[0].items.iter().map(|item| item.view.name.clone()).collect())
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn folders(wanted: &[&str]) -> Selection {
        Selection { folders: names(wanted), ..Selection::default() }
    }

    #[test]
    fn everything_runs_without_a_selection() {
        assert_eq!(plan(&Selection::default()).expect("a plan"), ["a1", "b1", "r", "c1", "B"]);
    }

    #[test]
    fn several_selections_run_in_the_collections_order_and_once() {
        assert_eq!(plan(&folders(&["r", "A [smoke]/B", "A [smoke]"])).expect("a plan"), ["a1", "b1", "r"]);
        assert_eq!(plan(&folders(&["b1"])).expect("a plan"), ["b1"]);
    }

    #[test]
    fn an_unknown_folder_is_an_error_that_knows_the_names() {
        let known = names(&["A [smoke]", "r", "empty", "C", "a1", "B", "B", "b1", "c1", "B"]);
        let error = PlanError::UnknownFolder { wanted: "x".into(), known, alone: true };
        assert_eq!(plan(&folders(&["x"])), Err(error));
    }

    #[test]
    fn an_excluded_folder_takes_its_items_with_it() {
        let without = |exclude: &[&str]| {
            plan(&Selection { exclude: names(exclude), ..Selection::default() }).expect("a plan")
        };
        assert_eq!(without(&["B"]), ["a1", "r"]);
        assert_eq!(without(&["C/B"]), ["a1", "b1", "r"]);
        assert_eq!(without(&["A [smoke]", "r"]), ["c1", "B"]);
    }

    #[test]
    fn a_path_picks_one_of_several_of_a_name() {
        for path in ["C/B", "/C/B", "C / B"] {
            assert_eq!(plan(&folders(&[path])).expect("a plan"), ["c1", "B"], "{path}");
        }
        assert_eq!(plan(&folders(&["C/B/B"])).expect("a plan"), ["B"]);
        assert!(matches!(plan(&folders(&["/B"])), Err(PlanError::UnknownFolder { .. })));
    }

    #[test]
    fn a_name_of_several_is_refused_with_their_paths_and_what_lies_in_one_of_them_is_none() {
        let paths = names(&["\"A [smoke]/B\"", "\"C/B\""]);
        assert_eq!(plan(&folders(&["B"])), Err(PlanError::AmbiguousFolder { wanted: "B".into(), paths }));
        assert_eq!(plan_as(&folders(&["B"]), Compat::Newman).expect("the first"), ["b1"]);
    }

    #[test]
    fn a_selection_that_leaves_nothing_is_refused_unless_that_is_allowed() {
        let nothing = |folders, exclude| Err(PlanError::NothingSelected { folders, exclude });
        let all = Selection { exclude: names(&["A [smoke]", "r", "C"]), ..Selection::default() };
        assert_eq!(plan(&all), nothing(false, true));
        assert_eq!(plan(&folders(&["empty"])), nothing(true, false));
        assert_eq!(plan(&folders(&["r"]).with_exclude("r")), nothing(true, true));
        assert_eq!(plan(&all.clone().with_allow_empty(true)), Ok(Vec::new()));
        assert_eq!(plan_as(&all, Compat::Newman), Ok(Vec::new()));
    }

    #[test]
    fn collections_without_a_request_are_refused_unless_that_is_allowed() {
        let empty = [Collection::default()];
        let plan = |selection: &Selection| Plan::all(&empty, selection, Compat::Postman, false).map(|_| ());
        assert_eq!(plan(&Selection::default()), Err(PlanError::NoRequest));
        assert_eq!(plan(&Selection::default().with_allow_empty(true)), Ok(()));
    }

    #[test]
    fn tags_are_inherited_and_have_no_case() {
        let tagged = |tag: &str| plan(&Selection { tags: names(&[tag]), ..Selection::default() });
        assert_eq!(tagged("SMOKE").expect("a plan"), ["a1", "b1", "r"]);
        assert_eq!(tagged("slow").expect("a plan"), ["r"]);
        let known = names(&["slow", "smoke"]);
        let unknown = Err(PlanError::NoSuchTag { wanted: names(&["fast"]), known });
        assert_eq!(tagged("fast"), unknown);
        let both = Selection { tags: names(&["slow", "fast"]), ..Selection::default() };
        assert_eq!(plan(&both), unknown, "one of them is a slip");
    }

    #[test]
    fn tests_only_takes_items_with_tests_of_their_own() {
        let selection = Selection { tests_only: true, ..Selection::default() };
        assert_eq!(plan(&selection).expect("a plan"), ["b1"]);
    }
}
