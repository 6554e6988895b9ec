import { AgencyError } from "@safepassage/agency";
import { createFixedClock } from "@safepassage/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createOperatorLog } from "./log.ts";

const clock = createFixedClock("2026-11-24T09:02:00.250Z");
const ref = "zNLGXVnPJ16-caWhJjcD5hRRCE4OLU4b7E_xlL1C1KM";
const peer = "https://ngo-c.test";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A log and the lines it has written. */
function open(config: Parameters<typeof createOperatorLog>[0] = {}) {
  const lines: string[] = [];
  const log = createOperatorLog(config, { write: (line) => lines.push(line), clock });
  return { ...log, lines, read: () => lines.map((line) => JSON.parse(line)) };
}

describe("a line", () => {
  it("has time, level, event, plain words and the members as they are", () => {
    const { log, read } = open();
    log({ event: "quarantineAlarm", ref, country: "XB", authority: "https://dpa-b.test" });
    expect(read()).toEqual([
      {
        time: "2026-11-24T09:02:00.250Z",
        level: "alarm",
        event: "quarantineAlarm",
        text: `A life may be in danger: message ${ref} is in quarantine. One of the two roles reads it now. Tell the supervisory authority of XB (https://dpa-b.test) now.`,
        ...{ ref, country: "XB", authority: "https://dpa-b.test" },
      },
    ]);
  });

  it("is text for a terminal if it shall be, and may start at a level", () => {
    const { log, lines } = open({ format: "text", level: "warning" });
    log({ event: "queued", ref, peer });
    log({ event: "refused", ref, code: "PACKAGE_MALFORMED" });
    expect(lines).toEqual([
      `2026-11-24T09:02:00.250Z WARNING Package ${ref} was refused (PACKAGE_MALFORMED). (refused)`,
    ]);
  });

  it("is one line, and hides nothing, whatever others have chosen", () => {
    const { log, onError, lines } = open();
    log({ event: "accept", ref, peer: "x\n\u202e\u001b[2J" });
    onError(new AgencyError("GATEWAY_STORE_FULL", "/var/a\nb\u202e"));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^[ -~]+$/);
  });
});

describe("a failure", () => {
  it("of ours is told with title, file and what to do", () => {
    const { onError, read } = open();
    const cause = Object.assign(new Error("disk"), { errcode: 13 });
    onError(new AgencyError("GATEWAY_STORE_FULL", "/var/agency.db: full", { cause }));
    const [line] = read();
    expect(line).toMatchObject({ level: "error", event: "failed", code: "GATEWAY_STORE_FULL" });
    expect(line.text).toContain("/var/agency.db: full");
    expect(line.cause).toBe("SQLITE_13");
  });

  it.each([
    ["a statement", { code: "57P03", severity: "FATAL" }, "SQLSTATE_57P03"],
    ["the pipe to the server", { code: "EPIPE" }, "EPIPE"],
  ])("of PostgreSQL has the code of its cause: %s", (_, facts, told) => {
    const { onError, read } = open();
    // The class of such an error is named in small letters.
    const cause = Object.assign(new Error("Amina"), { name: "error", ...facts });
    onError(new AgencyError("GATEWAY_STORE_AWAY", "agency at db: away", { cause }));
    expect(read()[0].cause).toBe(told);
  });

  it("of another kind is told without its words, with at most five calls", () => {
    const { onError, lines, read } = open();
    const error = deep(20);
    onError(error);
    expect(lines[0]).not.toContain("Amina");
    expect(read()[0].code).toBe("TypeError");
    expect(read()[0].stack).toHaveLength(5);
    expect(read()[0].stack[0]).toMatch(/log\.test\.ts/);
  });

  it("cannot forge calls by its words", () => {
    const { onError, lines } = open();
    onError(new Error("bad\n    at Amina (secret.ts:1:1)"));
    expect(lines[0]).not.toContain("Amina");
    const odd = new Error("one");
    odd.message = "Amina";
    odd.stack = "Error: another text\n    at Amina (secret.ts:1:1)";
    onError(odd);
    onError("Amina");
    expect(lines.join()).not.toContain("Amina");
  });

  it("is told three times a minute for the same place, and the rest is counted", () => {
    const { onError, read } = open();
    for (let count = 0; count < 203; count++) onError(deep(3));
    onError(new RangeError("another"));
    expect(read().map(({ code }) => code)).toEqual([
      ...["TypeError", "TypeError", "TypeError", "RangeError"],
    ]);
    vi.advanceTimersByTime(60_000);
    expect(read().at(-1)).toMatchObject({ event: "linesLeftOut", count: 200 });
    expect(read().at(-1).code).toMatch(/^failed TypeError deep /);
    onError(deep(3));
    expect(read()).toHaveLength(6);
  });

  it("is told again for another cause", () => {
    const { onError, read } = open();
    for (const code of [...Array(9).fill("ECONNRESET"), "ENOENT"]) {
      const failure = new Error("away");
      failure.cause = Object.assign(new Error("no"), { code });
      onError(failure);
    }
    const causes = ["ECONNRESET", "ECONNRESET", "ECONNRESET", "ENOENT"];
    expect(read().map(({ cause }) => cause)).toEqual(causes);
  });

  it("in an aggregate is told each", () => {
    const { onError, read } = open();
    onError(new AggregateError([new RangeError("a"), new SyntaxError("b")], "both"));
    expect(read().map(({ code }) => code)).toEqual(["RangeError", "SyntaxError"]);
  });
});

