import type { Draft } from "@safepassage/api";
import { answerOf } from "@safepassage/client";
import { entityOf } from "@safepassage/exchange/agencies";
import { waitFor, waitForDecision } from "@safepassage/exchange/local-client";
import { prepareCase } from "@safepassage/exchange/play/prepared";
import type { Run } from "@safepassage/exchange/play/run";
import { findAxeFaults } from "@safepassage/testing/page-checks";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { goTo, it, PHONE } from "./harness.ts";
import { choose, hrefOf, openList, readFor, send, textOf } from "./message-desk.ts";
import { clientOf, seedAccepted } from "./seeds.ts";
import { useRun } from "./use-run.ts";

const WORK = "I work on this case";

describe("an error that the recipient finds", () => {
  it("is told with the places ticked, and its sender sees what is said of which message", async ({
    desk,
  }) => {
    const run = await useRun();
    const { digest } = await seedAccepted(run);
    const page = await desk.signIn("NGO-C", "mira", { path: `/messages/${digest}`, size: PHONE });
    await page.getByRole("button", { name: "Tell of an error" }).click();
    const panel = page.getByRole("tabpanel", { name: "Notice of an error" });
    await panel.getByRole("button", { name: "Read", exact: true }).click();
    await panel.getByText("Level of risk").click();
    const send = panel.getByRole("button", { name: "Send the notice" });
    expect(await send.isDisabled()).toBe(true);
    await choose(page, "Why", "Inaccurate");
    expect(await findAxeFaults(page)).toEqual([]);
    await send.click();
    const notice = await hrefOf(page, "Show the notice");
    expect(await waitForDecision(run.clients["NGO-C"], notice.slice(PATH))).toMatchObject({
      verdict: "accept",
    });

    const sender = await desk.signIn("NGO-B", "mira", { path: `/messages/${digest}` });
    const told = sender.getByText("The recipient says that something in this message is wrong");
    await told.waitFor();
    expect(await findAxeFaults(sender)).toEqual([]);
    await goTo(sender, notice);
    await readFor(sender, WORK);
    const said = sender.locator(".asked");
    expect(await said.textContent()).toContain("Need: Level of risk");
    // What names the message is for programs.
    expect(await textOf(sender)).not.toContain(digest);
    await said.getByRole("link", { name: /^Referral, / }).waitFor();
    expect(await findAxeFaults(sender)).toEqual([]);
    await sender.getByRole("link", { name: "Open the message that is said to be wrong" }).click();
    await told.waitFor();

    const mira = await clientOf(run, "NGO-B", "mira");
    const { message } = await run.received("NGO-C", digest);
    const [gid = ""] = Object.entries(message.body).find(([, { kind }]) => kind === "need") ?? [];
    const json = {
      ...{ action: "rectify" as const, reason: "inaccurate" },
      changes: [{ path: `${gid}/need.riskLevel`, values: ["high"] }],
    };
    await answerOf(mira.v1.messages[":digest"].corrections.$post({ param: { digest }, json }));
    await goTo(sender, `/messages/${digest}`);
    await sender.getByText("You have since corrected this message").waitFor();
    expect(await told.count()).toBe(0);
  });
});

describe("a message that should not have gone", () => {
  it("is recalled from its page, and the page of its recipient says who wanted that", async ({
    desk,
  }) => {
    const run = await useRun();
    const { digest } = await seedAccepted(run);
    const path = `/messages/${digest}`;
    const page = await desk.signIn("NGO-B", "mira", { path, size: PHONE });
    await page.getByRole("button", { name: "Recall", exact: true }).click();
    const dialog = page.getByRole("dialog");
    const recall = dialog.getByRole("button", { name: "Recall and have it erased" });
    expect(await recall.isDisabled()).toBe(true);
    await choose(page, "Why", "Sent to the wrong recipient");
    expect(await findAxeFaults(page)).toEqual([]);
    await recall.click();
    const recalled = await hrefOf(page, "Show the recall");
    await waitForDecision(run.clients["NGO-B"], recalled.slice(PATH));

    const recipient = await desk.signIn("NGO-C", "mira", { path });
    await recipient.getByText("It was erased because its sender asked for that").waitFor();
    const why = recipient.getByRole("tabpanel").getByRole("link", { name: /^Recall of a message/ });
    expect(await why.getAttribute("href")).toBe(recalled);
    await goTo(recipient, recalled);
    await readFor(recipient, WORK);
    const said = await recipient.locator(".asked").textContent();
    expect(said).toContain("ngo-b.test recalls its message");
    expect(said).toContain("Sent to the wrong recipient");

    await goTo(page, path);
    await page.getByText("The recipient has certified that it destroyed the content").waitFor();
    expect(await page.getByRole("button", { name: "Correct", exact: true }).count()).toBe(0);
    expect(await page.getByRole("button", { name: "Recall", exact: true }).count()).toBe(0);
  });
});

