import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AUDIENCE, type MadeProvider, makeProvider, type TestPerson } from "./openid.ts";
import { type SignInOptions, signInAt } from "./sign-in.ts";

export type { TestPerson } from "./openid.ts";

/** A real provider of OpenID Connect on loopback, with people who need no password. */
export interface TestProvider {
  readonly issuer: string;
  readonly audience: string;
  /** Signs a person in, with PKCE. Returns the access token. */
  signIn(name: string, options?: SignInOptions): Promise<string>;
  /** Somebody leaves the agency: the provider does not know that person any more. */
  leave(name: string): void;
  /** Has access tokens live as long from now on. */
  tokensLast(seconds: number): void;
  /** Makes it longer ago by so many seconds that those who stay signed in have signed in. */
  age(seconds: number): void;
  /** Has it sign with another key from now on. */
  rollKeys(): void;
  close(): Promise<void>;
}

/** What a provider is told about the agency that it is for. */
export interface ProviderOptions {
  /** Life of an access token. Default 300. */
  readonly tokenSeconds?: number;
  /** Of access tokens. Default: that of NGO-B's gateway in tests. */
  readonly audience?: string;
  /** Address at which browsers reach the gateway, to which they are led back. Default: http://127.0.0.1. */
  readonly gateway?: string;
  /** Name of the agency, for the page on which a person chooses. */
  readonly agency?: string;
  /** Whether it knows a browser again that has signed in before, as providers do. Default: it asks each time. */
  readonly staysSignedIn?: boolean;
  /** Form of access tokens. `jwt`: without what RFC 9068 adds, and no request may name a resource. Default: at+jwt. */
  readonly tokens?: "at+jwt" | "jwt";
}

/**
 * Starts a provider. A program says with `login_hint` who signs in; a browser is shown a page with all people.
 *
 * @param people - By their staff id.
 */
export async function startProvider(
  people: Readonly<Record<string, TestPerson>>,
  {
    tokenSeconds = 300,
    audience = AUDIENCE,
    gateway = "http://127.0.0.1",
    agency,
    staysSignedIn = false,
    tokens = "at+jwt",
  }: ProviderOptions = {},
): Promise<TestProvider> {
  const known = new Map(Object.entries(people));
  let made: MadeProvider | undefined;
  let lifeSeconds = tokenSeconds;
  const server = createServer(
    (request, response) => void made?.provider.callback()(request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const roll = (): void => {
    const purpose = {
      tokenSeconds: () => lifeSeconds,
      audience,
      gateway,
      agency,
      staysSignedIn,
      tokens,
    };
    made = makeProvider(issuer, known, purpose);
  };
  roll();
  return {
    issuer,
    audience,
    signIn: (name, options) => signInAt(issuer, name, { audience, tokens, ...options }),
    leave(name) {
      known.delete(name);
    },
    tokensLast(seconds) {
      lifeSeconds = seconds;
    },
    age: (seconds) => made?.age(seconds),
    rollKeys: roll,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
