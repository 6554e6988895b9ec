import { answerOf, createClient, follow } from "@safepassage/client";
import { describe, expect, it, vi } from "vitest";

const token = "t".repeat(40);
const url = "http://127.0.0.1:8402";

/** A client that notes what it would have asked for. */
function noting(answer: () => Response = () => Response.json({})) {
  const asked: string[] = [];
  const fetch = async (request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    return answer();
  };
  return { asked, client: createClient({ url, token, fetch }) };
}

describe("a client", () => {
  it("keeps what it fills into an address within its part, whatever that is", async () => {
    const { asked, client } = noting();
    const message = client.v1.messages[":digest"];
    for (const digest of ["../me", "a/b?c#d", "%2e%2e", "$&"]) {
      await message.content.$get({ param: { digest } });
    }
    expect(asked).toEqual([
      "GET /v1/messages/..%2Fme/content",
      "GET /v1/messages/a%2Fb%3Fc%23d/content",
      "GET /v1/messages/%252e%252e/content",
      "GET /v1/messages/%24%26/content",
    ]);
    for (const digest of ["", ".", ".."]) {
      expect(() => message.$get({ param: { digest } })).toThrow("digest is empty, or consists");
    }
    expect(asked).toHaveLength(4);
  });

  it("is not made with an address or a token that never works", () => {
    for (const wrong of ["127.0.0.1:8402", "localhost:8402", "", "file:///gateway"]) {
      expect(() => createClient({ url: wrong, token })).toThrow(TypeError);
    }
    for (const wrong of ["", "\n", "тайна", "two lines\nof it"]) {
      expect(() => createClient({ url, token: wrong })).toThrow(TypeError);
    }
    // As it is read from its file.
    createClient({ url: `${url}/`, token: `${token}\n` });
  });

  it("names the wrong places of a request, and makes nothing of what a proxy answers in their stead", async () => {
    const issues = [
      { pointer: "/limit", code: "NUMBER_OUT_OF_RANGE", fix: "…" },
      null,
      { pointer: 7 },
    ];
    const { client } = noting(() => Response.json({ issues }, { status: 400 }));
    await expect(answerOf(client.v1.me.$get())).rejects.toMatchObject({
      issues: [issues[0], {}, {}],
    });
    const other = noting(() => Response.json({ issues: "none" }, { status: 502 }));
    await expect(answerOf(other.client.v1.me.$get())).rejects.toMatchObject({ issues: [] });
  });

  it("leaves no listener at the caller's signal once a pause is over", async () => {
    const { asked, client } = noting(() => new Response("", { status: 503 }));
    const ending = new AbortController();
    const added = vi.spyOn(ending.signal, "addEventListener");
    const removed = vi.spyOn(ending.signal, "removeEventListener");
    const ended = follow(client, { signal: ending.signal }).next();
    await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(3);
    // A request listens too, once, and is forgotten whenever memory is collected.
    const ofPauses = () =>
      added.mock.calls.flatMap(([, listener, options]) => (options === undefined ? listener : []));
    const gone = () => removed.mock.calls.map(([, listener]) => listener);
    const [first, second] = ofPauses();
    expect([first, second]).toEqual([expect.any(Function), expect.any(Function)]);
    expect(gone()).toEqual(expect.arrayContaining([first, second]));
    ending.abort();
    expect((await ended).done).toBe(true);
    expect(gone()).toEqual(expect.arrayContaining(ofPauses()));
  });
});
