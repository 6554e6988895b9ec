export { checkedAs, described, note } from "../value/note.ts";
export { once } from "../value/once.ts";
export { refuse } from "../value/refuse.ts";
export { boundedList, formText, listSchema, textSchema } from "../value/zod-parts.ts";
export { findIssues, tellIssues } from "./find-issues.ts";
export { nearest } from "./nearest.ts";
export { parseForm, readForm } from "./parse-form.ts";
export { templateOf } from "./template.ts";
