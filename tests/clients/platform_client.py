"""`pyboomi-platform` as a pipeline would use it: package, deploy, run, and what it reads on the way."""

import os
import time

from pyboomi_platform import BoomiPlatformClient

env = os.environ
client = BoomiPlatformClient(
    account_id=env["BOOMI_ACCOUNT"],
    username=env["BOOMI_USER"],
    api_token=env["BOOMI_TOKEN"],
    base_url=f"{env['BOOMI_URL']}/api/rest/v1",
    max_retries=1,
)


def where(prop, value):
    """A query for one property."""
    return {"QueryFilter": {"expression": {"property": prop, "operator": "EQUALS", "argument": [value]}}}


folder = client.components.create_folder("Platform")
assert client.components.get_folder(folder["id"])["fullPath"] == "Local/Platform"
branch = client.components.create_branch("feature")
assert branch["ready"] is True, branch
package = client.components.create_packaged_component(env["PROCESS"], "platform-1", notes="from platform_client.py")
assert package["componentType"] == "process", package
manifest = client.components.get_packaged_component_manifest(package["packageId"])
assert manifest["componentInfo"][0]["id"] == env["PROCESS"], manifest
deployed = client.deployed_process.create_deployed_package(package["packageId"], env["ENVIRONMENT"])
assert deployed["active"] is True, deployed
request = client.process_execution.create_execution_request(processId=env["PROCESS"], atomId=env["RUNTIME"])
assert request["requestId"].startswith("executionrecord-"), request
time.sleep(1.5)
runs = client.execution_statistics.query_execution_record(where("processId", env["PROCESS"]))
latest = runs["result"][-1]
assert latest["status"] == "COMPLETE", latest
connectors = client.execution_statistics.query_execution_connector(latest["executionId"])
assert connectors["numberOfResults"] == 2, connectors
log = client.process_execution.create_process_log_request(latest["executionId"])
assert log["url"], log
schedules = client.deployed_process.query_process_schedule_status(where("processId", env["PROCESS"]))
row = schedules["result"][0]
stopped = client.deployed_process.update_process_schedule_status(
    row["id"], id=row["id"], processId=row["processId"], atomId=row["atomId"], enabled=False
)
assert stopped["enabled"] is False, stopped
extensions = client.environment.update_environment_extensions(env["ENVIRONMENT"], environmentId=env["ENVIRONMENT"], partial=True)
assert extensions["environmentId"] == env["ENVIRONMENT"], extensions
assert client.security.query_role(where("name", "Administrator"))["numberOfResults"] == 1
assert client.reporting.query_audit_log(where("type", "PackagedComponent"))["numberOfResults"] >= 1
client.deployed_process.delete_deployed_package(deployed["deploymentId"])
assert client.deployed_process.get_deployed_package(deployed["deploymentId"])["active"] is False
print("ok   platform_client.py: pyboomi-platform goes from a package to a run")
