import type { Terminal } from "@safepassage/exchange/terminal";

/** A terminal on which nothing is shown: the play is told to nobody. */
export const SILENT: Terminal = {
  width: 100,
  line() {},
  style: (_, text) => text,
  rule() {},
  paragraph() {},
  table() {},
};
