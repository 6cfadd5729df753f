#!/usr/bin/env python3
"""A stand-in for the OSV API on the loopback interface, over a fixed set of data.

It lets other auditors run against the very records that pyward reads:

    osv_server.py DATA [--port N] [--page-size N]

    POST /v1/query        one package version (or purl), full records
    POST /v1/querybatch   many of them, ids only
    GET  /v1/vulns/ID     one record

What matches is decided by osv_oracle.py, so a version with a local part also
gets the records of its public version, which the real service leaves out. The
server listens on 127.0.0.1 only and is for tests, nothing else.
"""

import argparse
import json
import re
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from osv_oracle import ECOSYSTEM, Oracle

MOST_QUERIES = 1000  # in one batch, as at the real service

INVALID_ARGUMENT, NOT_FOUND = 3, 5  # codes in the bodies of errors


class BadRequest(Exception):
    pass


class Service:
    """The answers, apart from how they travel."""

    def __init__(self, oracle, page_size):
        self.oracle = oracle
        self.page_size = page_size

    def query(self, body, full):
        """One answer: the records, or only their ids, of one page."""
        name, version = self.subject(body)
        if name is None:
            ids = []
        elif version is None:
            ids = sorted(self.oracle.known(name))
        else:
            ids = sorted(self.oracle.match(name, version))
        start = self.start(body.get("page_token"))
        end = start + self.page_size
        records = [self.oracle.records[record_id] for record_id in ids[start:end]]
        if not full:
            records = [{"id": r["id"], "modified": r.get("modified", "")} for r in records]
        answer = {"vulns": records} if records else {}
        if end < len(ids):
            answer["next_page_token"] = str(end)
        return answer

    def batch(self, body):
        queries = body.get("queries")
        if not isinstance(queries, list):
            raise BadRequest("queries is not a list")
        if len(queries) > MOST_QUERIES:
            raise BadRequest("Too many queries.")
        return {"results": [self.query(query, full=False) for query in queries]}

    @staticmethod
    def start(token):
        if token in (None, ""):
            return 0
        if not (isinstance(token, str) and token.isascii() and token.isdigit()):
            raise BadRequest("Invalid page token.")
        return int(token)

    @staticmethod
    def subject(body):
        """The package and the version that a query is about; no package if not ours."""
        if not isinstance(body, dict):
            raise BadRequest("A query is not an object.")
        package = body.get("package")
        version = body.get("version") or None
        if not isinstance(package, dict):
            if body.get("commit"):
                return None, None
            raise BadRequest("Invalid query.")
        purl = package.get("purl")
        if purl:
            found = re.fullmatch(r"pkg:([^/]+)/([^@?#]+)(?:@([^?#]+))?(?:[?#].*)?", purl)
            if not found:
                raise BadRequest("Invalid Package URL.")
            kind, name, in_purl = found.groups()
            if in_purl and version:
                raise BadRequest("version specified in params and PURL query")
            version = unquote(in_purl) if in_purl else version
            return (unquote(name) if kind.lower() == "pypi" else None), version
        if not package.get("name"):
            raise BadRequest("Invalid query.")
        return (package["name"] if package.get("ecosystem") == ECOSYSTEM else None), version


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections open
    disable_nagle_algorithm = True  # no waiting for an acknowledgement
    server_version = "osv-stand-in"

    def do_GET(self):
        self.count()
        prefix = "/v1/vulns/"
        record = None
        if self.path.startswith(prefix):
            record_id = unquote(self.path[len(prefix) :])
            record = self.server.service.oracle.records.get(record_id)
        if record is None:
            self.answer(404, {"code": NOT_FOUND, "message": "Bug not found."})
        else:
            self.answer(200, record)

    def do_POST(self):
        self.count()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            content = json.loads(body)
            if self.path == "/v1/query":
                self.answer(200, self.server.service.query(content, full=True))
            elif self.path == "/v1/querybatch":
                self.answer(200, self.server.service.batch(content))
            else:
                self.answer(404, {"code": NOT_FOUND, "message": "Not Found"})
        except (BadRequest, TypeError, ValueError) as error:
            self.answer(400, {"code": INVALID_ARGUMENT, "message": str(error)})

    def answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def count(self):
        with self.server.lock:
            kind = f"{self.command} {'/'.join(self.path.split('/')[:3])}"
            self.server.requests[kind] = self.server.requests.get(kind, 0) + 1

    def log_message(self, *arguments):
        if self.server.verbose:
            super().log_message(*arguments)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port, service, verbose):
        super().__init__(("127.0.0.1", port), Handler)
        self.service = service
        self.verbose = verbose
        self.lock = threading.Lock()
        self.requests = {}


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", help="zip, folder or JSON lines of OSV records")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--page-size", type=int, default=1000, help="records in one answer")
    parser.add_argument("--verbose", action="store_true", help="a line for every request")
    options = parser.parse_args(arguments)
    if options.page_size < 1:
        parser.error("--page-size is at least 1")
    server = Server(options.port, Service(Oracle(options.data), options.page_size), options.verbose)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        for kind, number in sorted(server.requests.items()):
            print(f"{kind}: {number}", file=sys.stderr)


if __name__ == "__main__":
    main()
