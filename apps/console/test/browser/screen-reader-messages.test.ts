import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { type Desk, it } from "./harness.ts";
import { between, expectInOrder, expectNamed } from "./heard.ts";
import { choose, openTab } from "./message-desk.ts";
import { hear, hearWhile } from "./screen-reader.ts";
import { seedWaiting } from "./seeds.ts";
import { useRun } from "./use-run.ts";
import { useWorld } from "./use-world.ts";

describe("reading a message", () => {
  it("asks for the reason first, and says what it is recorded as", async ({ desk }) => {
    const page = await openAccepted(desk);
    const heard = await hear(page, "main");
    expectInOrder(heard, [
      "heading, Referral from ngo-b.test, level 1",
      "Arrived",
      "tablist, Parts of this message, orientated horizontally",
      "tab, Content, selected, 1 control, position 1, set size 5",
      "tab, Custody, not selected, position 4, set size 5",
      "tabpanel, Content",
      "heading, What it says, level 2",
      "Check the reason, then read. Your name, the time and the reason are recorded.",
      "button, I work on this case Reason, not expanded, has popup listbox",
      "button, Read",
      "button, Tell of an error",
      "heading, Details, level 2",
    ]);
    expectNamed(heard);
    await page.getByRole("button", { name: "Reason" }).click();
    await page.getByRole("listbox").waitFor();
    expectInOrder(await hear(page, "body"), [
      "listbox, Reason, orientated vertically",
      "option, I work on this case, selected, position 1, set size 4",
      "option, The supervisory authority has asked, not selected, position 4, set size 4",
    ]);
  });

  it("says that it is there, what it says in order, and where one is once it is gone", async ({
    desk,
  }) => {
    const page = await openAccepted(desk);
    await choose(page, "Reason", "I work on this case");
    const read = page.getByRole("button", { name: "Read", exact: true });
    const hide = page.getByRole("button", { name: "Take it off the screen" });
    await read.press("Enter");
    const says = page.getByRole("heading", { name: "Persons and entries" });
    await expect.poll(() => says.evaluate((one) => one === document.activeElement)).toBe(true);
    const heard = await hear(page, "main [role=tabpanel]");
    expect(heard[2]).toMatch(
      /^button, Take it off the screen, You read this at .* UTC\. Reason: I work on this case\.$/,
    );
    expectInOrder(heard, [
      "region, Persons and entries",
      heard.find((one) => HEADING.test(one)) ?? "the heading that has the focus",
      "heading, Person, level 3",
      ...["24 to 26 years", "heading, Contact, level 3", "heading, Need, level 3", "Counselling"],
      ...["region, Who and what belong together", "image, Drawing"],
      ...["table, Who and what belong together", "row, Need Person"],
      "heading, Stated with it, level 2",
    ]);
    expectNamed(heard);
    await hearWhile(page, () => hide.press("Enter"), /^heading, What it says, level 2$/);
  });
});

it("says to an approver what would go of each value, what it rests on, and what was decided", async ({
  desk,
}) => {
  const id = await seedWaiting(await useRun());
  const page = await desk.signIn("NGO-B", "tomas", { path: `/approvals/${id}`, ...ARMED });
  const press = (name: string) => () => page.getByRole("button", { name }).press("Enter");
  await hearWhile(
    page,
    press("Read the draft"),
    /^heading, What the recipient's gateway will decide, It is recorded that you have read this draft, with your reason\., level 2$/,
  );
  const heard = await hear(page, "main");
  expectInOrder(heard, [
    "heading, Approve a message, level 1",
    "11 values go, 1 of them less precisely. 10 stay here.",
    "region, The draft beside what will leave",
    ...["region, Person", "group, Sex", "end of group, Sex", "region, Identity"],
    ...["group, Date of birth", "goes less precisely", "end of group, Date of birth"],
    "heading, What it rests on, level 2",
    "button, Send it back",
    "button, Approve exactly this",
  ]);
  expect(between(heard, "group, Sex")).toEqual(["Sex", "Female", "goes as it is", "Female"]);
  expect(between(heard, "group, National number")).toContain("stays here");
  expectNamed(heard);
  const approved = await hearWhile(
    page,
    press("Approve exactly this"),
    /^assertive: You have approved exactly what you saw.*mira can send it now\./,
  );
  expect(approved).toContain("link, To the approvals");
});

