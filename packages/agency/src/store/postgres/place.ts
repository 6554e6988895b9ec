// Types that this package exports. Nothing here names `pg`: its types are not installed with this package.

/** Where a PostgreSQL database is, and who opens it. */
export interface PostgresPlace {
  /** Name of the server, or the folder of its socket. */
  readonly host: string;
  /** Default 5432. */
  readonly port?: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  /** Certificates of the authorities that the server's certificate comes from, in PEM. Without them there is no TLS, which only a socket or this machine permits. */
  readonly authorities?: string;
}

/** How long a server may be silent, in milliseconds, before it counts as gone. */
export interface Bounds {
  /** From the first octet of a connection until it can be used. */
  readonly connectMs: number;
  /** For the answer to one statement. */
  readonly queryMs: number;
}

/** What a server is set to that a person should look at, although the gateway works with it. */
export type ServerRisk = "pagesTorn" | "valuesLogged";
