"""Asks a Cordon of its own by the scan API with an unchanged client of that interface."""

import argparse
import hashlib
import json
import os
import sys
import tempfile
import urllib.error
import urllib.request
import xml.etree.ElementTree

import cloudmersive_virus_api_client as client
from cloudmersive_virus_api_client.rest import ApiException

from . import samples
from .service import Service

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
CORPORA = os.environ.get("CORDON_CORPORA") or os.path.join(ROOT, "..", "shared", "corpora")


def arguments():
    parser = argparse.ArgumentParser(prog="Tests/ScanAPI/run", description=__doc__, epilog="""
exit status: 0 if the client is told what it is to be told; 1 if not; 77 if there is no cordon or no
client.""")
    parser.add_argument("--cordon", default=os.path.join(ROOT, ".build", "release", "cordon"))
    parser.add_argument("--only", default="", help="samples whose name has this")
    return parser.parse_args()


class Checks:
    """What was looked at, and what was wrong."""

    def __init__(self):
        self.count = 0
        self.failures = 0

    def equal(self, what, found, expected):
        self.count += 1
        if found != expected:
            self.failures += 1
            print(f"WRONG  {what}: {found!r}, expected {expected!r}")


class Caller:
    """The client, set up as its users do it: another host, and a key."""

    def __init__(self, url, key="of many", headers=()):
        configuration = client.Configuration()
        configuration.host = url
        configuration.api_key["Apikey"] = key
        self.client = client.ApiClient(configuration)
        for name, value in headers:
            self.client.set_default_header(name, value)
        self.scan = client.ScanApi(self.client)
        self.storage = client.ScanCloudStorageApi(self.client)

    def status(self, call, *arguments, **options):
        """The status of a call that is refused; 200 where it is not."""
        try:
            call(*arguments, **options)
            return 200
        except ApiException as error:
            return error.status

    def raw(self, path, **options):
        """The members of an advanced answer, those that this version of the client passes over too."""
        return json.loads(self.scan.scan_file_advanced(path, _preload_content=False, **options).data)


def check_sample(sample, path, url, checks):
    caller = Caller(url)
    name = os.path.basename(path)
    basic = caller.scan.scan_file(path)
    # Which classes a file is of is no matter of the basic scan; what could not be judged is.
    is_judged = not {"allow_password_protected_files", "allow_invalid_files"} & set(sample.allowed_by)
    if is_judged:
        checks.equal(f"{sample.name}: basic", basic.clean_result, not sample.is_infected)
    result = caller.scan.scan_file_advanced(path)
    checks.equal(f"{sample.name}: CleanResult", result.clean_result,
                 not sample.is_infected and not sample.allowed_by)
    for found in (basic.found_viruses, result.found_viruses):
        names = [virus.virus_name for virus in found] if found else None
        checks.equal(f"{sample.name}: viruses", names, ["Planted"] if sample.is_infected else None)
        if found:
            checks.equal(f"{sample.name}: its name", found[0].file_name.split(" › ")[0], name)
    members = caller.raw(path)
    for parameter in sample.allowed_by:
        checks.equal(f"{sample.name}: {samples.CLASSES[parameter]}",
                     members[samples.CLASSES[parameter]], True)
    check_allowances(sample, path, url, checks)
    if sample.format != "":
        checks.equal(f"{sample.name}: format", result.verified_file_format, sample.format)
    if not sample.allowed_by and not sample.is_infected:
        shown = [field for field in samples.CLASSES.values() if members[field]]
        checks.equal(f"{sample.name}: classes", shown, [])
        information = result.content_information
        found = {"ContainsJSON": information.contains_json, "ContainsXML": information.contains_xml,
                 "ContainsImage": information.contains_image}
        checks.equal(f"{sample.name}: information", {key for key in found if found[key]},
                     set(sample.information))
    checks.equal(f"{sample.name}: HashSHA1", members["ContentInformation"]["HashSHA1"],
                 hashlib.sha1(sample.data).hexdigest())


def check_allowances(sample, path, url, checks):
    """Allowing what a file is makes it clean; allowing all else does not."""
    for is_allowed in (True, False):
        chosen = [parameter for parameter in samples.CLASSES
                  if (parameter in sample.allowed_by) == is_allowed]
        # This version of the client has no parameter for it, so it goes as a header.
        headers = [("allowUnwantedAction", "True")] if "allowUnwantedAction" in chosen else []
        options = {parameter: True for parameter in chosen if parameter != "allowUnwantedAction"}
        found = Caller(url, headers=headers).scan.scan_file_advanced(path, **options)
        expected = not sample.is_infected and (is_allowed or not sample.allowed_by)
        checks.equal(f"{sample.name}: allowed {is_allowed}", found.clean_result, expected)


