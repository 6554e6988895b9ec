import { request } from "node:http";
import { answerOf, type Client } from "@safepassage/client";
import type { Part, PartOf, StepBytes, TourState } from "@safepassage/console/tour";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningDemo, startDemo } from "./running-demo.ts";
import { refOf, signInAll, stateOf } from "./tour-deeds.ts";
import { checkTourPages } from "./tour-pages.ts";

let demo: RunningDemo;
let first: TourState;

beforeAll(async () => {
  demo = await startDemo();
  first = await demo.state();
}, 120_000);

describe("the tour", () => {
  it("is there before the gateways run, and says so", async () => {
    expect(first).toMatchObject({ isReady: false, scenes: [], deeds: [] });
  });

  it("lists seven scenes and seven deeds, once the gateways run", async () => {
    const { scenes, deeds, agencies } = await demo.until(({ isReady }) => isReady);
    const steps = scenes.map(({ id, steps }) => `${id}: ${steps.map(({ state }) => state)}`);
    expect(steps).toEqual([
      "S01: next,waiting,waiting,waiting",
      "S02: next,waiting,waiting",
      "S03: next,waiting,waiting,waiting",
      "S04: next,waiting,waiting,waiting",
      "S19: next,waiting,waiting,waiting,waiting,waiting",
      "S20: next,waiting,waiting,waiting",
      "OFFICERS: next,waiting,waiting,waiting,waiting,waiting",
    ]);
    expect(deeds.map(({ id, state }) => `${id} ${state}`)).toEqual([
      ...["stayed open", "send open", "refusal open", "answer open"],
      ...["approve open", "warn open", "withdraw open"],
    ]);
    expect(agencies).toHaveLength(8);
  }, 120_000);

  it("prints its address and those of the consoles in at most forty lines", async () => {
    await demo.printed(/stay up until Ctrl-C/);
    const { agencies } = await demo.state();
    for (const { name, localUrl } of agencies) {
      expect(demo.text()).toMatch(new RegExp(`${name} +local ${localUrl}`));
    }
    expect(demo.text().trimEnd().split("\n").length).toBeLessThanOrEqual(40);
  }, 120_000);

  it("answers to its own name only", async () => {
    expect(await statusFor("evil.example")).toBe(403);
    expect(await statusFor(`localhost:${new URL(demo.url).port}`)).toBe(403);
    expect(await statusFor(new URL(demo.url).host)).toBe(200);
  });

  it("changes nothing without the token of its page", async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${demo.url}v1/tour/scenes/S01/next`, { method: "POST", headers });
    for (const headers of [
      {},
      { "safepassage-tour": "x" },
      { "safepassage-tour": first.token.slice(1) },
    ]) {
      const answer = await post(headers as Record<string, string>);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: "TOUR_TOKEN_MISSING" });
    }
    const { scenes } = await demo.state();
    expect(scenes[0]?.steps[0]?.state).toBe("next");
  });

  it("takes no body, and knows no other scene, step or address", async () => {
    const headers = { "safepassage-tour": first.token };
    const long = { method: "POST", headers, body: "x".repeat(10) };
    expect((await fetch(`${demo.url}v1/tour/scenes/S01/next`, long)).status).toBe(413);
    expect(await codeAt("/scenes/S05/next", { method: "POST", headers })).toBe(
      "TOUR_SCENE_UNKNOWN",
    );
    expect(await codeAt("/steps/S01.4")).toBe("TOUR_STEP_UNKNOWN");
    expect(await codeAt("/steps/S01.4/bytes")).toBe("TOUR_STEP_UNKNOWN");
    expect(await codeAt("/nothing")).toBe("TOUR_ROUTE_UNKNOWN");
  });

  it("has a page with a policy, of which a gateway serves nothing", async () => {
    const page = await fetch(demo.url);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const text = await page.text();
    const [script = ""] = /\/\.tour\/[\w-]+\.js/.exec(text) ?? [];
    expect((await fetch(new URL(script, demo.url))).status).toBe(200);
    const { agencies } = await demo.state();
    const [{ localUrl }] = agencies as [TourState["agencies"][number]];
    for (const path of [script, "/tour.html", "/.tour/index.html", "/v1/tour"]) {
      expect((await fetch(new URL(path, localUrl))).status, path).toBe(404);
    }
  });

  it("plays S01: what stayed behind and why, a refusal, and what remains after the withdrawal", async () => {
    const sent = await demo.play("S01");
    const { account, body } = partOf(sent.parts, "account");
    const names = account.filter(({ field }) => field === "identity.names");
    expect(names.map(({ outcome }) => outcome)).toEqual(["withheld", "withheld"]);
    expect(names[0]?.reason?.sentence).toContain("only if the person has validly consented");
    expect(Object.values(body).some(({ kind }) => kind === "subject")).toBe(true);
    expect(verdictOf(sent.parts)).toBe("accept");

    const refused = await demo.play("S01");
    const { refusal } = partOf(refused.parts, "refusedAtHome");
    expect(refusal).toMatchObject({ status: 422, code: "GATEWAY_DRAFT_REFUSED" });
    expect(refusal.findings?.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(["R01", "R17"]),
    );
    expect(verdictOf(refused.parts)).toBe("reject");

    expect(verdictOf((await demo.play("S01")).parts)).toBe("accept");
    const withdrawn = await demo.play("S01");
    const { digest } = partOf(sent.parts, "message");
    expect(partOf(withdrawn.parts, "erased")).toMatchObject({ isStillThere: false, digest });
    expect(await codeOf(await demo.change("S01", "next"))).toBe("TOUR_SCENE_OVER");
  }, 60_000);

  it("shows the bytes of a step: request, wire, signed message and receipts, and no token", async () => {
    const bytes = (await (await fetch(`${demo.url}v1/tour/steps/S01.1/bytes`)).json()) as StepBytes;
    expect(bytes.calls[0]).toMatchObject({ agency: "NGO-B", path: "/v1/messages", status: 201 });
    expect(JSON.parse(bytes.calls[0]?.request ?? "")).toMatchObject({ mode: "minimise" });
    const [post] = bytes.posts.filter(({ path }) => path === "/inbox");
    expect(post).toMatchObject({ to: "NGO-C", method: "POST", status: 200 });
    // A sealed package is a compact JWE, and begins with its header.
    const begin = Buffer.from(post?.first ?? "", "hex").toString();
    expect(Buffer.from(begin.slice(0, 40), "base64url").toString()).toMatch(/^\{"alg"/);
    expect(post?.octets).toBeGreaterThan(4096);
    expect(post?.headers["signature-input"]).toContain("https://ngo-b.test#");
    expect(bytes.messages[0]?.payload).toMatchObject({ iss: "https://ngo-b.test" });
    expect(bytes.receipts.map(({ claims }) => (claims as { kind: string }).kind)).toEqual([
      ...["delivered", "decided"],
    ]);
    expect(JSON.stringify(bytes)).not.toMatch(/bearer|authorization/i);
    const refused = (await (
      await fetch(`${demo.url}v1/tour/steps/S01.2/bytes`)
    ).json()) as StepBytes;
    expect(refused.messages).toHaveLength(1);
    expect(refused.posts).toHaveLength(1);
  });

  it("plays one step at a time, and a scene again with other messages", async () => {
    const [one, other] = await Promise.all([
      demo.change("S02", "next"),
      demo.change("S04", "next"),
    ]);
    expect([one.status, other.status].sort()).toEqual([202, 409]);
    await demo.until(
      ({ scenes }) => !scenes.some(({ steps }) => steps.some(({ state }) => state === "playing")),
    );
    expect((await demo.change("S01", "again")).status).toBe(204);
    const { scenes } = await demo.state();
    expect(scenes[0]?.steps.map(({ state }) => state)).toEqual([
      "next",
      "waiting",
      "waiting",
      "waiting",
    ]);
    expect(await codeAt("/steps/S01.4")).toBe("TOUR_STEP_UNKNOWN");
    expect(verdictOf((await demo.play("S01")).parts)).toBe("accept");
  }, 60_000);

  it("ticks what somebody watched, and what somebody did in a console", async () => {
    const { deeds } = await demo.until(({ deeds }) =>
      deeds.every(({ tasks, id }) => id === "refusal" || tasks.length > 0),
    );
    expect(stateOf(deeds, "send")).toBe("watched");
    expect(stateOf(deeds, "refusal")).toBe("watched");
    expect(stateOf(deeds, "warn")).toBe("open");

    const { mira, tomas, police } = await signInAll(deeds);
    const submit = (client: Client, id: string) =>
      answerOf(client.v1.drafts[":id"].submission.$post({ param: { id }, query: {} }));
    await answerOf(
      mira.v1.drafts[":id"].$get({ param: { id: refOf(deeds, "readDraft") } }, READING),
    );
    await submit(mira, refOf(deeds, "sendDraft"));
    await submit(police, refOf(deeds, "sendAnswer"));
    await submit(mira, refOf(deeds, "sendWarning"));
    const id = refOf(deeds, "approveDraft");
    const seen = await answerOf(tomas.v1.drafts[":id"].preview.$post({ param: { id } }, APPROVING));
    await answerOf(
      tomas.v1.drafts[":id"].approval.$post({
        param: { id },
        json: { digest: seen.approval?.digest ?? "" },
      }),
    );
    const digest = refOf(deeds, "withdraw");
    await answerOf(mira.v1.withdrawals.$post({ json: { digest } }));

    const after = await demo.until(({ deeds }) =>
      deeds.every(({ id, state }) => state === (id === "refusal" ? "watched" : "done")),
    );
    const { remains } = after.deeds.find(({ id }) => id === "withdraw") ?? {};
    expect(remains).toMatchObject({ isStillThere: false, digest, recipient: "NGO-C" });
    // What was sent, answered or approved is led to no more.
    expect(after.deeds.map(({ tasks }) => tasks.map(({ does }) => does))).toEqual([
      ...[[], [], [], [], []],
      ...[["lookWarned"], ["lookErased"]],
    ]);
  }, 60_000);
});

checkTourPages(() => demo);

describe("the demo, when it is stopped", () => {
  let stopped: Awaited<ReturnType<RunningDemo["stop"]>>;
  beforeAll(async () => {
    stopped = await demo.stop();
  }, 30_000);

  it("ends with 0, since nothing was played wrongly, and leaves nothing", () => {
    expect(stopped).toEqual({ status: 0, left: [] });
    expect(demo.text()).toContain("Stopped; keys and databases deleted.");
  });

  it("is not there any more", async () => {
    await expect(fetch(demo.url)).rejects.toThrow();
  });
});

afterAll(async () => {
  await demo?.stop().catch(() => {});
}, 30_000);

function partOf<Kind extends Part["kind"]>(parts: readonly Part[], kind: Kind): PartOf<Kind> {
  const part = parts.find((one): one is PartOf<Kind> => one.kind === kind);
  if (part === undefined) throw new Error(`the step tells no ${kind}`);
  return part;
}

function verdictOf(parts: readonly Part[]): string | undefined {
  const { receipts, differences } = partOf(parts, "receipts");
  expect(differences).toEqual([]);
  const decided = receipts.find(({ kind }) => kind === "decided");
  return decided?.kind === "decided" ? decided.verdict : undefined;
}

const READING = { headers: { "safepassage-reason": "CASE_WORK" } };
const APPROVING = { headers: { "safepassage-reason": "APPROVAL" } };

async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { readonly code: string }).code;
}

const codeAt = async (path: string, init?: RequestInit): Promise<string> =>
  codeOf(await fetch(`${demo.url}v1/tour${path}`, init));

/** Asks under another name, as a page elsewhere would whose name leads to this address. */
function statusFor(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${demo.url}v1/tour`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}
