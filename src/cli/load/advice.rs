//! What to do with a file that is another than the one that is wanted.

use postino::file_kind::FileKind;

use super::error::What;

/// The advice, where there is any.
pub(super) fn advice(kind: FileKind, what: What) -> Option<String> {
    let converted = match what {
        What::COLLECTION | What::COLLECTION_OR_SCOPE => conversion(kind),
        _ => None,
    };
    place(kind, what).or(converted).map(str::to_owned).or_else(|| of_any(what))
}

/// Where what is wanted comes from.
pub(super) fn of_any(what: What) -> Option<String> {
    let advice = match what {
        What::COLLECTION | What::COLLECTION_OR_SCOPE => {
            "export the collection from Postman (its menu, Export, Collection v2.1)"
        }
        What::ENVIRONMENT => {
            "export the environment from Postman (Environments, its menu, Export), or set its variables by --env-var \
             name=value"
        }
        What::GLOBALS => {
            "export the globals from Postman (Environments, Globals, Export), or set them by --global-var name=value"
        }
        What::DATA => "write a JSON list of objects, or a CSV whose first line has the names",
        What::COOKIE_JAR => "--export-cookie-jar writes a cookie jar",
        What::CERTIFICATES => {
            "write [{\"matches\": [\"https://host/*\"], \"cert\": \"c.pem\", \"key\": \"k.pem\"}]"
        }
        _ => return None,
    };
    Some(advice.to_owned())
}

/// Where a file belongs that postino reads somewhere else.
fn place(kind: FileKind, what: What) -> Option<&'static str> {
    let checks = what == What::COLLECTION_OR_SCOPE;
    Some(match kind {
        FileKind::Collection => "give the collection as the argument of `postino run`",
        FileKind::Environment => "give the environment by -e, and the collection as the argument",
        FileKind::Globals => "give the globals by -g, and the collection as the argument",
        FileKind::DataRows | FileKind::Csv if checks => "give the iteration data by -d",
        FileKind::DataRows | FileKind::Csv if what == What::COLLECTION => {
            "give the iteration data by -d, and the collection as the argument"
        }
        FileKind::DataRows | FileKind::Csv if what != What::DATA => "give the iteration data by -d",
        FileKind::DotEnv if checks => "name its variables by --env-var name=",
        FileKind::DotEnv => "give the .env file by --env-file",
        FileKind::CookieJar => "give the cookie jar by --cookie-jar",
        FileKind::Events => "make reports of saved events by `postino report`",
        FileKind::Pem => {
            "give authorities by --ssl-extra-ca-certs, a client's certificate by --ssl-client-cert and --ssl-client-key"
        }
        FileKind::LocalResource => {
            "give the collection's directory, the one that holds .resources/definition.yaml"
        }
        _ => return None,
    })
}

/// How it becomes a collection.
fn conversion(kind: FileKind) -> Option<&'static str> {
    Some(match kind {
        FileKind::OpenApi | FileKind::Swagger => {
            "convert it: npx -p openapi-to-postmanv2 openapi2postmanv2 -s FILE -o collection.json; or import it into Postman \
             and export the collection"
        }
        FileKind::AsyncApi | FileKind::JsonSchema => {
            "it describes messages, not requests: export a collection from Postman"
        }
        FileKind::Har => {
            "copy the requests as cURL in the browser's network panel, paste them into Postman's Import, and export the \
             collection"
        }
        FileKind::Bruno | FileKind::OpenCollection => {
            "in Bruno, choose Share in the collection's menu and export it as a Postman collection"
        }
        FileKind::Insomnia
        | FileKind::Hoppscotch
        | FileKind::ThunderClient
        | FileKind::SoapUi
        | FileKind::Raml
        | FileKind::Wsdl
        | FileKind::Wadl => "import it into Postman (Import), and export the collection that this makes",
        FileKind::Apidog => {
            "in Apidog, export the project in the OpenAPI format, and import that into Postman"
        }
        FileKind::Curl => {
            "paste the command into Postman's Import, save the request into a collection, and export that"
        }
        FileKind::HttpFile => {
            "copy its requests as cURL in the editor, paste them into Postman's Import, and export the collection"
        }
        FileKind::Hurl => {
            "hurl runs it; `hurl --curl FILE` writes its requests as curl commands, which Postman's Import takes"
        }
        FileKind::K6 => "k6 runs it; postino runs the collections that Postman exports",
        FileKind::JavaScript => {
            "scripts belong into the requests of a collection: Postman exports them with it"
        }
        FileKind::JMeter => "jmeter runs it; postino runs the collections that Postman exports",
        FileKind::Dump => {
            "export the collection alone from Postman (its menu, Export), or take one out of the dump: jq \
             '.collections[0]' dump.json"
        }
        FileKind::CollectionList => "take one out of the list: jq '.[0]' list.json",
        FileKind::ExportIndex => {
            "the collections lie beside it, in the folder `collection`: give one of those"
        }
        FileKind::ApiList => "give the uid of one of its entries, and --postman-api-key",
        FileKind::ApiError => "fetch it again: the error says why Postman's API refused",
        FileKind::Zip => "unpack it: the collections of Postman's data export lie in its folder `collection`",
        FileKind::Gzip => "unpack it: gunzip FILE",
        FileKind::Html => "was it downloaded behind a sign-in? Export or download the collection itself",
        _ => return None,
    })
}
