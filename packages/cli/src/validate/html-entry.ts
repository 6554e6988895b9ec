import type { Finding, NotEvaluated, Wording } from "@safepassage/validator";
import { refusalOf } from "../refusal.ts";
import { type Entry, nameOf } from "./entry.ts";
import { type FindingsAtPlace, groupFindings } from "./group-findings.ts";
import { type Html, html } from "./html.ts";
import type { Judged } from "./judge.ts";
import { headOf, type ToldPass } from "./told-pass.ts";
import { visible } from "./visible.ts";

/** A message with what is said of it. */
export async function showEntry(entry: Entry, wording: Wording): Promise<Html> {
  const name = visible(nameOf(entry));
  if ("error" in entry) {
    const { title, hint, detail, code } = await refusalOf(entry.error);
    return html`<article><h3>${name}</h3>
<p>${title}.</p>
<p>${hint}</p>
<p class="soft"><code>${code}</code> ${visible(detail)}</p></article>
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

function showPlace({ part, kind, gid, findings }: FindingsAtPlace, wording: Wording): Html {
  const id = gid === undefined ? "" : html` <code>${gid}</code>`;
  const name = kind ?? wording.word(`part.${part}`);
  return html`<h4>${name}${id}</h4>
${findings.map((finding) => showFinding(finding, wording))}`;
}

function showFinding(finding: Finding, wording: Wording): Html {
  const { severity, rule, code, sentence, fix, citation, citationRead, pointer } = finding;
  const word = (name: string): string => wording.word(`report.${name}`);
  return html`<div class="finding ${severity}"><p><span class="mark">${wording.word(`severity.${severity}`)}</span> ${sentence}</p>
<dl><dt>${word("fix")}</dt><dd>${fix}</dd>
<dt>${word("law")}</dt><dd>${citation}${!citationRead && ` (${word("lawUnread")})`}</dd>
<dt>${word("place")}</dt><dd><code>${pointer === "" ? "/" : pointer}</code></dd>
<dt>${rule}</dt><dd><code>${code}</code></dd></dl></div>
`;
}

/** Of each value what became of it, and why. */
function showPass(pass: ToldPass, wording: Wording): Html {
  if (!pass.passes) {
    const missing = pass.missing.map((name) => wording.missing(name));
    return html`<h4>${headOf(pass, wording)}</h4>
<p>${wording.word(`pass.${pass.because}`)}: ${[...missing, ...pass.codes].join(", ")}</p>`;
  }
  const head = ["value", "pass", "why"] as const;
  const names = { value: "report.value", pass: "pass.form", why: "report.why" };
  return html`<h4>${headOf(pass, wording)}</h4>
<table><thead><tr>${head.map((name) => html`<th>${wording.word(names[name])}</th>`)}</tr></thead>
<tbody>${pass.account.map(
    ({ field, outcome, sentence, citation }) =>
      html`<tr><td>${field}</td><td>${wording.word(`outcome.${outcome}`)}</td><td>${sentence}${citation !== undefined && citation !== "" && html` <span class="soft">${citation}</span>`}</td></tr>
`,
  )}</tbody></table>`;
}

/** Rules that were not judged, by what they lack: none of them has passed. */
function showUnjudged({ notEvaluated, notImplemented }: Judged, wording: Wording): Html {
  const byLack = new Map<string, string[]>();
  for (const one of notEvaluated) {
    const lack = one.missing.map((name) => wording.missing(name)).join("; ");
    byLack.set(lack, [...(byLack.get(lack) ?? []), idOf(one)]);
  }
  return html`<div class="soft">${[...byLack].map(
    ([lack, rules]) =>
      html`<p>${wording.word("report.notEvaluated")} ${lack}: ${rules.join(", ")}</p>`,
  )}${notImplemented.length > 0 && html`<p>${wording.word("report.notImplemented")}: ${notImplemented.join(", ")}</p>`}</div>`;
}

const idOf = ({ rule, part }: NotEvaluated): string =>
  part === undefined ? rule : `${rule} (${part})`;
