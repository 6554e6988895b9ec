import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAgencyConfig } from "@safepassage/agency";
import type { Draft } from "@safepassage/api";
import { answerOf, type Client } from "@safepassage/client";
import { until } from "@safepassage/testing/until";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { fivePorts } from "./free-ports.ts";
import { sendAndAwait } from "./guide/connect.ts";
import { createDesk } from "./guide-desk.ts";
import { blocksUnder, page, programInPython, steps, table } from "./guide-page.ts";
import { createPrograms, ended, present } from "./guide-programs.ts";
import { createGuideShell, type GuideShell } from "./guide-shell.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-connect-"));
const { start, killAll } = createPrograms(folder);
const shells: GuideShell[] = [];
afterAll(() => {
  for (const shell of shells) shell.close();
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

let port = 0;
let webhook: ReturnType<typeof start>;
const { arrivedAfter, newestAnswer, readings, newest, settled, clientOf } = createDesk(
  folder,
  () => port,
);
/** The words of the page; only folder, ports and the case differ. */
const own = (text: string, n = 17): string =>
  text
    .replaceAll("~/federation", folder)
    .replaceAll(/\b840(\d)\b/g, (_, digit: string) => String(port + Number(digit)))
    .replaceAll("8500", String(port))
    .replaceAll("case-17", `case-${n}`)
    .replaceAll("person-17", `person-${n}`)
    .replaceAll("sX55H5KQ3JhjAj_MFH-MZQ", `sX55H5K${n}JhjAj_MFH-MZQ`);

beforeAll(async () => {
  port = await fivePorts();
  const [make = "", ...run] = blocksUnder("## Two gateways", "sh");
  for (const words of commandsOf(make)) {
    execFileSync(process.execPath, [inject("programs").command, ...words]);
  }
  const path = join(folder, "ngo-b/agency.json");
  const { gateway, ...config } = JSON.parse(readFileSync(path, "utf8"));
  const [hooks = ""] = blocksUnder("## Webhooks", "json");
  writeFileSync(
    path,
    JSON.stringify({ ...config, gateway: { ...gateway, ...JSON.parse(own(hooks)).gateway } }),
  );
  const [verifier = ""] = blocksUnder("## Webhooks", "sh");
  const [program = "", ...args] = own(verifier).split(" ").slice(1);
  const program_ = fileURLToPath(new URL(`guide/${program}`, import.meta.url));
  webhook = start(process.execPath, program_, ...args);
  for (const words of run.flatMap(commandsOf)) {
    start(process.execPath, inject("programs").command, ...words);
  }
  for (const gateway of [1, 3]) {
    const url = `http://127.0.0.1:${port + gateway}/health`;
    await until(async () => (await fetch(url).catch(() => undefined))?.ok === true);
  }
}, 30_000);

describe("the guide to connecting a case system", () => {
  it("leads to an answer in eleven requests, as it says, then says more of it, corrects and withdraws", async () => {
    const shell = newShell();
    const printed = new Map<string, string>();
    for (const [heading, block] of steps()) {
      await settled();
      printed.set(heading, (printed.get(heading) ?? "") + (await shell.run(own(block))));
    }
    expect(shell.made.map(({ status }) => Math.trunc(status / 100))).toEqual(Array(11).fill(2));
    expect(table().map(([number]) => number)).toEqual(shell.made.map((_, index) => index + 1));
    expect(page).toContain("Eleven requests lead from");
    expect(Object.fromEntries(printed)).toMatchObject({
      "1. Who am I?": expect.stringContaining('"kind": "machine"'),
      "2. With whom can I exchange?": expect.stringContaining('"AGR-ASSIST"'),
      "4. What would be sent?": expect.stringMatching(/"coarsened"[\s\S]*"withheld"/),
      "6. What has arrived at the other agency?": expect.stringContaining(shell.variable("sent")),
      "7. What does it say?": expect.not.stringContaining("+15550100123"),
      "8. Answer": "queued",
      "9. Go on after a break": expect.stringContaining('"received"'),
      "10. and 11. Read the answer": expect.stringContaining('"accepted"'),
    });
    for (const heading of ["## Say more about a message", "## Correct and withdraw"]) {
      for (const block of blocksUnder(heading, "sh")) {
        expect(await shell.run(own(block)), heading).toBe("queued");
      }
    }
    await settled();
    const { entries } = await answerOf(clientOf("ngo-c").v1.outbox.$get({ query: { limit: 20 } }));
    const said = entries.map(({ messageType, verdict }) => `${messageType} ${verdict}`);
    const expected = ["feedback accept", "qualityNotice accept", "recall accept"];
    expect(said).toEqual(expect.arrayContaining(expected));
    const [reading = ""] = blocksUnder("### 7.", "sh");
    expect(await shell.run(reading.replace(/ \| get.*/, ""))).toContain("API_CONTENT_ERASED");
  });

  it("needs six of them", async () => {
    const needed = table().flatMap(([number, isNeeded]) => (isNeeded ? [number] : []));
    const shell = newShell();
    let printed = "";
    for (const [heading, block] of steps()) {
      const numbers = [...heading.matchAll(/\d+(?=\.)/g)].map(([number]) => Number(number));
      const isLeftOut = numbers.length > 0 && !numbers.some((number) => needed.includes(number));
      if (isLeftOut && block.includes("curl")) continue;
      await settled();
      printed = await shell.run(own(block, 18));
    }
    expect(shell.made).toHaveLength(needed.length);
    expect(needed).toHaveLength(6);
    expect(printed).toContain('"accepted"');
  });

  it.each(present("curl"))("runs in a shell with %s", async () => {
    // People wait between the steps; a message needs a moment to the other agency.
    const way = steps().map(([, block]) =>
      block.includes("-key:") ? `${block}\nsleep 0.5` : block,
    );
    const later = ["## Say more", "## Correct"].flatMap((heading) => blocksUnder(heading, "sh"));
    const text = own([...way, ...later].join("\n"), 19);
    const { stdout, stderr } = await ended(start("sh", "-c", text));
    expect(stderr).toMatch(/^(curl: \(28\).*\n)?$/);
    expect(stdout).toMatch(/"response\.outcome"[\s\S]*\n(queued\n){5}$/);
  });

  it.each(present("python3"))(
    "has a program for %s, which goes on after a break",
    async (python) => {
      const program = programInPython();
      writeFileSync(join(folder, "draft.json"), JSON.stringify(await draftOf(20)));
      const url = `http://127.0.0.1:${port + 2}`;
      const token = join(folder, "ngo-b/tokens/local.token");
      const before = await newest();
      const first = start(python, "-u", program, url, token, "draft.json");
      await until(async () => first.printed().includes("it is decided"));
      expect(first.printed()).toMatch(/^withheld contact\.phone: For “Referral to assistance”, /m);
      first.child.kill("SIGKILL");
      const name = readdirSync(folder).find((file) => /^connect-.*\.place$/.test(file)) ?? "";
      const [place, kept] = [join(folder, name), join(folder, "kept.place")];
      linkSync(place, kept);
      const placeBefore = readFileSync(kept, "utf8");
      const asked = await arrivedAfter(before);
      const foreign = await answersToOthers(30);
      await tellMore(asked);
      await answer(asked);
      const { status, stdout } = await ended(start(python, program, url, token, "draft.json"));
      expect([status, stdout]).toEqual([0, expect.stringMatching(/^response\.outcome accepted$/m)]);
      // What was sent is not looked at again: it may not be sent any more, and its answer comes all the same.
      expect(stdout).not.toContain("withheld");
      // A place is put there whole, and not written over the one before: a program may die in between.
      expect(readFileSync(kept, "utf8")).toBe(placeBefore);
      expect(readFileSync(place, "utf8")).not.toBe(placeBefore);
      expect(await readings([...foreign, await newestAnswer()])).toEqual([0, 0, 1]);
    },
  );

  it("has a program in TypeScript, which goes on after a break", async () => {
    const before = await newest();
    const lines: string[] = [];
    const run = async (client: Client) => {
      const kept = { key: "record-21", place: join(folder, "record-21.place") };
      return sendAndAwait(client, await draftOf(21), kept, (line: string) => lines.push(line));
    };
    let streams = 0;
    const breaking = async (request: Request) =>
      request.url.includes("/events") && ++streams === 2
        ? new Response("{}", { status: 403 })
        : fetch(request);
    await expect(run(clientOf("ngo-b", breaking))).rejects.toMatchObject({ status: 403 });
    const asked = await arrivedAfter(before);
    const foreign = await answersToOthers(32);
    await tellMore(asked);
    await answer(asked);
    // By now the consent may have ended, and the same draft may not be sent any more.
    const lapsed = async (request: Request) =>
      request.url.endsWith("/preview")
        ? Response.json({ code: "CONSENT_LAPSED" }, { status: 422 })
        : fetch(request);
    expect(Object.values((await run(clientOf("ngo-b", lapsed))).body)).toMatchObject([
      { leaves: [{ f: "response.outcome", v: "accepted" }] },
    ]);
    expect(await readings([...foreign, await newestAnswer()])).toEqual([0, 0, 1]);
    const left = ["coarsened identity.dateOfBirth", "withheld contact.phone"];
    expect(lines).toEqual([...left, "it is queued", "it is decided"]);
  });

  it("has a program that takes webhooks, and nothing that the gateway has not signed", async () => {
    const json = { mode: "minimise", draft: await draftOf(22) } as const;
    const { digest } = await answerOf(clientOf("ngo-b").v1.messages.$post({ json }));
    await expect.poll(webhook.printed).toContain(`sent decided ${digest}`);
    const url = `http://127.0.0.1:${port}/changes`;
    const broken = connect(port, "127.0.0.1").resume();
    broken.end("POST /changes HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{");
    await once(broken, "close");
    const forged = { method: "POST", body: '{"id":"1","changes":[]}' };
    expect((await fetch(url, forged)).status).toBe(401);
  });

  it("shows configurations that are taken", () => {
    const blocks = [...blocksUnder("## Webhooks", "json"), ...blocksUnder("## Officers", "json")];
    const config = JSON.parse(readFileSync(join(folder, "ngo-c/agency.json"), "utf8"));
    for (const block of blocks) {
      const gateway = { ...config.gateway, ...JSON.parse(block).gateway };
      expect(() => parseAgencyConfig({ ...config, gateway })).not.toThrow();
    }
    expect(blocks).toHaveLength(2);
  });
});

/** The draft of the guide, about another person. */
async function draftOf(n: number): Promise<Draft> {
  const shell = newShell();
  const [block = ""] = blocksUnder("### 4.", "sh");
  await shell.run(own(block, n));
  return JSON.parse(await shell.run("cat draft.json"));
}

/** NGO-C answers a referral, as the guide does. */
async function answer(digest: string): Promise<void> {
  const shell = newShell();
  const [setup = ""] = blocksUnder("## Send and be answered", "sh");
  const block = blocksUnder("### 8.", "sh").at(-1) ?? "";
  await shell.run(own(setup));
  await shell.run(`sent=${digest}`);
  expect(await shell.run(own(block, 100 + shells.length))).toBe("queued");
  await settled();
}

/** NGO-C goes on with a referral, and does not answer it. */
async function tellMore(digest: string): Promise<void> {
  const shell = newShell();
  const [setup = ""] = blocksUnder("## Send and be answered", "sh");
  const blocks = blocksUnder("## Say more about a message", "sh");
  const block = blocks.find((one) => one.includes("feedback.json")) ?? "";
  await shell.run(own(setup));
  await shell.run(`sent=${digest}`);
  expect(await shell.run(own(block, 200 + shells.length))).toBe("queued");
  await settled();
}

/** Two answers to other messages of NGO-B, about two other persons. The first one is erased. */
async function answersToOthers(n: number): Promise<readonly string[]> {
  const { v1 } = clientOf("ngo-b");
  const answers: string[] = [];
  for (const person of [n, n + 1]) {
    const before = await newest();
    const json = { mode: "minimise", draft: await draftOf(person) } as const;
    await answerOf(v1.messages.$post({ json }));
    await answer(await arrivedAfter(before));
    answers.push(await newestAnswer());
  }
  const json = { outcome: "erase", officer: { id: "staff-0043", assurance: 2 } } as const;
  await answerOf(
    v1.messages[":digest"].review.$post({ param: { digest: answers[0] ?? "" }, json }),
  );
  return answers;
}

function newShell(): GuideShell {
  const shell = createGuideShell();
  shells.push(shell);
  return shell;
}

const commandsOf = (block: string): readonly (readonly string[])[] =>
  own(block)
    .split("\n")
    .map((line) => line.split(" ").slice(1));
