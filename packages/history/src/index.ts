export { exchangeOf } from "./exchange-of.ts";
export { type HeldBy, type HeldKey, heldKeysOf, sharedIds, sharedKey } from "./held-keys.ts";
export { createHistoryIndex, type HistoryIndex } from "./history-index.ts";
export { type HistoryOptions, historyOf } from "./history-of.ts";
export type { HeldDeadlines, HistorySource, PersonNames } from "./history-source.ts";
export type {
  HistoryKey,
  HistoryNote,
  HistoryStore,
  Mention,
  NotedEvent,
  NoteFilter,
  StoredMention,
  StoredNote,
} from "./history-store.ts";
export { namePeople } from "./name-people.ts";
export { type NoteOptions, noteOf, restsOnConsentAlone } from "./note.ts";
export { outcomeOf } from "./outcome-of.ts";
export { type JudgedMessage, type Questions, questions } from "./questions.ts";
export {
  digestsToChange,
  digestsToErase,
  erasedBy,
  eventsOf,
  onlyErases,
} from "./said-of-others.ts";
export { evidenceOf, keysOf, otherOf, toldClasses } from "./stored-note.ts";
export { textsIn } from "./texts-in.ts";
export { toldWeights } from "./told-weights.ts";