describe("a message that is passed on", () => {
  it("is named as the source, and its page leads to what was passed on once it is recalled", async ({
    desk,
  }) => {
    const run = await useRun();
    const { digest } = await seedAccepted(run);
    const path = `/messages/${digest}`;
    const page = await desk.signIn("NGO-C", "mira", { path, size: PHONE });
    await page.getByRole("link", { name: "Pass on to another agency" }).click();
    await page.getByText("What its sender has asked for applies here too.").waitFor();
    await page.getByText("Level of risk").first().waitFor();
    expect(await findAxeFaults(page)).toEqual([]);

    const passedOn = await passOn(run, digest);
    await goTo(page, path);
    await page.locator(".related").getByText("Passed on in").waitFor();
    await recall(run, digest);
    await goTo(page, path);
    const told = page.locator(".notice", { hasText: "other messages that draw on this one" });
    await told.getByRole("link", { name: /^Referral, / }).click();
    await page.waitForURL(`**/messages/${passedOn}`);
    await page.getByRole("button", { name: "Recall", exact: true }).waitFor();
  });
});

describe("a message that did not arrive", () => {
  it("is written again with what it says, and only its consent is stated anew", async ({
    desk,
  }) => {
    const run = await useRun();
    const { digest } = await seedAccepted(run);
    desk.allow({ answers: [{ status: 422, path: "/v1/preview" }] });
    const page = await desk.signIn("NGO-B", "mira", { path: `/compose?again=${digest}` });
    // Nothing rests on a consent that nobody has stated.
    await page.getByText("Nothing goes. 11 values stay here.").waitFor();
    const text = await textOf(page);
    for (const said of [
      "For ngo-c.test: Referral to assistance",
      "Counselling",
      "Add the consent",
    ]) {
      expect(text).toContain(said);
    }
    expect(await findAxeFaults(page)).toEqual([]);
    // When it was given stands in the record: a time that the page proposes would make another consent of it.
    await page.getByRole("button", { name: "Add the consent" }).click();
    const given = page.getByRole("group", { name: "Given on" });
    const parts = given.getByRole("spinbutton");
    expect(await parts.evaluateAll((all) => all.map((one) => one.ariaValueText))).toEqual(
      Array(5).fill("Empty"),
    );
    for (const [index, typed] of ["20", "11", "2026", "09", "30"].entries()) {
      await parts.nth(index).pressSequentially(typed);
    }
    await given.getByText("09").waitFor();
    expect(await given.textContent()).toContain("20/11/2026");
  });
});

