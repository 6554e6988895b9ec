/** How a file is served, by the end of its name. */
export interface ContentType {
  /** The value of `content-type`. */
  readonly type: string;
  /** Whether gzip makes it smaller. Pictures and fonts are compressed already. */
  readonly isText: boolean;
}

/** The content type of a file by its name; `undefined` for a kind of file that the console does not have. */
export function contentTypeOf(name: string): ContentType | undefined {
  return CONTENT_TYPES.get(name.slice(name.lastIndexOf(".") + 1));
}

const text = (type: string): ContentType => ({ type: `${type}; charset=utf-8`, isText: true });

const CONTENT_TYPES: ReadonlyMap<string, ContentType> = new Map([
  ["html", text("text/html")],
  ["js", text("text/javascript")],
  ["css", text("text/css")],
  ["txt", text("text/plain")],
  ["json", text("application/json")],
  ["webmanifest", text("application/manifest+json")],
  ["svg", text("image/svg+xml")],
  ["png", { type: "image/png", isText: false }],
  ["ico", { type: "image/x-icon", isText: false }],
  ["woff2", { type: "font/woff2", isText: false }],
]);
