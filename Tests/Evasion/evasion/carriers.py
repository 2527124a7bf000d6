"""How a wrapped payload reaches the proxy."""

import base64
import gzip
import http.client
import json


class Answer:
    """What a client was told."""

    def __init__(self, response, arrived):
        self.status = response.status
        self.arrived = arrived
        try:
            said = json.loads(response.read())
            self.reason, self.detail = said.get("reason", ""), said.get("detail", "")
        except (ValueError, AttributeError):
            self.reason = self.detail = ""


def send(address, body, headers, chunks=None):
    """Sends one request; the body whole, or in chunks of so many bytes."""
    connection = http.client.HTTPConnection(*address, timeout=60)
    fields = {"Accept": "application/json", **headers}
    try:
        if chunks:
            parts = (body[at:at + chunks] for at in range(0, len(body), chunks))
            connection.request("POST", "/", body=parts, headers=fields, encode_chunked=True)
        else:
            connection.request("POST", "/", body=body, headers=fields)
        return Answer(connection.getresponse(), False)
    finally:
        connection.close()


def raw(wrapped, wrapping):
    return wrapped, {"Content-Type": wrapping.content_type, **dict(wrapping.headers)}, None


def chunked(wrapped, wrapping):
    body, headers, _ = raw(wrapped, wrapping)
    return body, {**headers, "Transfer-Encoding": "chunked"}, 7


def form(wrapped, wrapping):
    body = (b"--c4rrier\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"upload.bin\"\r\n"
            b"Content-Type: " + wrapping.content_type.encode() + b"\r\n\r\n" + wrapped
            + b"\r\n--c4rrier--\r\n")
    return body, {"Content-Type": "multipart/form-data; boundary=c4rrier"}, None


def packed(wrapped, wrapping):
    return gzip.compress(wrapped), {"Content-Type": wrapping.content_type, "Content-Encoding": "gzip"}, None


def in_json(wrapped, wrapping):
    text = json.dumps({"name": "a", "file": base64.b64encode(wrapped).decode()}).encode()
    return text, {"Content-Type": "application/json"}, None


# What says nothing of what it carries.
SILENT = {"base64-in-JSON"}
# A wrapping that is a matter of the request's head has one carrier alone.
ALL = {"raw": raw, "chunked": chunked, "multipart": form, "gzip-encoded": packed, "base64-in-JSON": in_json}
