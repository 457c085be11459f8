//! What will run: the selected items in order, each with what it inherits.

use std::collections::HashSet;
use std::sync::Arc;

use super::PlanError;
use crate::collection::{Auth, Collection, Folder, Item, Listen, Node, Profile, Request, Script, item_json};
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
    place: ScriptPlace,
    scripts: &'a [Script],
    auth: Option<&'a Auth>,
    profile: &'a Profile,
    /// True when `--folder` named it or a level above it.
    selected: bool,
}

impl Plan {
    /// Flattens a collection, keeping only what `folders` selects; an empty selection keeps everything.
    ///
    /// Order: the collection's, whatever the order of the selection. A single name takes the first match,
    /// searched level by level; several take every match.
    ///
    /// Source: postman-runtime 7.39, `lib/runner/extract-runnable-items.js`.
    ///
    /// # Errors
    ///
    /// Fails when a name or id of the selection does not exist.
    pub fn new(collection: &Collection, folders: &[String], with_json: bool) -> Result<Self, PlanError> {
        let chosen = choose(collection, folders)?;
        let root = Level {
            id: None,
            name: collection.name.as_deref().unwrap_or(&collection.id),
            place: ScriptPlace::Collection,
            scripts: &collection.scripts,
            auth: collection.auth.as_ref(),
            profile: &collection.profile,
            selected: chosen.is_none(),
        };
        let mut plan = Self::default();
        plan.collect(&collection.nodes, &mut vec![root], chosen.as_ref(), with_json);
        Ok(plan)
    }

    fn collect<'a>(
        &mut self,
        nodes: &'a [Node],
        levels: &mut Vec<Level<'a>>,
        chosen: Option<&HashSet<&'a str>>,
        with_json: bool,
    ) {
        let above = levels.last().is_some_and(|level| level.selected);
        let is_chosen = |id: &str| above || chosen.is_some_and(|chosen| chosen.contains(id));
        for node in nodes {
            match node {
                Node::Folder(folder) => {
                    levels.push(Level::of_folder(folder, is_chosen(&folder.id)));
                    self.collect(&folder.nodes, levels, chosen, with_json);
                    levels.pop();
                }
                Node::Item(item) if is_chosen(&item.id) => {
                    self.items.push(Arc::new(planned(item, levels, with_json)));
                }
                Node::Item(_) => {}
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
            place: ScriptPlace::Folder,
            scripts: &folder.scripts,
            auth: folder.auth.as_ref(),
            profile: &folder.profile,
            selected,
        }
    }
}

fn planned(item: &Item, levels: &[Level<'_>], with_json: bool) -> PlannedItem {
    let name = item.name.clone().unwrap_or_default();
    let folders: Vec<String> = levels[1..].iter().map(|level| level.name.to_owned()).collect();
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
            json: with_json.then(|| Arc::new(item_json(item))),
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
        name: item.name.clone(),
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
        view: Arc::new(ScriptView { id: script.id.clone(), listen, place, owner: owner.to_owned() }),
    })
}

/// Ids of the chosen nodes; `None` when everything runs.
fn choose<'a>(collection: &'a Collection, wanted: &[String]) -> Result<Option<HashSet<&'a str>>, PlanError> {
    if wanted.is_empty() {
        return Ok(None);
    }
    let all = breadth_first(&collection.nodes);
    let mut chosen = HashSet::new();
    for name in wanted {
        let mut matches =
            all.iter().filter(|(id, own)| id == name || own == name).map(|(id, _)| *id).peekable();
        if matches.peek().is_none() {
            let known = all.iter().map(|(_, own)| (*own).to_owned()).collect();
            return Err(PlanError::UnknownFolder { wanted: name.clone(), known });
        }
        chosen.extend(matches.take(if wanted.len() == 1 { 1 } else { usize::MAX }));
    }
    Ok(Some(chosen))
}

/// Id and name of every node, level by level.
fn breadth_first(nodes: &[Node]) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut level: Vec<&Node> = nodes.iter().collect();
    while !level.is_empty() {
        let mut below = Vec::new();
        for node in level {
            match node {
                Node::Folder(folder) => {
                    found.push((folder.id.as_str(), folder.name.as_str()));
                    below.extend(&folder.nodes);
                }
                Node::Item(item) => found.push((item.id.as_str(), item.name.as_deref().unwrap_or_default())),
            }
        }
        level = below;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn plan(folders: &[&str]) -> Result<Vec<String>, PlanError> {
        let json = json!({"info": {"name": "c"}, "item": [
            {"name": "A", "item": [{"name": "a1", "request": "http://x"}, {"name": "B", "item": [{"name": "b1"}]}]},
            {"name": "r", "request": "http://x"},
        ]});
        let mut next = 0;
        let collection = crate::collection::parse(&json, || {
            next += 1;
            next.to_string()
        })
        .expect("a collection");
        let folders: Vec<String> = folders.iter().map(|name| (*name).to_owned()).collect();
        Ok(Plan::new(&collection, &folders, false)?.items.iter().map(|item| item.view.name.clone()).collect())
    }

    #[test]
    fn everything_runs_without_a_selection() {
        assert_eq!(plan(&[]).expect("a plan"), ["a1", "b1", "r"]);
    }

    #[test]
    fn several_selections_run_in_the_collections_order_and_once() {
        assert_eq!(plan(&["r", "B", "A"]).expect("a plan"), ["a1", "b1", "r"]);
        assert_eq!(plan(&["b1"]).expect("a plan"), ["b1"]);
    }

    #[test]
    fn an_unknown_folder_is_an_error_that_knows_the_names() {
        let known = vec!["A".into(), "r".into(), "a1".into(), "B".into(), "b1".into()];
        assert_eq!(plan(&["x"]), Err(PlanError::UnknownFolder { wanted: "x".into(), known }));
    }
}
