import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { OPENINGS } from "../src/play/openings.ts";
import { SCENARIOS } from "../src/scenarios.ts";
import { readOpening } from "./account.ts";
import { onOneLine, readReadmeSample } from "./readme-sample.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "safepassage-test-"));
/** Where the demos started here make their folders. */
const temporary = join(folder, "tmp");
mkdirSync(temporary);

interface Ended {
  readonly status: number;
  readonly text: string;
}

describe("the demo", () => {
  let whole: Ended;
  beforeAll(async () => {
    // As a user starts it; the rest is the same code in a bundle, which starts sooner.
    whole = await demoOf(["--conditions=@safepassage/source", MAIN], "--once", "--verbose");
  }, 90_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("plays the messages of six scenarios as their files expect, and ends with 0", () => {
    expect(whole.text).not.toContain("DIFFERS");
    expect(whole.text).toContain("25 messages; every verdict was read from a receipt");
    const all = SCENARIOS.flatMap(({ id, messages }) =>
      messages.map(({ n, says }) => ({ id: `${id}.${n}`, isPlayed: says !== undefined })),
    );
    const [played, others] = [
      all.filter((one) => one.isPlayed),
      all.filter((one) => !one.isPlayed),
    ];
    expect(played).toHaveLength(25);
    for (const { id } of played) expect(whole.text).toContain(`\n${id}  `);
    expect(others.map(({ id }) => id)).toEqual(["S20.5", "S20.6"]);
    expect(whole.text).toContain("Not played here: S20.5 and S20.6.");
    expect(whole.status).toBe(0);
  });

  it("plays what officers may do, and what an auditor sees of it", () => {
    const text = whole.text.slice(whole.text.indexOf("Officers of NGO-B"));
    expect(text.match(/✓/g)).toHaveLength(9);
    expect(text).toMatch(/tomas +caseworker and approver +case-workers, team-leads/);
    expect(text).toMatch(/✓ Petra chooses her name on the provider's page, and has a session/);
    expect(text.match(/refused: \w+/g)).toEqual([
      "refused: GATEWAY_APPROVAL_NEEDED",
      "refused: API_ROLE_MISSING",
      "refused: GATEWAY_APPROVAL_NEEDED",
      "refused: API_TOKEN_REFUSED",
      "refused: API_OFFICER_LOCKED",
    ]);
    expect(text).toMatch(/tomas +draftReturned/);
    expect(text).toMatch(/tomas +messageApproved/);
  });

  it("says once what many fields share, and names the purpose", () => {
    const text = whole.text.replaceAll(/\s+/g, " ");
    expect(text).toContain(
      "Nothing allows this value in a message for “Warning of immediate danger”. It must not be sent.",
    );
    expect(text).not.toContain("for this value");
  });

  it("shows each refusal twice: by the honest gateway and by the receiving process", () => {
    expect(whole.text.match(/own gateway is asked to send this as it is/g)).toHaveLength(13);
    expect(whole.text.match(/\(HTTP\s+422\)/g)).toHaveLength(13);
    expect(whole.text.match(/decided REJECT/g)).toHaveLength(12);
    expect(whole.text.match(/receipt {2}refused AUTHORISATION_INVALID/g)).toHaveLength(1);
  });

  it("starts ten processes and names their ids", () => {
    const pids = new Set(whole.text.match(/pid \d+/g));
    expect(pids.size).toBe(10);
  });

  it("names the columns of the case file that were left behind, and why fields were withheld", () => {
    expect(whole.text).toContain("cco_CaseComment");
    expect(whole.text).toMatch(/identity\.names.*withheld/);
    expect(whole.text).toMatch(/[1-9]\d* sent coarser, [1-9]\d*\s+withheld/);
    expect(whole.text).toMatch(
      /Sent as \d+-\d+, and not finer\. For “Referral to\s+assistance”,\s+this\s+field\s+may\s+be\s+sent\s+as\s+it\s+is\s+only\s+if/,
    );
  });

  it.each(Object.values(OPENINGS))(
    "prints of the cases of $id what policy says without a gateway",
    async (opening) => {
      const { sent, other } = (await readOpening(opening)).printed();
      expect(withoutPseudonyms(whole.text)).toContain(withoutPseudonyms(sent));
      expect(whole.text).toContain(other);
    },
  );

  it("holds the alert against the closed list of the law, field by field", () => {
    expect(whole.text).toContain("[Reg (EU) 2018/1862 Art 20(3)]");
    expect(whole.text).toMatch(/identity\.dateOfBirth +yes +date of birth/);
    expect(whole.text).toMatch(/alert\.lastSeen +no +not on the list/);
    expect(whole.text).not.toMatch(/yes +not on the list/);
  });

  it("shows the answer clock run and stop, and what is owed and awaited meanwhile", () => {
    expect(whole.text).toMatch(/urgent, directly accessible: 8 hours from arrival/);
    expect(whole.text).toMatch(/Police-C owes +1 answer, 0 overdue/);
    expect(whole.text).toMatch(/Police-B awaits +1 answer, 0 overdue/);
    expect(whole.text).toMatch(/stopped, on both sides/);
    expect(whole.text).toMatch(/Police-C owes +no answer/);
    const [, from = "", by = ""] =
      /arrived +(\S+ \S+) UTC.*\n +answer by +(\S+ \S+) UTC/.exec(whole.text) ?? [];
    expect(Date.parse(`${by}Z`) - Date.parse(`${from}Z`)).toBe(8 * 3_600_000);
  });

  it("shows a faulty warning wait, with its clock of an hour, and who may read it", () => {
    const text = messageOf("S19.1");
    expect(text).toMatch(/contact\.phone +\S+ +to mend +R01 R82/);
    expect(text).toMatch(/decided QUARANTINE by R01 R82; signed by Police-C/);
    expect(text).toMatch(/duty officer +reads all of it/);
    expect(text).toMatch(/alarms +for the supervisory authorities of XB and XC/);
    expect(secondsBetween(text, "mend by", "arrived")).toBe(24 * 3600);
    expect(text).toMatch(/Answer clock {2}1 hour from arrival/);
    expect(secondsBetween(text, "answer by", "arrived")).toBe(3600);
    expect(text).toMatch(/Police-C owes +1 answer, 0 overdue/);
  });

  it("shows the sound warning mend it, and one answer without a place stop both clocks", () => {
    const sound = messageOf("S19.2");
    expect(sound).toContain("S19.1 is mended");
    expect(sound).toMatch(/location\.subjectCurrent +(point 40\.001 20\.002) +\1/);
    expect(sound).toMatch(/need\.health +urgent +withheld/);
    expect(sound).toMatch(/decided ACCEPT; signed by Police-C/);
    expect(secondsBetween(sound, "answer by", "arrived")).toBe(3600);
    expect(sound).toMatch(/NGO-B awaits +2 answers/);
    const answer = messageOf("S19.3");
    expect(answer).toMatch(/location\.subjectCurrent +point 40\.001 20\.002 +withheld/);
    expect(answer).toMatch(/danger\.actionTaken +personSafe +personSafe/);
    expect(answer).toMatch(/decided ACCEPT; signed by NGO-B/);
    expect(answer).toMatch(/Police-C owes +no answer\n +NGO-B awaits +no answer/);
  });

  it.each([
    ["S19.4", "Police-C", /location\.subjectCurrent +\S+ \S+ \S+ +not sent +R01 R36/, "R01 R36"],
    ["S19.5", "NGO-B", /R66 {2}the message as a whole/, "R01 R36 R66"],
    ["S19.6", "NGO-B", /danger\.personInformed +objects +not sent +R85/, "R85"],
    ["S20.2", "Prosecutor-B", /R80 {2}evidence\.identifier is missing/, "R80"],
  ])("has %s refused by the gateway of %s, and by the recipient", (id, sender, found, rules) => {
    const text = messageOf(id);
    const [before = "", after = ""] = text.split("Now we bypass");
    expect(before).toContain(`${sender}'s own gateway is asked to send this as it is, and refuses`);
    expect(before).toMatch(found);
    expect(after).toContain(`decided REJECT by ${rules}; signed by`);
  });

  it("takes a prosecutor's order, into which the gateway writes its end, and the answer", () => {
    const order = messageOf("S20.1");
    expect(order).toMatch(/evidence\.identifier +account job_offers_te… +account job_offers_te…/);
    expect(order).toMatch(/Answer by {2}\d{4}-\d\d-\d\d .*the gateway wrote it into the order/);
    expect(order).toMatch(/decided ACCEPT; signed by Provider-C/);
    expect(messageOf("S20.4")).toMatch(/decided ACCEPT; signed by Prosecutor-B/);
  });

  it("has an order refused whose token a judge signed for another one", () => {
    const text = messageOf("S20.3");
    expect(text).toMatch(/evidence\.identifier +account job_offers_te… +account another_offer…/);
    const [before = "", after = ""] = text.split("Now we bypass");
    expect(before).toMatch(/\(HTTP 422\):\n\n +AUTHORISATION_INVALID /);
    expect(after).toContain("receipt  refused AUTHORISATION_INVALID; signed by Provider-C");
    expect(after).toMatch(/R87 would refuse +\[Reg \(EU\) 2023\/1543/);
  });

  it("prints what the README shows of it", () => {
    const printed = onOneLine(whole.text);
    let from = 0;
    for (const part of readReadmeSample()) {
      const at = printed.indexOf(onOneLine(part), from);
      expect([part, at >= from]).toEqual([part, true]);
      from = at;
    }
    expect(from).toBeGreaterThan(0);
  });

  /** What is printed of one message. */
  function messageOf(id: string): string {
    const [, text = ""] = whole.text.split(`\n${id}  `);
    return text.split(/\n(?:S\d\d\.\d|━━) {1,2}/)[0] ?? "";
  }

  it("leaves nothing behind in the temporary folder", () => {
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("ends with 1 and says each difference: of verdicts, and of a rule that was not evaluated", async () => {
    const expected: Readonly<Record<string, string>> = {
      "S04.1": "reject",
      "S04.3": "accept",
      "S19.1": "accept",
      "S19.5": "quarantine",
    };
    const path = withMessages((id, message) => {
      const verdict = expected[`${id}.${message.n}`];
      if (verdict !== undefined) return [{ ...message, expected: verdict }];
      if (id === "S20" && message.n === 3) return [{ ...message, refused: "MESSAGE_EXPIRED" }];
      return [id === "S04" && message.n === 2 ? { ...message, rules: ["R22"] } : message];
    });
    const some = ["S04", "S19", "S20"].flatMap((id) => ["--only", id]);
    const { status, text } = await demo("--once", ...some, "--scenarios", path);
    const line = text.replaceAll(/\s+/g, " ");
    expect(line).toContain("S04.1: the recipient decided accept, expected reject");
    expect(line).toContain("S04.2: R22 was not evaluated and passed");
    expect(line).not.toContain("R22 passed");
    expect(text).not.toContain("S01.1");
    expect(line).toContain("S04.3: the recipient decided reject, expected accept");
    expect(line).toContain("S19.1: the recipient decided quarantine, expected accept");
    expect(line).toContain("S19.5: the recipient decided reject, expected quarantine");
    expect(line).toContain(
      "S20.3: the recipient answered AUTHORISATION_INVALID, expected MESSAGE_EXPIRED",
    );
    expect(line).toContain("S20.3: the sender's own gateway did not refuse the draft");
    expect(status).toBe(1);
  }, 90_000);

  it("says in one line why it could not go on, ends with 1 and leaves nothing", async () => {
    const { status, text } = await demo("--once", "--scenarios", withoutMessage("S01", 2));
    expect(text).toContain("The demo could not go on: the scenario file has no message S01.2\n");
    expect(text).not.toMatch(/^ +at /m);
    expect(status).toBe(1);
    expect(readdirSync(temporary)).toEqual([]);
  }, 90_000);

  it("ends with 2 for a scenario file that is not there, or is none", async () => {
    const none = await demo("--scenarios", join(folder, "nofile"));
    expect(none.text).toContain("nofile: there is no such file\n");
    const other = await demo("--scenarios", MAIN);
    expect(other.text).toContain("main.ts: it is not a scenario file\n");
    for (const { status, text } of [none, other]) {
      expect(text).not.toMatch(/^ +at /m);
      expect(status).toBe(2);
    }
  });

  it("ends with 2 for an option it does not have, and a scenario that it does not play", async () => {
    for (const wrong of [["--twice"], ["--only", "S05"]]) {
      const { status, text } = await demo(...wrong);
      expect(text).toContain(wrong.at(-1));
      expect(text).toContain("--once");
      expect(status).toBe(2);
    }
  });
});

/** Seconds from one instant of a table to another. */
function secondsBetween(text: string, later: string, earlier: string): number {
  const [to = 0, from = 0] = [later, earlier].map((name) => {
    const [, day, time] = new RegExp(`${name} +(\\S+) (\\S+) UTC`).exec(text) ?? [];
    return Date.parse(`${day}T${time}Z`);
  });
  return (to - from) / 1000;
}

const withoutPseudonyms = (text: string): string =>
  text.replaceAll(/(subject\.pseudonym +)[\w-]{22}( +)[\w-]{22}/g, "$1…$2…");

const demo = (...args: string[]): Promise<Ended> => demoOf([inject("programs").demo], ...args);

function demoOf(program: readonly string[], ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { timeout: 80_000, env: { ...process.env, TMPDIR: temporary } };
    execFile(process.execPath, [...program, ...args], options, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ status, text: stdout + stderr });
    });
  });
}

/** A scenario file with one message left out. */
function withoutMessage(scenario: string, n: number): string {
  return withMessages((id, message) => (id === scenario && message.n === n ? [] : [message]));
}

function withMessages(
  change: (scenario: string, message: { readonly n: number }) => readonly object[],
): string {
  const changed = {
    scenarios: SCENARIOS.map((scenario) => ({
      ...scenario,
      messages: scenario.messages.flatMap((message) => change(scenario.id, message)),
    })),
  };
  const path = join(folder, "changed.json");
  writeFileSync(path, JSON.stringify(changed));
  return path;
}
