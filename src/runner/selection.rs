//! Which items run: `--folder`, `--exclude`, `--tag` and `--tests-only`.

use std::collections::HashSet;

use super::PlanError;
use crate::collection::{Collection, Item, Listen, Node};
use crate::compat::Compat;

/// The user's choice of requests; the default chooses all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Selection {
    /// `--folder`: names, paths or ids of folders or requests; empty runs everything.
    ///
    /// Each means one node of a collection, with what lies in it. A path is the end of a node's path (`Orders/List`), or
    /// all of it (`/Orders/List`).
    ///
    /// In newman's mode a single one takes its first match, a folder's own members before what lies in them. Of several,
    /// each takes its first match in the order of the file.
    ///
    /// Source: postman-runtime 7.39, `lib/runner/extract-runnable-items.js`.
    pub folders: Vec<String>,
    /// `--exclude`: names, paths or ids of folders or requests that do not run; every match is left out.
    pub exclude: Vec<String>,
    /// `--tag`: items that carry one of these, themselves or by a level above them; empty asks for none.
    pub tags: Vec<String>,
    /// `--tests-only`: items with a test script of their own.
    pub tests_only: bool,
    /// `--allow-empty`: a run may send nothing.
    pub allow_empty: bool,
}

impl Selection {
    /// Chooses a folder or a request by its name or id, besides those chosen before.
    #[must_use]
    pub fn with_folder(mut self, name: impl Into<String>) -> Self {
        self.folders.push(name.into());
        self
    }

    /// Leaves out every folder and request of this name or id.
    #[must_use]
    pub fn with_exclude(mut self, name: impl Into<String>) -> Self {
        self.exclude.push(name.into());
        self
    }

    /// Chooses items that carry this tag, besides those of the tags before.
    #[must_use]
    pub fn with_tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }

    /// Sets whether only items with a test script of their own run.
    #[must_use]
    pub fn with_tests_only(mut self, only: bool) -> Self {
        self.tests_only = only;
        self
    }

    /// Sets whether a run may send nothing.
    #[must_use]
    pub fn with_allow_empty(mut self, allow: bool) -> Self {
        self.allow_empty = allow;
        self
    }
}

/// A selection applied to one collection.
pub(super) struct Chosen<'a> {
    selection: &'a Selection,
    /// Ids of the chosen nodes; `None` when no folder was named.
    folders: Option<HashSet<&'a str>>,
    excluded: HashSet<&'a str>,
}