def check_requests(directory, url, checks):
    """Types, options, names, forms of answers, and refusals."""
    path, misnamed = (os.path.join(directory, f"words.{end}") for end in ("doc", "pdf"))
    for each in (path, misnamed):
        with open(each, "wb") as file:
            file.write(b"words of a text\n")
    caller = Caller(url)
    result = caller.scan.scan_file_advanced(misnamed)
    checks.equal("text that is called a PDF", (result.clean_result, result.contains_invalid_file),
                 (False, True))
    for types, is_clean in ((".txt,.png", True), (".doc,.docx,.png", False), ("", True)):
        result = caller.scan.scan_file_advanced(path, restrict_file_types=types)
        checks.equal(f"types {types}", (result.clean_result, result.contains_restricted_file_format),
                     (is_clean, not is_clean))
    for options, status in (("permitJavascriptAndHtmlInPDFs", 200), ("", 200), ("unknown", 400)):
        found = caller.status(caller.scan.scan_file_advanced, path, options=options)
        checks.equal(f"options {options}", found, status)
    found = caller.status(caller.scan.scan_file_advanced, path, allow_macros="maybe")
    checks.equal("a bad value", found, 400)
    stranger = Caller(url, "of nobody")
    checks.equal("an unknown key", stranger.status(stranger.scan.scan_file, path), 401)
    website = client.WebsiteScanRequest(url="http://example.com/")
    checks.equal("a website", caller.status(caller.scan.scan_website, website), 501)
    checks.equal("cloud storage", caller.status(
        caller.storage.scan_cloud_storage_scan_azure_blob, "a", "b", "c"), 501)
    check_raw(url, checks)


def check_raw(url, checks):
    """What the client does not send: a body that is the file, other forms of answers, the other paths."""
    def ask(path, data=None, **fields):
        request = urllib.request.Request(url + path, data=data, headers=fields)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers["Content-Type"], error.read()

    fields = {"Apikey": "of many", "Content-Type": "application/octet-stream", "fileName": "b.bin"}
    status, _, body = ask("/virus/scan/file/advanced", samples.PLANTED, **fields)
    checks.equal("a raw body", (status, json.loads(body)["FoundViruses"]),
                 (200, [{"FileName": "b.bin", "VirusName": "Planted"}]))
    for accept in ("application/xml", "text/xml"):
        status, kind, body = ask("/virus/scan/file/advanced", b"words", Accept=accept, **fields)
        root = xml.etree.ElementTree.fromstring(body)
        checks.equal(accept, (status, kind.split(";")[0], root.tag, root.findtext("CleanResult")),
                     (200, accept, "VirusScanAdvancedResult", "true"))
        members = {child.tag for child in root}
        checks.equal(f"{accept}: members", set(samples.CLASSES.values()) - members, set())
    checks.equal("text/json", ask("/virus/scan/file", b"a", Accept="text/json", **fields)[1].split(";")[0],
                 "text/json")
    checks.equal("no form", ask("/virus/scan/file", b"a", Accept="text/html", **fields)[0], 406)
    status, _, body = ask("/virus/status")
    checks.equal("the state", (status, b"Online" in body), (200, True))
    checks.equal("another method", ask("/virus/scan/file")[0], 405)
    checks.equal("another path", ask("/virus/scan")[0], 404)
    document = json.loads(ask("/openapi.json")[2])
    checks.equal("the description", document["openapi"][:2], "3.")


def check_quotas(directory, url, checks):
    path = os.path.join(directory, "words.pdf")
    two = Caller(url, "of two")
    statuses = [two.status(two.scan.scan_file, path) for _ in range(4)]
    checks.equal("a month of two calls", statuses, [200, 200, 402, 402])
    slow = Caller(url, "of a slow one")
    # Whichever second it is when they come, two of these fall into one.
    statuses = {slow.status(slow.scan.scan_file, path) for _ in range(20)}
    checks.equal("a call in a second", statuses, {200, 429})


def main():
    options = arguments()
    if not os.access(options.cordon, os.X_OK):
        print(f"skipped: there is no {options.cordon}: swift build -c release --product cordon")
        return 77
    chosen = samples.own()
    documents = samples.from_corpora(CORPORA)
    if not documents:
        print(f"no documents: {CORPORA} has no corpus of them")
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="cordon-scanapi.", dir="/var/tmp") as directory:
        service = Service(os.path.abspath(options.cordon), directory)
        try:
            for sample in chosen + documents:
                if options.only not in sample.name:
                    continue
                path = os.path.join(directory, sample.name.replace(" ", "-"))
                with open(path, "wb") as file:
                    file.write(sample.data)
                check_sample(sample, path, service.url, checks)
            check_requests(directory, service.url, checks)
            check_quotas(directory, service.url, checks)
        finally:
            service.end()
    print(f"{checks.count} checks of {len(chosen + documents)} files, {checks.failures} wrong")
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
