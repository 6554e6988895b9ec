import { Agent, type ClientRequest, request } from "node:http";
import type { Parcel } from "./packages.ts";

/** What became of a request: a status, or the code of a failed connection. */
export interface Answer {
  readonly outcome: string;
  /** Milliseconds from the start of the connection to the end of the answer. */
  readonly tookMs: number;
}

/** Posts a parcel over a connection of its own. */
export function postAlone(url: string, parcel: Parcel): Promise<Answer> {
  return new Promise((resolve) => {
    begin(url, parcel, resolve).end(parcel.body);
  });
}

/** A request that arrives so slowly that it never ends. */
export interface Slow {
  /** Set once the other side has answered, or has closed the connection. */
  readonly outcome: string | undefined;
  end(): void;
}

/** Sends the head of a parcel, and an octet of its body now and then. */
export function postSlowly(url: string, parcel: Parcel, everyMs: number): Slow {
  let outcome: string | undefined;
  let sent = 0;
  const upload = begin(url, parcel, (answer) => {
    outcome = answer.outcome;
    clearInterval(dripping);
  });
  upload.flushHeaders();
  const dripping = setInterval(() => upload.write(parcel.body[sent++] ?? ""), everyMs);
  return {
    get outcome() {
      return outcome;
    },
    end() {
      clearInterval(dripping);
      upload.destroy();
    },
  };
}

function begin(
  url: string,
  { headers, body }: Parcel,
  onEnd: (answer: Answer) => void,
): ClientRequest {
  const begun = performance.now();
  const end = (outcome: string): void => onEnd({ outcome, tookMs: performance.now() - begun });
  const sent = request(`${url}/inbox`, {
    ...{ method: "POST", agent: new Agent({ maxSockets: 1 }) },
    headers: { ...headers, "content-length": Buffer.byteLength(body) },
  });
  sent.on("response", (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    response.on("end", () => {
      const { statusCode = 0 } = response;
      const [, code = ""] = /"code":"([A-Z_]+)"/.exec(text) ?? [];
      end(statusCode === 200 ? "200" : `${statusCode} ${code}`);
    });
  });
  sent.on("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  return sent;
}
