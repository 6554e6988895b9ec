import { startProvider } from "@safepassage/testing/provider";
import { describe, expect, it } from "vitest";
import { createExchange, requestS011, type TestGateway, TOKENS } from "../world.ts";
import { followEvents as follow, type Told } from "./follow-events.ts";

const said = (told: readonly Told[]) =>
  told.map(({ data: { event, code } }) => [event, code].filter(Boolean).join(" "));

describe("the events of a gateway", () => {
  it("tell both sides what happens, with digests and states only", async () => {
    const { b, c, settle } = createExchange();
    const [sender, recipient] = [await follow(b), await follow(c)];
    const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    await settle();
    const [sent, taken] = [await sender.next?.(2), await recipient.next?.(1)];
    expect(said(sent ?? [])).toEqual(["sent queued", "sent decided"]);
    expect(taken?.map(({ data }) => data)).toEqual([
      { event: "received", at: "2026-11-24T09:02:00Z", ref: json.digest, code: "accepted" },
    ]);
    await Promise.all([sender.stop?.(), recipient.stop?.()]);
  });

  it("go on after a break where they were, with nothing left out and nothing twice", async () => {
    const { b, settle } = createExchange();
    const first = await follow(b);
    const send = async () => {
      await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
      await settle();
    };
    await send();
    const [queued] = (await first.next?.(1)) ?? [];
    await first.stop?.();
    await send();
    const again = await follow(b, queued?.id);
    expect(said((await again.next?.(3)) ?? [])).toEqual([
      ...["sent decided", "sent queued", "sent decided"],
    ]);
    await again.stop?.();
    expect((await follow(b, "somewhere-else")).code).toBe("API_PARAMETER_INVALID");
  });

  it("can be resumed where nothing has come before the break", async () => {
    const { b, settle } = createExchange();
    const first = await follow(b);
    await first.stop?.();
    await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    await settle();
    const again = await follow(b, first.place);
    expect(said((await again.next?.(2)) ?? [])).toEqual(["sent queued", "sent decided"]);
    await again.stop?.();
  });

  it("say so where what happened since is forgotten", async () => {
    const { b, settle } = createExchange();
    const first = await follow(b);
    for (const _ of [1, 2]) {
      await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
      await settle();
    }
    const [queued] = (await first.next?.(1)) ?? [];
    await first.stop?.();
    await b.store.transaction(({ changes }) => changes.forget("2027-01-01T00:00:00Z", 3));
    expect((await follow(b, queued?.id)).code).toBe("API_EVENTS_GONE");
  });

  it("say so after a restore, also where others have taken the places of those that are lost", async () => {
    const at = "2026-11-24T09:00:00Z";
    const add = ({ store }: TestGateway, ...refs: readonly string[]) =>
      store.transaction(({ changes }) =>
        changes.add(refs.map((ref) => ({ kind: "erased", at, ref }))),
      );
    const before = createExchange().b;
    const first = await follow(before);
    await add(before, "kept", "lost", "lost too");
    const told = (await first.next?.(3)) ?? [];
    await first.stop?.();
    // As after a restore: the end is gone, and what comes next takes its places.
    const { b, settle } = createExchange();
    await add(b, "kept");
    const [kept, lost] = told.map(({ id }) => id);
    expect((await follow(b, lost)).code).toBe("API_EVENTS_GONE");
    for (const _ of [1, 2]) {
      await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
      await settle();
    }
    expect((await follow(b, lost)).code).toBe("API_EVENTS_GONE");
    const again = await follow(b, kept);
    expect((await again.next?.(4))?.map(({ data }) => data.event)).toEqual(Array(4).fill("sent"));
    await again.stop?.();
  });

  it("leave room for others, whatever one officer takes", async () => {
    const provider = await startProvider({
      auditor: { groups: ["auditors"] },
      worker: { groups: ["workers"] },
    });
    const people = {
      ...{ issuer: provider.issuer, audience: provider.audience },
      roles: { claim: "groups", caseworker: ["workers"], auditor: ["auditors"] },
    };
    const { gateway } = createExchange({ own: { "NGO-B": { people } } }).b;
    const open = (token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      return gateway.localFetch(new Request("http://127.0.0.1/v1/events", { headers }));
    };
    const token = await provider.signIn("auditor");
    const held = await Promise.all(Array.from({ length: 8 }, () => open(token)));
    expect(held.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const ninth = await open(token);
    expect([ninth.status, await ninth.json()]).toMatchObject([
      ...[429, { code: "API_STREAMS_OWN_FULL" }],
    ]);
    for (const other of [await provider.signIn("worker"), TOKENS.local]) {
      expect((await open(other)).status).toBe(200);
    }
    await held[0]?.body?.cancel();
    expect((await open(token)).status).toBe(200);
    gateway.endStreams();
    await provider.close();
  });

  it("end with the gateway", async () => {
    const { b } = createExchange();
    const events = await follow(b);
    const ended = events.next?.(1);
    await b.gateway.close();
    expect(await ended).toEqual([]);
  });

  it("end at once where the gateway begins to stop, and say nothing more", async () => {
    const { b } = createExchange();
    const headers = { authorization: `Bearer ${TOKENS.local}` };
    const opened = await b.gateway.localFetch(
      new Request("http://127.0.0.1/v1/events", { headers }),
    );
    const reader = opened.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toMatch(/^retry: 2000\nid: /);
    const next = reader?.read();
    b.gateway.endStreams();
    expect(await next).toEqual({ done: true, value: undefined });
    await b.gateway.close();
  });

  it("answer HEAD without opening a stream", async () => {
    const { b } = createExchange();
    const headers = { authorization: `Bearer ${TOKENS.local}` };
    const url = "http://127.0.0.1/v1/events";
    for (let asked = 0; asked < 300; asked++) {
      const { status } = await b.gateway.localFetch(new Request(url, { method: "HEAD", headers }));
      expect(status).toBe(404);
    }
    const stream = await b.gateway.localFetch(new Request(url, { headers }));
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
  });
});
