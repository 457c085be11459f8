"""The `boomi` SDK as a developer would use it: a component, its package, its deployment, a run, its log and documents."""

import os
import time

from boomi import Boomi
from boomi.models import (
    ConnectorDocument, DeployedPackage, Environment, EnvironmentAtomAttachment, ExecutionRequest, Folder,
    PackagedComponent, ProcessLog, Role,
)
from boomi import models

env = os.environ
sdk = Boomi(
    username=f"BOOMI_TOKEN.{env['BOOMI_USER']}",
    password=env["BOOMI_TOKEN"],
    base_url=f"{env['BOOMI_URL']}/api/rest/v1/{env['BOOMI_ACCOUNT']}",
    account_id=env["BOOMI_ACCOUNT"],
)


def where(kind, prop, value):
    """A query for one property."""
    expression = {"property": prop, "operator": "EQUALS", "argument": [value]}
    config = getattr(models, f"{kind}QueryConfig")
    return config._unmap({"QueryFilter": {"expression": expression}})


xml = (
    '<bns:Component xmlns:bns="http://api.platform.boomi.com/" name="From the SDK" type="process">'
    "<bns:object><process/></bns:object></bns:Component>"
)
from boomi.services.component import extract_component_xml_metadata

made = extract_component_xml_metadata(sdk.component.create_component(xml))
process = made["componentId"]
assert made["version"] == "1"
assert sdk.process.get_process(process).name == "From the SDK"

package = sdk.packaged_component.create_packaged_component(
    PackagedComponent(component_id=process, component_type="process", package_version="1.0", notes="from sdk.py")
)
assert isinstance(package, PackagedComponent), package
environment = sdk.environment.create_environment(Environment(name="SDK", classification="TEST"))
atom = sdk.atom.create_atom({"name": "SDK Atom", "cloud_id": "cloud"})
sdk.environment_atom_attachment.create_environment_atom_attachment(
    EnvironmentAtomAttachment(atom_id=atom.id_, environment_id=environment.id_)
)
deployed = sdk.deployed_package.create_deployed_package(
    DeployedPackage(environment_id=environment.id_, package_id=package.package_id)
)
assert deployed.active is True, deployed
found = sdk.deployed_package.query_deployed_package(where("DeployedPackage", "componentName", "From the SDK"))
assert [row.deployment_id for row in found.result] == [deployed.deployment_id]

for runs in range(2):
    target, where_to = (process, atom.id_) if runs == 0 else (env["PROCESS"], env["RUNTIME"])
    request = sdk.execution_request.create_execution_request(
        ExecutionRequest._unmap(
            {"processId": target, "atomId": where_to, "DynamicProcessProperties": {"DynamicProcessProperty": []},
             "ProcessProperties": {"ProcessProperty": []}}
        )
    )
    deadline = time.monotonic() + 20
    while True:
        record = sdk.execution_record.async_get_execution_record(request.request_id)
        # The SDK gives the record itself, or the envelope while there is none.
        rows = getattr(record, "result", None) or [record]
        if getattr(rows[0], "status", None) == "COMPLETE":
            break
        assert time.monotonic() < deadline, record
        time.sleep(0.2)
execution = rows[0].execution_id

log = sdk.process_log.create_process_log(ProcessLog(execution_id=execution, log_level="ALL"))
assert log.url, log
connectors = sdk.execution_connector.query_execution_connector(where("ExecutionConnector", "executionId", execution))
assert [row.record_type for row in connectors.result] == ["nodata", "return"]
records = sdk.generic_connector_record.query_generic_connector_record(
    where("GenericConnectorRecord", "executionId", execution)
)
assert len(records.result) == 12
document = sdk.connector_document.create_connector_document(
    ConnectorDocument(generic_connector_record_id=records.result[0].id_)
)
assert document.url

folder = sdk.folder.create_folder(Folder(name="SDK"))
assert sdk.folder.get_folder(folder.id_).full_path == "Local/SDK"
role = sdk.role.create_role(Role(name="SDK", privileges={"privilege": [{"name": "API"}]}))
assert sdk.role.get_role(role.id_).name == "SDK"
sdk.deployed_package.delete_deployed_package(deployed.deployment_id)
try:
    sdk.execution_request.create_execution_request(
        ExecutionRequest._unmap(
            {"processId": process, "atomId": atom.id_, "DynamicProcessProperties": {"DynamicProcessProperty": []},
             "ProcessProperties": {"ProcessProperty": []}}
        )
    )
except Exception as error:  # the SDK raises what it has for a 400
    assert "400" in str(getattr(error, "status", "")) + str(error), error
else:
    raise AssertionError("an undeployed process was started")
print("ok   sdk.py: the boomi SDK goes from a component to its documents")
