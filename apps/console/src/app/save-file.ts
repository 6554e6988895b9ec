/** A file that a person keeps. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
  /** Media type. */
  readonly type: string;
}

/** Has the browser save a file. Nothing goes over the network. */
export function save({ name, text, type }: TextFile): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the file by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
