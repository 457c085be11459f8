//! What a run says of itself before anything was sent.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Inputs, Plan, RunOptions};
use crate::collection::{Collection, collection_json};
use crate::event::{CollectionView, RunView};

/// The view of a run over these plans; several collections are shown as one that holds them as folders.
pub(super) fn run_view(inputs: &Inputs, plans: &[Plan], options: &RunOptions, cycles: usize) -> RunView {
    let collection = match inputs.collections.as_slice() {
        [one] => collection_view(one, options.collection_json),
        several => merged_view(several, options.collection_json),
    };
    RunView {
        collection,
        iterations: cycles,
        items: plans.iter().flat_map(|plan| &plan.items).map(|item| Arc::clone(&item.view)).collect(),
        environment: Arc::new((&inputs.environment).into()),
        globals: Arc::new((&inputs.globals).into()),
        agent: crate::AGENT.to_owned(),
    }
}

fn collection_view(collection: &Collection, with_json: bool) -> CollectionView {
    CollectionView {
        id: collection.id.clone(),
        name: name_of(collection).to_owned(),
        description: collection.description.clone(),
        json: with_json.then(|| Arc::new(collection_json(collection))),
    }
}

fn merged_view(collections: &[Collection], with_json: bool) -> CollectionView {
    let name = collections.iter().map(name_of).collect::<Vec<_>>().join(" + ");
    let id = collections.first().map(|collection| collection.id.clone()).unwrap_or_default();
    let folder = |collection: &Collection| {
        let mut folder = collection_json(collection);
        if let Value::Object(members) = &mut folder {
            members.remove("info");
            members.insert("id".to_owned(), json!(collection.id));
            members.insert("name".to_owned(), json!(name_of(collection)));
        }
        folder
    };
    let json = with_json.then(|| {
        let items: Vec<Value> = collections.iter().map(folder).collect();
        Arc::new(json!({"info": {"_postman_id": id, "name": name}, "item": items}))
    });
    CollectionView { id, name, description: None, json }
}

fn name_of(collection: &Collection) -> &str {
    collection.name.as_deref().unwrap_or(&collection.id)
}
