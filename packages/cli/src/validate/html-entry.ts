import type { NotEvaluated, Wording } from "@safepassage/validator";
import { type FindingsAtPlace, groupFindings, type SameCode } from "../print/group-findings.ts";
import { refusalOf } from "../print/refusal.ts";
import { type Entry, nameOf } from "./entry.ts";
import { type Html, html } from "./html.ts";
import type { Judged } from "./judge.ts";
import { headOf, type ToldForm, type ToldPass } from "./told-pass.ts";

/** Shows the result for one message. */
export async function showEntry(entry: Entry, wording: Wording): Promise<Html> {
  const name = nameOf(entry);
  if ("error" in entry) {
    const { title, hint, detail, code } = await refusalOf(entry.error);
    return html`<article><h3>${name}</h3>
<p>${title}.</p>
<p>${hint}</p>
<p class="soft"><code>${code}</code> ${detail}</p></article>
`;
  }
  const { judged } = entry;
  return html`<article><h3>${name}</h3>
<p class="soft">${wording.word(`tier.${judged.tier}`)}</p>
${groupFindings(judged.findings).map((place) => showPlace(place, wording))}
${judged.wouldPass && showPass(judged.wouldPass, wording)}
${showUnjudged(judged, wording)}
</article>
`;
}

function showPlace({ part, kind, gid, byCode }: FindingsAtPlace, wording: Wording): Html {
  const id = gid === undefined ? "" : html` <code>${gid}</code>`;
  const name = kind === undefined ? wording.word(`part.${part}`) : wording.kind(kind);
  return html`<h4>${name}${id}</h4>
${byCode.map((findings) => showFindings(findings, wording))}`;
}

/** Shows the findings of one code, with fix and law once. */
function showFindings(findings: SameCode, wording: Wording): Html {
  const [{ severity, rule, code, fix, citation, citationRead }] = findings;
  const word = (name: string): string => wording.word(`report.${name}`);
  const mark = wording.word(`severity.${severity}`);
  return html`<div class="finding ${severity}">
${findings.map(
  ({ sentence, pointer, corrected }) =>
    html`<p><span class="mark">${mark}</span> ${sentence}<br><code>${pointer === "" ? "/" : pointer}</code>${
      corrected &&
      html`<br>${word("corrected")} <code>${corrected.message}${corrected.pointer}</code>`
    }</p>
`,
)}<dl><dt>${word("fix")}</dt><dd>${fix}</dd>
<dt>${word("law")}</dt><dd>${citation}${!citationRead && ` (${word("lawUnread")})`}</dd>
<dt>${word("rule")}</dt><dd>${rule} <code>${code}</code></dd></dl></div>
`;
}

/** Shows what happens to each value, and why. */
function showPass(pass: ToldPass, wording: Wording): Html {
  if (!pass.passes) {
    const missing = pass.missing.map((name) => wording.missing(name));
    return html`<h4>${headOf(pass, wording)}</h4>
<p>${wording.word(`pass.${pass.because}`)}: ${[...missing, ...pass.codes].join(", ")}</p>`;
  }
  return html`<h4>${headOf(pass, wording)}</h4>
${OUTCOMES.map((outcome) => showOutcome(outcome, pass, wording))}
${pass.isMaximal ? html`` : html`<p>${wording.word("pass.more")}</p>`}`;
}

function showOutcome(outcome: Told["outcome"], { account }: ToldForm, wording: Wording): Html {
  const all = account.filter((one) => one.outcome === outcome);
  if (all.length === 0) return html``;
  const name = wording.word(`outcome.${outcome}`);
  if (outcome === "allowed") {
    return html`<p>${name}: ${all.map(({ field }) => wording.field(field)).join(", ")}</p>`;
  }
  return html`<p>${name}:</p><ul>${all.map((told) => showWithheld(told, wording))}</ul>`;
}

function showWithheld(told: Told, wording: Wording): Html {
  const { field, sentence = "", citation = "", citationRead = true } = told;
  const unread = !citationRead && ` (${wording.word("report.lawUnread")})`;
  return html`<li><strong>${wording.field(field)}</strong> ${sentence} <span class="soft">${citation}${unread}</span></li>
`;
}

/** Shows the rules that were not judged, by what they lack: they have not passed. */
function showUnjudged({ notEvaluated }: Judged, wording: Wording): Html {
  const byLack = Map.groupBy(notEvaluated, ({ missing }) =>
    missing.map((name) => wording.missing(name)).join("; "),
  );
  return html`<div class="soft">${[...byLack].map(
    ([lack, rules]) =>
      html`<p>${wording.word("report.notEvaluated")} ${lack}: ${rules.map(idOf).join(", ")}</p>`,
  )}</div>`;
}

const idOf = ({ rule, part }: NotEvaluated): string =>
  part === undefined ? rule : `${rule} (${part})`;

type Told = ToldForm["account"][number];
const OUTCOMES = ["withheld", "coarsened", "allowed"] as const;
