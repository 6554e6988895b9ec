import type { ReactNode } from "react";

/**
 * The space that a screen reader needs between two parts of one text that only style sets apart. Paragraphs would set them apart too, but
 * of a text that is said by itself Orca says nothing but the last paragraph.
 */
export const Apart = (): ReactNode => <span className="unseen apart"> </span>;
