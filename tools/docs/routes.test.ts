import { expect, it } from "vitest";
import { isRoute, routesOf } from "./routes.ts";

it("finds the routes that a page names", () => {
  const page = [
    "`POST /warnings/{digest}/review` with `{ outcome }`, and `GET /v1/inbox?state=accepted`.",
    'curl -s "$local/v1/messages/$digest"; see [API](../spec/api.md), docs/v1 and POST alone',
    "GET /v1/messages/{digest}/evidence. `/v1/outbox`",
  ];
  expect(routesOf(page.join("\n"))).toEqual([
    { method: "POST", path: "/warnings/{}/review", line: 1 },
    { method: "GET", path: "/v1/inbox", line: 1 },
    { method: undefined, path: "/v1/messages/{}", line: 2 },
    { method: "GET", path: "/v1/messages/{}/evidence", line: 3 },
    { method: undefined, path: "/v1/outbox", line: 3 },
  ]);
});

it("knows which of them there are", () => {
  const operations = [{ method: "get", path: "/v1/messages/:digest" }];
  const known = (text: string) => routesOf(text).map((route) => isRoute(operations, route));
  expect(known("`GET /v1/messages/{digest}`, `/v1/messages/{id}`, `POST /inbox`")).toEqual([
    ...[true, true, true],
  ]);
  expect(known("`POST /v1/messages/{digest}`, `/v1/messages`, `GET /inbox`")).toEqual([
    ...[false, false, false],
  ]);
});