describe("a handover", () => {
  it("goes on with what was sent, and both sides see it, and that it was refused", async ({
    desk,
  }) => {
    const run = await useRun();
    const { digest } = await seedAccepted(run);
    const path = `/messages/${digest}`;
    const page = await desk.signIn("NGO-B", "mira", { path });
    await page.getByRole("link", { name: "Add, hand over or close" }).click();
    await choose(page, "Kind of message", "Handover");
    await page.getByRole("heading", { name: "Handover", level: 1 }).waitFor();
    // What the page finds moves its entries once, and a list that was opened just before closes.
    await page.getByText("The message lacks “Agency that takes over”").waitFor();
    await pick(page, "Agency that takes over", "police-b.test");
    const from = dayIn(4);
    await page.getByRole("textbox", { name: "First day of the other agency" }).fill(from);
    const reason = { name: "Reason for the handover", exact: true };
    await page.getByRole("button", reason).click();
    await page.getByRole("option", { name: "Person has moved" }).click();
    await page.getByText("3 values go.").waitFor();
    const handover = await send(page);
    await waitForDecision(run.clients["NGO-B"], handover.slice(PATH));

    const asked = page.getByText("You have proposed that another agency takes over this case");
    await goTo(page, path);
    await asked.waitFor();
    expect(await findAxeFaults(page)).toEqual([]);
    await goTo(page, handover);
    await asked.waitFor();
    await readFor(page, WORK);
    const written = await textOf(page);
    expect(written).toContain(sayDay(from));
    expect(written).not.toContain("https://police-b.test");

    const recipient = await desk.signIn("NGO-C", "mira", { path });
    const offered = recipient.getByText("You have not answered yet");
    await offered.waitFor();
    // Its clock runs until its day: the page of requests reminds both sides.
    for (const [one, whose] of [
      [page, "Asked of ngo-c.test"],
      [recipient, "Asked by ngo-b.test"],
    ] as const) {
      await goTo(one, "/requests");
      const open = one.getByRole("list", { name: "Requests" });
      const card = open.getByRole("listitem").filter({ has: one.locator(`a[href="${handover}"]`) });
      expect(await card.textContent()).toContain(whose);
      expect(await findAxeFaults(one)).toEqual([]);
    }
    await goTo(recipient, handover);
    await offered.waitFor();
    await recipient.getByRole("link", { name: "Answer", exact: true }).click();
    await choose(recipient, "Kind of message", "Refusal");
    const outcome = { name: "Outcome of the request", exact: true };
    await recipient.getByRole("button", outcome).click();
    await recipient.getByRole("option", { name: "Refused", exact: true }).click();
    await pick(recipient, "Reason for the refusal", "Agency is not competent");
    const refusal = await send(recipient);
    await waitForDecision(run.clients["NGO-C"], refusal.slice(PATH));
    await goTo(page, "/requests");
    await page.locator(`a[href="${handover}"]`).waitFor({ state: "detached" });
    await goTo(page, path);
    await page.getByText("The handover of this case was refused").waitFor();
    expect(await findAxeFaults(page)).toEqual([]);
  });
});

const PATH = "/messages/".length;

/** NGO-C sends on what NGO-B has told it. No other agency takes referrals here than the one that this came from. */
async function passOn(run: Run, source: string): Promise<string> {
  const { draft } = await prepareCase("ngo-b", "s01-1", run.now);
  const { officer: _, ...rest } = draft;
  const mira = await clientOf(run, "NGO-C", "mira");
  const json = {
    mode: "minimise" as const,
    draft: {
      ...{ ...rest, recipient: entityOf("NGO-B"), sources: [source] },
      body: heldBy(draft.body, entityOf("NGO-C")),
      consents: (draft.consents ?? []).map((consent) => ({
        ...consent,
        record: { ...consent.record, recipients: [entityOf("NGO-B")] },
      })),
    } as Draft,
  };
  const { digest } = await answerOf(mira.v1.messages.$post({ json }));
  await waitForDecision(run.clients["NGO-C"], digest);
  return digest;
}

const heldBy = (body: object, holder: string): object =>
  JSON.parse(JSON.stringify(body).replaceAll(entityOf("NGO-B"), holder));

/** NGO-B recalls a message, and waits until NGO-C has certified that it destroyed it. */
async function recall(run: Run, digest: string): Promise<void> {
  const mira = await clientOf(run, "NGO-B", "mira");
  const leaves = [
    { f: "recall.target", v: digest },
    { f: "recall.reason", v: "wrongRecipient" },
  ];
  const json = {
    mode: "minimise" as const,
    draft: {
      ...{ inReplyTo: digest, messageType: "recall", legalBases: ["GDPR#17"] },
      body: { Q5oQKBNJwqPP7MUZFCwvaQ: { kind: "recall", links: [], leaves } },
    } as Draft,
  };
  await answerOf(mira.v1.messages.$post({ json }));
  await waitFor(run.clients["NGO-B"], digest, ({ certificate }) => certificate !== undefined);
}

/** The day some days from now. */
const dayIn = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, "2026-11-24".length);

/** As the page writes it. */
const sayDay = (day: string): string =>
  new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" }).format(new Date(day));

/** Chooses one of many values by its name. */
async function pick(page: Page, label: string, option: string): Promise<void> {
  const entry = page.getByRole("combobox", { name: label });
  const choice = page.getByRole("option", { name: option });
  // Where the page moves while the option is brought into sight, the list closes, and a person opens it again.
  const isClicked = async (): Promise<boolean> => {
    await openList(page, entry);
    return choice.click({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(isClicked, { timeout: 30_000 }).toBe(true);
  // The page shows the choice once it has drawn it.
  await expect.poll(() => entry.inputValue()).toBe(option);
}
