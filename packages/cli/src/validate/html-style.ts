/** Readable on a phone, by day and by night, and on paper, where colour is not needed. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #fff; --line: #d0d7de;
  --bad: #a40e26; --warn: #7d4e00; --good: #1a6b34; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --paper: #0d1117;
  --line: #3d444d; --bad: #ff8182; --warn: #e3b341; --good: #57ab5a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 52rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0.5rem 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; padding-bottom: 0.25rem; border-bottom: 2px solid; }
h3 { font-size: 1.05rem; margin: 0; }
h4 { font-size: 1rem; margin: 1rem 0 0.25rem; }
p, dl, dd, ul, ol { margin: 0; }
.soft, dt, footer { color: var(--soft); font-size: 0.875rem; }
.counts { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.75rem 0; }
.counts li { border: 1px solid; border-radius: 1rem; padding: 0.1rem 0.75rem; }
.reject, .quarantine, .unread, .error { color: var(--bad); }
.noFaultFound, .acceptWithWarnings, .warn { color: var(--warn); }
.accept { color: var(--good); }
article { border: 1px solid var(--line); border-radius: 0.5rem; padding: 1rem; margin: 1rem 0; }
.finding { border-inline-start: 4px solid; padding-inline-start: 0.75rem; margin: 0.75rem 0; }
.finding > * { color: var(--ink); }
.finding .mark { color: inherit; font-weight: 700; }
.finding dl { display: grid; grid-template-columns: 6rem 1fr; gap: 0.1rem 0.5rem; margin-top: 0.25rem; }
.finding dd { font-size: 0.9375rem; }
code { font: 0.8125rem/1.4 ui-monospace, monospace; }
ul.names { padding-inline-start: 1.25rem; }
article ul { padding-inline-start: 1.25rem; }
article li { margin: 0.25rem 0; }
article > div.soft { margin-top: 1rem; }
.finding p + p { margin-top: 0.5rem; }
footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 0.75rem; }
footer p { margin-bottom: 0.5rem; }
@media (max-width: 30rem) { article { padding: 0.75rem; } .finding dl { grid-template-columns: 1fr; }
  .finding dd { margin-bottom: 0.25rem; } }
@media print { :root { color-scheme: light; --ink: #000; --soft: #333; --paper: #fff; --line: #999;
  --bad: #000; --warn: #000; --good: #000; }
  html { font-size: 10pt; } body { max-width: none; padding: 0; }
  article { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 0.5rem 0; }
  .finding p, .finding dl, li { break-inside: avoid; } h2, h3, h4 { break-after: avoid; } }
@page { margin: 18mm; }
`;
