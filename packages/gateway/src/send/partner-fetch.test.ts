import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCertificate } from "../../test/make-certificate.ts";
import { createPartnerFetch } from "./partner-fetch.ts";

const SERVER = makeCertificate();
const [FIRST, SECOND] = ["first.test", "second.test"].map((name) => makeCertificate({ name }));
const trusted = getCACertificates("default");
beforeAll(() => setDefaultCACertificates([...trusted, SERVER.certificate]));
afterAll(() => setDefaultCACertificates(trusted));

describe("createPartnerFetch", () => {
  it("shows another certificate from now on, and cuts nothing that is under way", async () => {
    await using partner = await listen();
    const { fetch, renew, close } = createPartnerFetch(need(FIRST), refuse);
    const ask = async (): Promise<string> =>
      (await fetch(new Request(partner.url, { method: "POST", body: "x" }), inTime())).text();
    const first = ask();
    await partner.asked();
    renew(need(SECOND));
    const second = ask();
    await partner.asked();
    partner.answerAll();
    expect(await Promise.all([first, second])).toEqual(["first.test", "second.test"]);
    // The connection of the first certificate is not kept for later ones.
    await partner.connected(1);
    close();
    await partner.connected(0);
  });

  it("waits for an answer that takes longer than an idle connection is kept", async () => {
    await using partner = await listen();
    const { fetch, close } = createPartnerFetch(undefined, refuse, { idleMs: 20 });
    const slow = fetch(new Request(partner.url), inTime());
    await partner.asked();
    await new Promise((resolve) => setTimeout(resolve, 100));
    partner.answerAll();
    expect((await slow).status).toBe(200);
    // What nobody uses is closed.
    await (await slow).text();
    await partner.connected(0);
    close();
  });

  it.each([
    "HTTP/1.1 999 X\r\ncontent-length: 2\r\n\r\nhi",
    "HTTP/1.1 600 X\r\ncontent-length: 2\r\n\r\nhi",
    "HTTP/1.1 000 X\r\ncontent-length: 2\r\n\r\nhi",
    "HTTP/1.1 302 X\r\nlocation: https://b.test/\r\n\r\n",
    "HTTP/1.1 101 X\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    "no HTTP at all\r\n\r\n",
  ])("rejects the answer %j", async (octets) => {
    await using partner = await listen(octets);
    const { fetch, close } = createPartnerFetch(need(FIRST), refuse);
    const failed = await fetch(new Request(partner.url), inTime()).catch((error: Error) => error);
    expect(failed).toBeInstanceOf(Error);
    expect(failed).not.toHaveProperty("name", "AbortError");
    close();
  });
});

/** A partner that answers with the name in the certificate that it is shown, once it is told to, or with these octets. */
async function listen(octets?: string) {
  const waiting: (() => void)[] = [];
  let seen = (): void => {};
  const open = new Set<TLSSocket>();
  const tls = { cert: SERVER.certificate, key: SERVER.key };
  const options = { ...tls, requestCert: true, rejectUnauthorized: false };
  const server = createServer(options, (request, response) => {
    const socket = request.socket as TLSSocket;
    request.resume();
    if (octets !== undefined) return void socket.write(octets, "latin1");
    waiting.push(() => response.end(socket.getPeerCertificate().subject?.CN));
    seen();
  }).on("secureConnection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    /** Waits for the next request. */
    asked: () =>
      new Promise<void>((resolve) => {
        seen = resolve;
      }),
    answerAll() {
      for (const answer of waiting.splice(0)) answer();
    },
    async connected(count: number) {
      await expect.poll(() => open.size).toBe(count);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError("it is not there");
  return value;
}

const inTime = () => ({ signal: AbortSignal.timeout(5000) });
const refuse = () => Promise.reject(new Error("this is not HTTPS"));
