import { prepareCase } from "@safepassage/exchange/play/prepared";
import { findGluedWords } from "@safepassage/testing/page-checks";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { DEAF, type Desk, it } from "./harness.ts";
import { between, expectInOrder, expectNamed } from "./heard.ts";
import { hear, hearWhile } from "./screen-reader.ts";
import { seedAccepted } from "./seeds.ts";
import { useRun } from "./use-run.ts";
import { useWorld } from "./use-world.ts";

it("says on the page to sign in what this is, and where it leads", async ({ desk }) => {
  const page = await desk.openPage("NGO-C", ARMED);
  expectInOrder(await hear(page, "main"), [
    "main",
    "heading, Exchange information against human trafficking, level 1",
    "link, Sign in",
    "link, Check a file",
    "combobox, Language, en, has popup listbox, not expanded",
    "combobox, Colours, system, has popup listbox, not expanded",
  ]);
});

it("says where the menu, the work and the way past the menu are", async ({ desk }) => {
  const page = await desk.signIn("NGO-C", "mira", { path: "/inbox", ...ARMED });
  const heard = await hear(page, "#app");
  expectInOrder(heard, [
    "link, Go to the content",
    "navigation, Pages",
    "list, Work",
    "link, Inbox, current page",
    "list, Look up",
    "end of navigation, Pages",
    "button, Cover the screen",
    "button, Sign out",
    "main",
    "heading, Inbox, level 1",
    "combobox, State, all, has popup listbox, not expanded",
    "combobox, Purpose, all, has popup listbox, not expanded",
    "list, Inbox",
  ]);
  expectNamed(heard);
});

it("says each message of the inbox in one sentence, with its place in the list", async ({
  desk,
}) => {
  await seedAccepted(await useRun());
  desk.allow({ away: true });
  const page = await desk.signIn("NGO-C", "mira", { path: "/inbox", ...ARMED, ...DEAF });
  const heard = await hear(page, "main .long-list ol");
  const places = heard.filter((phrase) => phrase.startsWith("listitem, "));
  // Rows that nobody sees are not on the page, and are counted all the same.
  const size = Number(places[0]?.split(" ").at(-1));
  expect(size).toBeGreaterThanOrEqual(places.length);
  expect(places).toEqual(
    places.map((_, at) => `listitem, level 1, position ${at + 1}, set size ${size}`),
  );
  const rows = heard.filter((phrase) => phrase.startsWith("link, "));
  expect(rows).toHaveLength(places.length);
  expect(rows).toContainEqual(expect.stringMatching(REFERRAL));
});

it("says which page somebody has come to", async ({ desk }) => {
  const page = await desk.signIn("NGO-C", "mira", { path: "/inbox", ...ARMED });
  const heard = await hearWhile(
    page,
    () => page.getByRole("link", { name: "Outbox" }).press("Enter"),
    /^heading, Outbox, level 1$/,
  );
  expect(heard).toEqual(["link, Outbox", "heading, Outbox, level 1"]);
});

it("says beside a value what becomes of it, which is meant by each button, and why", async ({
  desk,
}) => {
  const page = await openWaiting(desk);
  const heard = await hear(page, "main .case-group[aria-label=Identity]");
  expectInOrder(heard, [
    "region, Identity",
    "heading, Identity, level 3",
    "button, Remove this entry: Identity",
    "group, Date of birth",
    "goes less precisely",
    "24 to 26 years",
    "group, National number",
    "button, Change: National number, Issued by XA Number XA00010001",
    "button, Remove this value: National number, Issued by XA Number XA00010001",
    "button, Why: National number, 1 control, not expanded",
    "combobox, Add a value, has popup listbox, not expanded, autocomplete in list",
    "button, Show suggestions Add a value, not expanded, has popup listbox",
  ]);
  expect(between(heard, "group, National number")).toContain("stays here");
  expectNamed(heard);

  await page.getByRole("button", { name: "Change: National number" }).focus();
  const why = await hear(page, 'main .case-row[aria-label="National number"] .case-leaves');
  expect(why).toContain("button, Why: National number, 1 control, expanded");
  expect(why).toContainEqual(expect.stringMatching(/never carry “National number”/));
  expect(why).toContainEqual(expect.stringMatching(/^Law: .*GDPR 5/));
});

it("says before it is sent what would happen, and what is still to do", async ({ desk }) => {
  const page = await openWaiting(desk);
  expect(await hear(page, "main .send-bar")).toEqual([
    ...["status", "The recipient's gateway will accept this"],
    "11 values go, 1 of them less precisely. 10 stay here.",
    "A second officer has to approve it before it goes",
    ...[
      "end of status",
      "button, Show what stays",
      "button, Keep as draft, disabled",
      "button, Ask for approval",
    ],
  ]);
});

it("finds what would be said as one word", async ({ desk }) => {
  const page = await desk.openPage("NGO-C");
  const found = async (tag: "span" | "p", first: string): Promise<readonly string[]> => {
    await page.evaluate(
      (told) => {
        const region = document.createElement("div");
        region.role = "status";
        region.style.display = "grid";
        for (const text of [told.first, "Nothing goes."]) {
          const part = document.createElement(told.tag);
          part.textContent = text;
          region.append(part);
        }
        document.body.replaceChildren(region);
      },
      { tag, first },
    );
    return findGluedWords(page);
  };
  expect(await found("span", "It would reject this")).toEqual([
    "It would reject this|Nothing goes.",
  ]);
  expect(await found("span", "It would reject this. ")).toEqual([]);
  expect(await found("p", "It would reject this")).toEqual([]);
});

it("says what would leave when a case is opened, and that the message is sent", async ({
  desk,
}) => {
  const page = await desk.signIn("NGO-B", "mira", { path: "/compose", ...ARMED });
  const { whole } = await prepareCase("ngo-b", "s01-1", new Date());
  const buffer = Buffer.from(JSON.stringify(whole?.draft));
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Open a case from a file" }).click();
  const opened = await hearWhile(
    page,
    async () =>
      (await chooser).setFiles({ name: "case.json", mimeType: "application/json", buffer }),
    /^polite: The recipient's gateway will accept this.*18 values go, 1 of them less precisely\. 23 stay here\.$/,
  );
  expect(opened[0]).toBe("polite: Working out what will leave");
  const sent = await hearWhile(
    page,
    () => page.getByRole("button", { name: "Send", exact: true }).press("Enter"),
    /^heading, Sent, level 1$/,
  );
  expect(sent[0]).toBe("button, Send");
});

const REFERRAL =
  /^link, Arrived \d+ \w+ \d{4}, \d\d:\d\d UTC From ngo-b\.test Message Referral Purpose Referral to assistance State accepted here Answer none due Content held until \d+ \w+ \d{4}$/;
/** The reader is a script of the test. */
const ARMED = { bypassCSP: true };

async function openWaiting(desk: Desk): Promise<Page> {
  const { standing } = await useWorld();
  const path = `/drafts/${standing.waiting}`;
  const page = await desk.signIn("NGO-B", "mira", { path, ...ARMED });
  await page.locator(".case-leaves .tag").first().waitFor();
  return page;
}