describe("what anybody can cause", () => {
  it("fills no log, and is counted", () => {
    const { log, close, read } = open();
    const code = "PACKAGE_MALFORMED";
    for (let count = 0; count < 50; count++) {
      log({ event: "bodyIncomplete", code: "GATEWAY_BODY_INCOMPLETE" });
      log({ event: "refused", ref, code });
      log({ event: "refused", ref, code, peer });
    }
    const named = read().filter((line) => line.peer !== undefined);
    expect([read().length, named.length]).toEqual([10 + 10 + 10, 10]);
    close();
    expect(read().slice(-3)).toMatchObject([
      { event: "linesLeftOut", code: "bodyIncomplete", count: 40 },
      { event: "linesLeftOut", code: "refused", count: 40 },
      { event: "linesLeftOut", code: `refused ${peer}`, count: 40 },
    ]);
  });

  it("fills no log with requests that nobody has signed, or that somebody says to have", () => {
    const { log, close, read } = open();
    const code = "TRUST_REQUEST_SIGNATURE_MALFORMED";
    for (let count = 0; count < 10_000; count++) log({ event: "requestRefused", code });
    for (let count = 0; count < 50; count++) log({ event: "requestRefused", code, peer });
    // A partner that others claim to be has its own lines.
    log({ event: "requestRefused", code, peer: "https://ngo-d.test" });
    expect(read()).toHaveLength(10 + 10 + 1);
    close();
    expect(read().slice(-2)).toMatchObject([
      { event: "linesLeftOut", code: "requestRefused", count: 9990 },
      { event: "linesLeftOut", code: `requestRefused ${peer}`, count: 40 },
    ]);
  });

  it("keeps no line back about a message of one's own", () => {
    const { log, read } = open();
    for (let count = 0; count < 50; count++) log({ event: "refused", ref, peer, own: true });
    expect(read()).toHaveLength(50);
  });

  it("takes bounded memory, however many places it makes up", () => {
    const { onError, close, read } = open();
    for (let count = 0; count < 1000; count++) {
      const error = new Error("x");
      Object.assign(error, { code: `E${count}` });
      onError(error);
    }
    expect(read()).toHaveLength(64 + 3);
    close();
    expect(read().at(-1)).toMatchObject({ code: "other places", count: 1000 - 67 });
  });
});

/** An error thrown far inside, whose words hold what a request held. */
function deep(calls: number): Error {
  return calls === 0
    ? new TypeError("Unexpected token 'A', \"Amina\" is not JSON")
    : deep(calls - 1);
}
