/** The stylesheet of the provider's pages: light and dark, and buttons that a thumb hits. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f8, #15191d);
  --card: light-dark(#ffffff, #20262c);
  --text: light-dark(#1b2127, #e8ecef);
  --quiet: light-dark(#4d5963, #b0bac2);
  --line: light-dark(#7b8791, #7f8b95);
  --strong: light-dark(#0b5394, #8fc3f5);
  --wrong: light-dark(#a11616, #ff9c94);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 2rem 1rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 0.5rem; font-size: 1.75rem; line-height: 1.2; }
p { margin: 0 0 1rem; }
ul { margin: 0 0 1.5rem; padding: 0; list-style: none; display: grid; gap: 0.5rem; }
button {
  width: 100%; min-height: 3rem; padding: 0.5rem 1rem;
  background: var(--card); color: inherit; border: 1px solid var(--line); border-radius: 0.375rem;
  font: inherit; text-align: start; cursor: pointer;
}
button:hover { border-color: var(--strong); }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
a { display: inline-block; min-height: 2.75rem; line-height: 2.75rem; color: var(--strong); }
.note { color: var(--quiet); }
.refused { color: var(--wrong); }
`;
