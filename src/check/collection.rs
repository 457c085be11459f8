//! Walks over collections and environments and tells what is wrong.

use super::templates::{Known, texts};
use super::{Finding, FindingKind, Named, Subject, secrets};
use crate::auth::authorizer;
use crate::collection::{Auth, Collection, Folder, Item, Node, Script};
use crate::sandbox::{Sandbox, SandboxOptions};

/// Looks at everything; nothing is sent and no script is run.
///
/// Order: files as given, each from the top to the bottom.
pub async fn check(subject: &Subject, options: SandboxOptions) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut sandbox = Sandbox::new(options);
    for collection in &subject.collections {
        let mut walk = Walk::new(subject, collection, &mut sandbox);
        walk.collection(&collection.content).await;
        findings.extend(walk.findings);
    }
    for scope in &subject.scopes {
        let stored = secrets::in_scope(&scope.content);
        findings.extend(stored.map(|what| Finding {
            file: scope.file.clone(),
            path: Vec::new(),
            line: None,
            kind: FindingKind::StoredSecret { what },
        }));
    }
    findings
}

/// The walk through one collection.
struct Walk<'a> {
    file: &'a str,
    known: Known<'a>,
    sandbox: &'a mut Sandbox,
    path: Vec<String>,
    /// The auth of each level, the collection's first.
    auths: Vec<Option<&'a Auth>>,
    findings: Vec<Finding>,
}

impl<'a> Walk<'a> {
    fn new(subject: &'a Subject, collection: &'a Named<Collection>, sandbox: &'a mut Sandbox) -> Self {
        let scopes = subject.scopes.iter().map(|scope| &scope.content);
        let scopes = scopes.chain([&collection.content.variables]).collect();
        let mut known = Known::new(scopes, subject.given.iter().cloned());
        for script in scripts(&collection.content) {
            known.add_script(&script.source);
        }
        let (path, auths, findings) = (Vec::new(), Vec::new(), Vec::new());
        Self { file: &collection.file, known, sandbox, path, auths, findings }
    }

    async fn collection(&mut self, collection: &'a Collection) {
        for what in secrets::in_scope(&collection.variables) {
            self.find(FindingKind::StoredSecret { what });
        }
        if !collection.holds_requests() {
            self.find(FindingKind::NoRequest);
        }
        self.level(collection.auth.as_ref(), &collection.scripts).await;
        self.nodes(&collection.nodes).await;
    }

    async fn nodes(&mut self, nodes: &'a [Node]) {
        for node in nodes {
            match node {
                Node::Folder(folder) => Box::pin(self.folder(folder)).await,
                Node::Item(item) => self.item(item).await,
            }
        }
    }

    async fn folder(&mut self, folder: &'a Folder) {
        self.path.push(folder.name.clone());
        self.level(folder.auth.as_ref(), &folder.scripts).await;
        self.nodes(&folder.nodes).await;
        self.auths.pop();
        self.path.pop();
    }

    async fn item(&mut self, item: &'a Item) {
        self.path.push(item.name.clone().unwrap_or_default());
        self.level(item.request.auth.as_ref(), &item.scripts).await;
        if item.request.url.is_empty() {
            self.find(FindingKind::NoUrl);
        }
        let auth = self.auths.iter().rev().find_map(|auth| *auth);
        let mut told = Vec::new();
        for (place, text) in texts(&item.request, auth) {
            for name in self.known.unset(&text) {
                if !told.contains(&(place, name.clone())) {
                    told.push((place, name.clone()));
                    self.find(FindingKind::UnresolvedVariable { name, place });
                }
            }
        }
        self.auths.pop();
        self.path.pop();
    }

    /// Checks the auth and the scripts, which a collection, a folder and an item may all have.
    async fn level(&mut self, auth: Option<&'a Auth>, scripts: &[Script]) {
        self.auths.push(auth);
        if let Some(auth) = auth {
            if authorizer(&auth.scheme).is_none() {
                self.find(FindingKind::UnknownAuth { scheme: auth.scheme.clone() });
            }
            for what in secrets::in_auth(auth) {
                self.find(FindingKind::StoredSecret { what });
            }
        }
        for script in scripts {
            if let Some(failure) = self.sandbox.syntax_error(script).await {
                let message = failure.message.unwrap_or_default();
                let kind = FindingKind::ScriptSyntax { script: script.listen.as_str(), message };
                self.findings.push(Finding { line: failure.line, ..self.finding(kind) });
            }
        }
    }

    fn find(&mut self, kind: FindingKind) {
        let finding = self.finding(kind);
        self.findings.push(finding);
    }

    fn finding(&self, kind: FindingKind) -> Finding {
        Finding { file: self.file.to_owned(), path: self.path.clone(), line: None, kind }
    }
}

/// All scripts of a collection.
fn scripts(collection: &Collection) -> Vec<&Script> {
    let mut found: Vec<&Script> = collection.scripts.iter().collect();
    let mut open: Vec<&Node> = collection.nodes.iter().collect();
    while let Some(node) = open.pop() {
        match node {
            Node::Folder(folder) => {
                found.extend(&folder.scripts);
                open.extend(&folder.nodes);
            }
            Node::Item(item) => found.extend(&item.scripts),
        }
    }
    found
}