impl<'a> Chosen<'a> {
    /// # Errors
    ///
    /// Fails when a name of `--folder` means several nodes of the collection.
    pub(super) fn of(
        collection: &'a Collection,
        selection: &'a Selection,
        compat: Compat,
    ) -> Result<Self, PlanError> {
        let excluded = selection.exclude.iter().flat_map(|wanted| named(collection, wanted));
        let excluded = excluded.map(|found| found.id).collect();
        let folders = match selection.folders.as_slice() {
            [] => None,
            [one] if compat.takes_first_of_several() => {
                Some(first(&collection.nodes, one).into_iter().collect())
            }
            several if compat.takes_first_of_several() => {
                let (mut open, mut found) = (several.iter().map(String::as_str).collect(), HashSet::new());
                each_once(&collection.nodes, &mut open, &mut found);
                Some(found)
            }
            several => {
                let ids = several.iter().map(|wanted| only(collection, wanted));
                Some(ids.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
            }
        };
        Ok(Self { selection, folders, excluded })
    }

    /// True when the whole collection is chosen, as far as `--folder` says.
    pub(super) fn everything(&self) -> bool {
        self.folders.is_none()
    }

    /// True when `--folder` named this node.
    pub(super) fn names(&self, id: &str) -> bool {
        self.folders.as_ref().is_some_and(|folders| folders.contains(id))
    }

    /// True when `--exclude` named this node.
    pub(super) fn excludes(&self, id: &str) -> bool {
        self.excluded.contains(id)
    }

    /// True when an item has the tests and the tags that are asked for; `labels` are the names and descriptions
    /// of the item and the levels above it.
    pub(super) fn wants(&self, item: &Item, mut labels: impl Iterator<Item = String>) -> bool {
        let tests = !self.selection.tests_only || has_tests(item);
        let wanted = &self.selection.tags;
        tests && (wanted.is_empty() || labels.any(|label| tags(&label).any(|tag| is_one_of(tag, wanted))))
    }
}

/// Refuses what was asked for and exists in none of the collections.
///
/// # Errors
///
/// Fails for the first unknown name.
pub(super) fn check_names(collections: &[Collection], selection: &Selection) -> Result<(), PlanError> {
    let missing = |names: &[String]| {
        let is_known =
            |name: &String| collections.iter().any(|collection| !named(collection, name).is_empty());
        names.iter().find(|name| !is_known(name)).cloned()
    };
    let known = || {
        let all = collections.iter().flat_map(|collection| breadth_first(&collection.nodes));
        all.map(str::to_owned).collect()
    };
    if let Some(wanted) = missing(&selection.folders) {
        let alone = selection.folders.len() == 1;
        return Err(PlanError::UnknownFolder { wanted, known: known(), alone });
    }
    if let Some(wanted) = missing(&selection.exclude) {
        return Err(PlanError::UnknownExclusion { wanted, known: known() });
    }
    let tags = known_tags(collections);
    match selection.tags.iter().find(|tag| !is_one_of(tag, &tags)) {
        Some(wanted) => Err(PlanError::NoSuchTag { wanted: vec![wanted.clone()], known: tags }),
        None => Ok(()),
    }
}

/// Why nothing is left to run.
///
/// # Errors
///
/// Fails but where newman's behaviour counts; there only `--tag` and `--tests-only`, which it has not, must leave
/// something.
pub(super) fn check_emptiness(
    collections: &[Collection],
    selection: &Selection,
    compat: Compat,
) -> Result<(), PlanError> {
    let runs_nothing = compat.runs_nothing();
    if !collections.iter().any(Collection::holds_requests) {
        return if runs_nothing { Ok(()) } else { Err(PlanError::NoRequest) };
    }
    if !selection.tags.is_empty() {
        let known = known_tags(collections);
        return Err(PlanError::NoSuchTag { wanted: selection.tags.clone(), known });
    }
    if selection.tests_only {
        return Err(PlanError::NoTests);
    }
    if runs_nothing {
        return Ok(());
    }
    let (folders, exclude) = (!selection.folders.is_empty(), !selection.exclude.is_empty());
    Err(PlanError::NothingSelected { folders, exclude })
}

/// The tags of all collections, in lower case, each once.
fn known_tags(collections: &[Collection]) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for label in collections.iter().flat_map(labels_of) {
        known.extend(tags(&label).map(str::to_lowercase));
    }
    known.sort();
    known.dedup();
    known
}

/// A node that a name, a path or an id means.
struct Found<'a> {
    id: &'a str,
    /// The names from the collection's own members down to it.
    path: Vec<&'a str>,
    /// True when it lies in another one that is meant.
    inside: bool,
}

/// All nodes that a name, a path or an id means, in the order of the file. An id means one.
fn named<'a>(collection: &'a Collection, wanted: &str) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    collect(&collection.nodes, wanted, &mut Vec::new(), false, &mut found);
    match found.iter().position(|found: &Found<'_>| found.id == wanted) {
        Some(by_id) => vec![found.swap_remove(by_id)],
        None => found,
    }
}

fn collect<'a>(
    nodes: &'a [Node],
    wanted: &str,
    path: &mut Vec<&'a str>,
    inside: bool,
    found: &mut Vec<Found<'a>>,
) {
    for node in nodes {
        let (id, name) = id_and_name(node);
        path.push(name);
        let is_meant = id == wanted || is_path(path, wanted);
        if is_meant {
            found.push(Found { id, path: path.clone(), inside });
        }
        if let Node::Folder(folder) = node {
            collect(&folder.nodes, wanted, path, inside || is_meant, found);
        }
        path.pop();
    }
}

/// True for the end of the path, as `A/B` or as reports write it, `A / B`; for all of it after a slash.
fn is_path(path: &[&str], wanted: &str) -> bool {
    let ends = |wanted: &str, from: usize| {
        let rest = &path[from..];
        rest.join("/") == wanted || rest.len() > 1 && rest.join(" / ") == wanted
    };
    let by_end = (0..path.len()).any(|from| ends(wanted, from));
    by_end || wanted.strip_prefix('/').is_some_and(|whole| ends(whole, 0))
}

