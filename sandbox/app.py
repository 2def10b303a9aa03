"""The sandbox as one WSGI application: routes a request, runs it as one transaction, and answers as Google would."""

from __future__ import annotations

import importlib
import sqlite3
import sys
import threading
import traceback
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

import sandbox.clock
import sandbox.switches
import sandbox.traffic
from sandbox import discovery, faults, serving, wire
from sandbox.asked import Asked, make_call, read_form, read_json, user_of
from sandbox.masks import apply_mask, check_mask, parse_mask
from sandbox.schemas import check_body, check_query
from sandbox.store import Store, attempt
from sandbox.wire import GoogleError, json_response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PACKAGES = tuple(f"sandbox.{name}" for name in ("drive", "gmail", "sheets", "forms", "chat", "tasks", "pages"))
HOSTS = frozenset({"127.0.0.1", "localhost"})
EVERYWHERE = frozenset({"$.xgafv", "access_token", "alt", "callback", "key", "oauth_token", "prettyPrint", "quotaUser"})


def load_handlers() -> None:
    """Import the packages whose modules register handlers and pages; one that does not exist yet is passed over."""
    for name in PACKAGES:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as missing:
            if missing.name != name:
                raise


class App:
    """The sandbox over one file; a WSGI callable."""

    def __init__(self, file: Path | str, *, now: datetime | str | None = None) -> None:
        load_handlers()
        self.store = Store(file)
        self.pages = _map_of(tuple(wire.PAGES))
        self._server: Any = None
        self._stopping = threading.Event()
        if now is not None:
            at = sandbox.clock.instant(now) if isinstance(now, str) else now
            with self.store.transaction() as db:
                sandbox.clock.set_clock(db, at)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        if request.host.rpartition(":")[0] not in HOSTS and request.host not in HOSTS:
            # A page of some other site could reach this machine under a name of its own.
            return Response("The sandbox answers only to this machine's own address.", 421)(environ, start_response)
        asked = Asked.of(request)
        response, at, fault = self._answer(asked)
        if fault is not None and fault.kind == "timeout":
            # Held outside the lock: other clients go on while this one waits.
            self._stopping.wait(float(fault.rule.get("seconds", 30)))
        if fault is not None and fault.kind != "refuse":
            serving.drop(environ)
        response.headers["Date"] = format_datetime(at, usegmt=True)
        return response(environ, start_response)

    def _answer(self, asked: Asked) -> tuple[Response, datetime, faults.Fault | None]:
        with self.store.transaction() as db:
            now, _ = sandbox.clock.read_clock(db)
            for packed in faults.take_due(db, now):
                self._apply_late(db, Asked.unpacked(packed), now)
            found = discovery.find_method(asked.verb, asked.path)
            if found is None and not _is_google(asked.path):
                return self._page(db, asked, now), now, None
            method = _method_id(asked, found)
            user = user_of(asked)
            fault = faults.fault_for(db, method, asked.uri, user, asked.body.decode("utf-8", "replace"))
            response = self._faulty(db, asked, now, found, fault)
            dropped = fault is not None and fault.kind != "refuse"
            sandbox.traffic.record(
                db,
                at=now,
                method=method,
                verb=asked.verb,
                path=asked.uri,
                status=0 if dropped else response.status_code,
                user=user,
                fault=fault.kind if fault else None,
            )
            return response, now, fault

    def _faulty(
        self, db: sqlite3.Connection, asked: Asked, now: datetime, found: Any, fault: faults.Fault | None
    ) -> Response:
        if fault is None or fault.kind == "lose_response" or fault.rule.get("applied"):
            return self._api(db, asked, now, found)
        if fault.kind == "refuse":
            return fault.refusal().response(_api_name(asked, found))
        if fault.kind == "late_apply":
            faults.put_off(db, fault, asked.packed(), now)
        return Response()

    def _apply_late(self, db: sqlite3.Connection, asked: Asked, now: datetime) -> None:
        found = discovery.find_method(asked.verb, asked.path)
        response = self._api(db, asked, now, found)
        method = _method_id(asked, found)
        sandbox.traffic.record(
            db,
            at=now,
            method=method,
            verb=asked.verb,
            path=asked.uri,
            status=response.status_code,
            user=user_of(asked),
            fault="applied late",
        )

    def _api(self, db: sqlite3.Connection, asked: Asked, now: datetime, found: Any) -> Response:
        api = _api_name(asked, found)
        try:
            with attempt(db):
                return self._call(db, asked, now, found)
        except GoogleError as refusal:
            return refusal.response(api)
        except Exception:
            # A mistake in the sandbox is not Google's answer: say where it is, and answer as Google does when it fails.
            sys.stderr.write(traceback.format_exc())
            return GoogleError(500, "Internal error encountered.").response(api)

    def _call(self, db: sqlite3.Connection, asked: Asked, now: datetime, found: Any) -> Response:
        if found is None:
            return _unrouted(db, asked, now)
        method, params = found
        query = asked.query
        check_query(method, query)
        mask = parse_mask(query["fields"][0]) if query.get("fields") else {}
        if mask and method.response:
            check_mask(mask, {"$ref": method.response}, method.schemas)
        handler = wire.HANDLERS.get(method.id)
        if handler is None:
            raise GoogleError(501, f"The sandbox does not implement {method.id}.")
        body = None
        if asked.verb in ("POST", "PUT", "PATCH") and not method.upload:
            body = check_body(method, read_json(asked.body))
        call = make_call(db, asked, now, method.id, params)
        call.body, call.upload = body, method.upload
        # Parameters that every method takes concern the answer's form, not its content.
        call.query = {name: values for name, values in query.items() if name not in EVERYWHERE or name == "alt"}
        return _finish(handler(call), mask, query)

    def _page(self, db: sqlite3.Connection, asked: Asked, now: datetime) -> Response:
        try:
            with attempt(db):
                adapter = self.pages.bind("127.0.0.1", path_info=unquote(asked.path))
                handler, params = adapter.match(method=asked.verb)
                call = make_call(db, asked, now, "page", {name: str(value) for name, value in params.items()})
                read_form(call, asked)
                answer = handler(call)
                return answer if isinstance(answer, Response) else json_response(answer, indent=2)
        except GoogleError as refusal:
            return refusal.response()
        except NotFound:
            return Response(_not_found(asked), 404, content_type="text/html; charset=UTF-8")
        except MethodNotAllowed as refused:
            return Response(str(refused), 405)
        except HTTPException as other:
            return Response(other.get_body(), other.code or 500, content_type="text/html; charset=UTF-8")
        except Exception:
            sys.stderr.write(traceback.format_exc())
            return Response("This page of the sandbox failed; its terminal says where.", 500)

    def listen(self, port: int) -> None:
        """Take a port of this machine's own address; calls wait there until it is served."""
        self._server = serving.listen(self, port)

    def serve(self, port: int) -> None:
        """Serve on this machine until interrupted."""
        if self._server is None:
            self.listen(port)
        self._server.serve_forever(poll_interval=0.1)

    def start(self, port: int = 0) -> tuple[threading.Thread, str]:
        """Serve on a port, or on a free one, from a thread; returns the thread and the base address."""
        self.listen(port)
        return serving.run_in_thread(self._server), f"http://{serving.LOOPBACK}:{self._server.server_port}"

    def stop(self) -> None:
        """Stop serving and close the file."""
        self._stopping.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        self.store.close()


