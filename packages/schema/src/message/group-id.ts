import { findOpaqueIssue } from "../value/octets.ts";

/** Whether a text may be the id of a group: 128 random bits. */
export const isGroupId = (text: string): boolean => findOpaqueIssue(text, 16) === undefined;
