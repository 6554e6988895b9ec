import { createHash } from "node:crypto";
import { toInstant } from "@safepassage/core";
import type { Wording } from "@safepassage/validator";
import type { Outcome } from "../errors/answer.ts";
import type { Io } from "../io/command.ts";
import { type Entry, nameOf, type Reporter } from "./entry.ts";
import { type Html, html } from "./html.ts";
import { showEntry } from "./html-entry.ts";
import { STYLE } from "./html-style.ts";
import { createTally, OUTCOMES, outcomeOf } from "./tally.ts";

/** Makes a page that stands alone: no script, nothing from elsewhere, no value of a message. */
export async function createHtmlReporter(io: Io, now: Date): Promise<Reporter> {
  const { ENGLISH_WORDING: wording } = await import("@safepassage/validator");
  const tally = createTally();
  let notImplemented: readonly string[] = [];
  const shown = new Map<Outcome, Html[]>(OUTCOMES.map((outcome) => [outcome, []]));
  return {
    async entry(entry) {
      tally.count(entry);
      if ("judged" in entry) notImplemented = entry.judged.notImplemented;
      const list = shown.get(outcomeOf(entry)) ?? [];
      // Among a million messages a page shows some and counts the rest.
      if (list.length < MAX_SHOWN) list.push(await show(entry, wording));
    },
    async end() {
      const at = toInstant(now);
      io.document(page({ wording, at, shown, counts: tally.counts(), notImplemented }).markup);
    },
  };
}

interface Report {
  readonly wording: Wording;
  readonly at: string;
  readonly shown: ReadonlyMap<Outcome, readonly Html[]>;
  readonly counts: readonly (readonly [Outcome, number])[];
  readonly notImplemented: readonly string[];
}

function page({ wording, at, shown, counts, notImplemented }: Report): Html {
  const { locale, dir } = wording;
  const title = wording.word("report.title");
  const sections = counts.map(([outcome, number]) => {
    const entries = shown.get(outcome) ?? [];
    const isList = outcome === "accept";
    const more = number - entries.length;
    return html`<section>
<h2 class="${outcome}">${nameOfOutcome(outcome, wording)}: ${number}</h2>
${isList ? html`<ul class="names">${entries}</ul>` : entries}
${more > 0 && html`<p class="soft">${wording.word("report.more")}: ${more}</p>`}
</section>
`;
  });
  return html`<!doctype html>
<html lang="${locale}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<h1>${title}</h1>
<p class="soft">${wording.word("report.judgedAt")} ${at}</p>
<ul class="counts">${counts.map(
    ([outcome, number]) =>
      html`<li class="${outcome}">${nameOfOutcome(outcome, wording)}: ${number}</li>`,
  )}</ul>
${sections}
<footer><p>${wording.word("report.limits")}</p>
${notImplemented.length > 0 && html`<p>${wording.word("report.notImplemented")}: ${notImplemented.join(", ")}</p>`}</footer>
</body>
</html>`;
}

async function show(entry: Entry, wording: Wording): Promise<Html> {
  if (outcomeOf(entry) === "accept") return html`<li>${nameOf(entry)}</li>`;
  return showEntry(entry, wording);
}

function nameOfOutcome(outcome: Outcome, wording: Wording): string {
  return wording.word(`verdict.${outcome}`);
}

/** Nothing may be loaded or run; the one style is named by its digest. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`;
const MAX_SHOWN = 500;