def create_app(file: Path | str, *, now: datetime | str | None = None) -> App:
    """Return the sandbox over a file, its clock put to `now` if one is given."""
    return App(file, now=now)


@cache
def _map_of(pages: tuple[tuple[tuple[str, ...], str, wire.Handler], ...]) -> Map:
    """Return where each page is; the same for every sandbox of a process, because to compile it takes a while."""
    return Map([Rule(rule, methods=verbs, endpoint=handler) for verbs, rule, handler in pages])


def _is_google(path: str) -> bool:
    return path.startswith(("/v4/", "/v1/", "/v2/projects/", "/gmail/", "/drive/", "/upload/", "/batch", "/resumable/"))


def _method_id(asked: Asked, found: Any) -> str:
    if found is not None:
        return str(found[0].id)
    return "drive.upload.resume" if "upload_id" in asked.query else "unknown"


def _api_name(asked: Asked, found: Any) -> str:
    if found is not None:
        return str(found[0].api)
    return next((api for api in ("gmail", "drive") if f"/{api}/" in asked.path), "")


def _unrouted(db: sqlite3.Connection, asked: Asked, now: datetime) -> Response:
    if "upload_id" in asked.query and "drive.upload.resume" in wire.HANDLERS:
        call = make_call(db, asked, now, "drive.upload.resume", {})
        call.upload = True
        mask = parse_mask(call.query["fields"][0]) if call.query.get("fields") else {}
        return _finish(wire.HANDLERS["drive.upload.resume"](call), mask, call.query)
    if asked.path.startswith(("/batch", "/drive/v2", "/upload/drive/v2")):
        raise GoogleError(501, f"The sandbox does not implement {asked.verb} {asked.path}.")
    return Response(_not_found(asked), 404, content_type="text/html; charset=UTF-8")


def _not_found(asked: Asked) -> str:
    return (
        "<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n<p><b>404.</b> That’s an error.\n"
        f"<p>The requested URL <code>{_escaped(asked.path)}</code> was not found on this server. That’s all we know.\n"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _finish(answer: Any, mask: Any, query: dict[str, list[str]]) -> Response:
    if isinstance(answer, Response):
        return answer
    if answer is None:
        return Response(b"", 204)
    pretty = query.get("prettyPrint", ["false"])[0].lower() == "true"
    return json_response(apply_mask(answer, mask), indent=2 if pretty else None)
