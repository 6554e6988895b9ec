import { CONDITIONS, isCitationRead, RULES } from "@safepassage/schema";
import { validate, type WouldPass } from "@safepassage/validator";
import { expect, it } from "vitest";
import { createAnswer } from "../src/errors/answer.ts";
import { createVisibleIo } from "../src/io/visible-io.ts";
import { shownCitation } from "../src/print/citation-mark.ts";
import { createHtmlReporter } from "../src/validate/html-report.ts";
import { createTextReporter } from "../src/validate/text-report.ts";
import { tellPass } from "../src/validate/told-pass.ts";
import { createMemoryIo } from "./memory-io.ts";

const NOW = new Date("2026-11-24T09:02:00Z");

const shown = ({ citation, citationStatus }: { citation: string; citationStatus: string }) =>
  shownCitation(citation, isCitationRead(citationStatus));

it("marks each law that was not read in its source, also where the use of it is a proposal", () => {
  const account = CONDITIONS.find(({ id }) => id === "VICTIM_ACCOUNT");
  expect(account?.citationStatus).toBe("P");
  expect(account && shown(account)).toMatch(/LED 10 by analogy; not all read$/);
  expect(shown({ citation: "LED 10", citationStatus: "V" })).toBe("LED 10");
});

it("marks no proposal that cites nothing", () => {
  const own = RULES.filter(({ citation }) => citation === "Proposal");
  expect(own.length).toBeGreaterThan(0);
  expect(new Set(own.map(shown))).toEqual(new Set(["Proposal"]));
});

it("marks it where it says what of a refused message would pass, in lines and in the page", async () => {
  const reason = { citation: "Dir 2011/36 Art 14(2)", citationStatus: "R" };
  const account = [{ gid: "g", field: "contact.phone", outcome: "withheld", reason }];
  const found = {
    passes: true,
    isMaximal: true,
    draft: {},
    judgement: { verdict: "accept" },
    account,
  };
  const telling = { say: () => "Nobody stands up for her.", isRead: isCitationRead };
  const wouldPass = tellPass(found as unknown as WouldPass, telling);
  const answer = await createAnswer({});
  const said = answer(
    validate({ message: {}, tier: "schema", now: NOW.toISOString().replace(".000", "") }),
  );
  const io = createMemoryIo(new Map(), NOW);
  const visible = createVisibleIo(io);
  for (const reporter of [
    createTextReporter(visible, "m.json"),
    await createHtmlReporter(visible, NOW),
  ]) {
    await reporter.entry({ file: "m.json", judged: { ...said, wouldPass } });
    await reporter.end();
  }
  const text = io.stdout.join("\n");
  expect(text).toContain("(1) Nobody stands up for her. [Dir 2011/36 Art 14(2); not all read]");
  expect(text).toMatch(/<span class="soft">Dir 2011\/36 Art 14\(2\) \([^)]+\)<\/span>/);
});