it("says before a warning of danger what is still missing, and so at each step", async ({
  desk,
}) => {
  const page = await desk.signIn("NGO-B", "mira", { path: "/danger", ...ARMED });
  await page.getByRole("button", { name: "Keep as draft", disabled: false }).waitFor();
  const heard = await hear(page, "main");
  expectInOrder(heard, [
    "heading, Warn of immediate danger, level 1",
    "heading, Who must be warned, level 2",
    "combobox, Agency, police-c.test, has popup listbox, not expanded, autocomplete in list",
    "heading, What the danger is, level 2",
    ...["group, What is in danger", "checkbox, Life, not checked"],
    "heading, Who is in danger, and where, level 2",
    "textbox, Telephone number, With the code of the country: +15550100123",
    "region, What will leave",
    "heading, What happens next, level 2",
    "Still missing",
    "button, Send the warning now, disabled",
    "button, Keep as draft and go on in the full form",
  ]);
  expectNamed(heard);
  const told = await hearWhile(
    page,
    () => page.getByRole("checkbox", { name: "Life" }).press(" "),
    /^polite: Still missing.*How soon.*How it is known.*Child or adult.*A telephone number or a place$/,
  );
  expect(told[0]).toBe("checkbox, Life, not checked");
});

it("says that a message is erased, and leads to the certificate", async ({ desk }) => {
  const { standing } = await useWorld();
  const path = `/messages/${standing.withdrawn}`;
  const page = await desk.signIn("NGO-B", "ines", { path, ...ARMED });
  await page.getByRole("link", { name: "Erasure certificate" }).waitFor();
  expectInOrder(await hear(page, "main"), [
    "heading, Referral to ngo-c.test, level 1",
    "status",
    "The recipient has certified that it destroyed the content",
    "tabpanel, Content",
    "The content is erased",
    "Certificate of erasure",
  ]);
  await openTab(page, "Receipts and evidence");
  expectInOrder(await hear(page, "main [role=tabpanel]"), [
    "heading, Receipts, level 2",
    "heading, ngo-c.test signed that the message arrived and is kept, level 3",
    "heading, ngo-c.test signed its decision: accepted, level 3",
    "heading, Evidence, level 2",
    "button, Download the evidence",
  ]);
  const heard = await hearWhile(
    page,
    () =>
      page.locator(".related").getByRole("link", { name: "Erasure certificate" }).press("Enter"),
    /^heading, Erasure certificate from ngo-c\.test, level 1$/,
  );
  expect(heard[0]).toMatch(/^link, Erasure certificate, \d+ \w+ \d{4}, \d\d:\d\d UTC$/);
});

it("says of each request who asked, how long there is, and what each link is for", async ({
  desk,
}) => {
  const { standing } = await useWorld();
  const page = await desk.signIn("Police-C", "mira", { path: "/requests", ...ARMED });
  const answer = page.locator(`.request a[href="/compose?reply=${standing.owed}&type=response"]`);
  await answer.waitFor();
  const heard = await hear(page, "main .requests");
  expect(heard[0]).toBe("list, Requests");
  const from = heard.indexOf("heading, Asked by police-b.test, level 2");
  const timer = heard.findIndex((phrase, at) => at > from && phrase.startsWith("timer"));
  const said = heard.slice(from + 1, timer);
  expect(said).toEqual(expect.arrayContaining(["Request", "You owe the answer"]));
  expect(said.join(" ")).toContain("Criminal investigation");
  // Of a timer without a name some readers say nothing but that it is one.
  expect(heard[timer]).toMatch(/^timer, \d hr \d+ min left$/);
  expect(heard.slice(from)).toEqual(
    expect.arrayContaining([
      "link, Answer, Asked by police-b.test",
      "link, Show the message, Asked by police-b.test",
    ]),
  );
  expectNamed(heard);
  await hearWhile(page, () => answer.press("Enter"), /^heading, Answer, level 1$/);
});

/** The reader is a script of the test. */
const ARMED = { bypassCSP: true };

async function openAccepted(desk: Desk): Promise<Page> {
  const { standing } = await useWorld();
  const path = `/messages/${standing.accepted}`;
  const page = await desk.signIn("NGO-C", "mira", { path, ...ARMED });
  await page.locator(".read-form").waitFor();
  return page;
}

/** What says that the content is there: its heading has the focus, and with it comes when and why it was read. */
const HEADING =
  /^heading, Persons and entries, You read this at .* UTC\. Reason: I work on this case\., level 2$/;
