export { checkedAs, described, note } from "../value/note.ts";
export { boundedList, formText, listSchema, MAX_SCOPE, textSchema } from "../value/zod-parts.ts";
export { once, refuse } from "../value/zod-types.ts";
export { nearest } from "./advice.ts";
export { findIssues, parseForm, readForm, tellIssues } from "./parse-form.ts";
export { templateOf } from "./template.ts";