/// The id of the one node that is meant; `None` where none is.
///
/// # Errors
///
/// Fails when several are meant that do not lie in each other.
fn only<'a>(collection: &'a Collection, wanted: &str) -> Result<Option<&'a str>, PlanError> {
    let mut found = named(collection, wanted);
    found.retain(|found| !found.inside);
    if found.len() > 1 {
        let path = |found: &Found<'_>| match found.path.as_slice() {
            [alone] => format!("\"/{alone}\""),
            path => format!("\"{}\"", path.join("/")),
        };
        let paths = found.iter().map(path).collect();
        return Err(PlanError::AmbiguousFolder { wanted: wanted.to_owned(), paths });
    }
    Ok(found.first().map(|found| found.id))
}

fn id_and_name(node: &Node) -> (&str, &str) {
    match node {
        Node::Folder(folder) => (&folder.id, &folder.name),
        Node::Item(item) => (&item.id, item.name.as_deref().unwrap_or_default()),
    }
}

/// The id of the node that a single name means.
fn first<'a>(nodes: &'a [Node], wanted: &str) -> Option<&'a str> {
    let own = nodes.iter().map(id_and_name).find(|(id, name)| *id == wanted || *name == wanted);
    own.map(|(id, _)| id).or_else(|| {
        nodes.iter().find_map(|node| match node {
            Node::Folder(folder) => first(&folder.nodes, wanted),
            Node::Item(_) => None,
        })
    })
}

/// The ids of the nodes that several names mean, each name once; a name within a chosen folder is used up there.
fn each_once<'a>(nodes: &'a [Node], open: &mut HashSet<&str>, found: &mut HashSet<&'a str>) {
    for node in nodes {
        let (id, name) = id_and_name(node);
        if open.remove(id) || open.remove(name) {
            found.insert(id);
        }
        if let Node::Folder(folder) = node {
            each_once(&folder.nodes, open, found);
        }
    }
}

fn has_tests(item: &Item) -> bool {
    item.scripts.iter().any(|script| script.listen == Listen::Test && !script.source.trim().is_empty())
}

/// Tags of a name or a description: `[smoke]`, and the entries of a line `tags: smoke, slow`.
///
/// A Markdown link (`[text](url)`) is not a tag.
fn tags(label: &str) -> impl Iterator<Item = &str> {
    let bracketed = label.match_indices('[').filter_map(move |(at, _)| {
        let (tag, rest) = label[at + 1..].split_once(']')?;
        (!rest.starts_with('(') && !tag.contains('[')).then_some(tag)
    });
    let listed = label.lines().filter_map(|line| {
        let (word, list) = line.trim().split_once(':')?;
        word.eq_ignore_ascii_case("tags").then_some(list)
    });
    bracketed.chain(listed).flat_map(|list| list.split(',')).map(str::trim).filter(|tag| !tag.is_empty())
}

fn is_one_of(tag: &str, wanted: &[String]) -> bool {
    wanted.iter().any(|wanted| wanted.to_lowercase() == tag.to_lowercase())
}

/// Names and descriptions of the whole tree.
fn labels_of(collection: &Collection) -> Vec<String> {
    let mut labels: Vec<String> = collection.name.iter().chain(&collection.description).cloned().collect();
    let mut open: Vec<&Node> = collection.nodes.iter().collect();
    while let Some(node) = open.pop() {
        match node {
            Node::Folder(folder) => {
                labels.push(folder.name.clone());
                labels.extend(folder.description.clone());
                open.extend(&folder.nodes);
            }
            Node::Item(item) => labels.extend(item_labels(item)),
        }
    }
    labels
}

/// The name and the description of an item.
pub(super) fn item_labels(item: &Item) -> impl Iterator<Item = String> + use<> {
    let labels = [item.name.clone(), item.request.description.clone()];
    labels.into_iter().flatten()
}

/// The name of every node, level by level.
fn breadth_first(nodes: &[Node]) -> Vec<&str> {
    let mut found = Vec::new();
    let mut level: Vec<&Node> = nodes.iter().collect();
    while !level.is_empty() {
        let mut below = Vec::new();
        for node in level {
            found.push(id_and_name(node).1);
            if let Node::Folder(folder) = node {
                below.extend(&folder.nodes);
            }
        }
        level = below;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_in_brackets_or_in_a_line_of_their_own() {
        let found = |text| tags(text).collect::<Vec<_>>();
        assert_eq!(found("[smoke] Get [slow, eu]"), ["smoke", "slow", "eu"]);
        assert_eq!(found("See [docs](http://x).\nTags: a, b\n"), ["a", "b"]);
        assert_eq!(found("a[0"), Vec::<&str>::new());
    }
}
