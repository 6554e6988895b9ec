import type { ReactNode } from "react";

/**
 * What a screen reader hears between two parts of one text that only style sets apart. Paragraphs would set them apart too, but of a text
 * that is said by itself Orca says nothing but the last paragraph.
 */
export const Pause = (): ReactNode => <span className="unseen">. </span>;
