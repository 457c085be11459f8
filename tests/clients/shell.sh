#!/usr/bin/env bash
# What pipelines do with curl and jq: find ids by name, package, deploy, run, follow, fetch the log.
set -euo pipefail
base=$BOOMI_URL/api/rest/v1/$BOOMI_ACCOUNT

call() {
    local method=$1 path=$2 body=${3:-}
    curl --silent --show-error --fail-with-body --max-time 20 --user "BOOMI_TOKEN.$BOOMI_USER:$BOOMI_TOKEN" \
        --request "$method" --header 'Accept: application/json' --header 'Content-Type: application/json' \
        ${body:+--data "$body"} "$base/$path"
}
where() {
    jq --null-input --arg property "$1" --arg value "$2" \
        '{QueryFilter: {expression: {property: $property, operator: "EQUALS", argument: [$value]}}}'
}
fail() { echo "FAIL shell.sh: $1" >&2; exit 1; }

process=$(call POST Process/query "$(where name 'Student Roster Sync')" | jq -r '.result[0].id')
runtime=$(call POST Atom/query "$(where name 'Test Cloud')" | jq -r '.result[0].id')
home=$(call POST EnvironmentAtomAttachment/query "$(where atomId "$runtime")" | jq -r '.result[0].environmentId')
[ "$(call POST Atom/query "$(where online true)" | jq '.numberOfResults')" = 2 ] || fail 'two runtimes are online'

package=$(call POST PackagedComponent "{\"componentId\":\"$process\",\"packageVersion\":\"shell-1\"}" | jq -r .packageId)
call POST DeployedPackage "{\"environmentId\":\"$home\",\"packageId\":\"$package\"}" | jq -e .active >/dev/null || fail 'active'
call POST DeployedPackage/query "$(where componentName 'Student Roster Sync')" |
    jq -e '[.result[] | select(.packageVersion == "shell-1" and .active)] | length == 1' >/dev/null || fail 'deployed'

request=$(call POST ExecutionRequest "{\"processId\":\"$process\",\"atomId\":\"$runtime\"}" | jq -r .requestId)
for _ in $(seq 50); do
    record=$(call GET "ExecutionRecord/async/$request")
    status=$(jq -r '.result[0].status // "pending"' <<<"$record")
    case $status in COMPLETE | ERROR | ABORTED) break ;; esac
    sleep 0.2
done
[ "$status" = COMPLETE ] || fail "the run ended as $status"
execution=$(jq -r '.result[0].executionId' <<<"$record")

log=$(call POST ProcessLog "{\"executionId\":\"$execution\"}" | jq -r .url)
for _ in $(seq 50); do
    code=$(curl --silent --max-time 20 --user "BOOMI_TOKEN.$BOOMI_USER:$BOOMI_TOKEN" --output /dev/null --write-out '%{http_code}' "$log")
    [ "$code" = 200 ] && break
    sleep 0.2
done
[ "$code" = 200 ] || fail "the log came with $code"

# XML in, XML out: the default of the API.
curl --silent --fail --max-time 20 --user "BOOMI_TOKEN.$BOOMI_USER:$BOOMI_TOKEN" --header 'Content-Type: application/xml' \
    --data '<bns:Folder xmlns:bns="http://api.platform.boomi.com/" name="Shell"/>' "$base/Folder" |
    grep -q '<bns:Folder .*name="Shell"' || fail 'a folder in XML'
call GET openapi.json | jq -e '.paths["/DeployedPackage/query"].post' >/dev/null || fail 'openapi.json'
echo 'ok   shell.sh: curl and jq go from a package to a log'
