import { described, parseForm, refuse, textSchema } from "@safepassage/schema/form";
import * as z from "zod";
import {
  alarmsConfigSchema,
  hooksSchema,
  logConfigSchema,
  metricsConfigSchema,
} from "./operation-config.ts";
import { peopleConfigSchema } from "./people-config.ts";

/** What `agency.json` says: who an agency is, and how its programs run. */
export type AgencyConfig = Readonly<z.infer<ReturnType<typeof agencyConfigSchema>>>;

/** Which database holds the state of an agency. */
export type StoreConfig = NonNullable<AgencyConfig["store"]>;

/** Where the gateway of an agency listens, and within which bounds. */
export type GatewayConfig = NonNullable<AgencyConfig["gateway"]>;

/**
 * Reads the configuration of an agency, strictly.
 *
 * @throws SchemaError `SCHEMA_INVALID` with every issue.
 */
export function parseAgencyConfig(input: unknown): AgencyConfig {
  return parseForm(agencyConfigSchema(), input, { namesUnknown: true });
}

/** The zod type of `agency.json`. */
export function agencyConfigSchema() {
  const schema = z.strictObject({
    entity: described(
      textSchema({ t: "agency" }),
      "the entity id of your agency, such as https://ngo-b.test",
    ),
    registry: described(
      z.string().min(1).max(2048),
      "the signed registry: its address, or the path of its file from this folder",
    ),
    registryMaxAgeDays: described(
      z.int().min(1).max(3650),
      "how many days after its issue the registry is used; left out, 14",
    ).optional(),
    backupDays: described(
      z.int().min(0).max(3650),
      "how many days a copy of keys is kept, for certificates; left out, 30; with 0 none can be made",
    ).optional(),
    store: storeSchema().optional(),
    gateway: gatewaySchema().optional(),
  });
  return described(schema, "who an agency is, where its registry is, and how its gateway runs");
}

function storeSchema() {
  const sqlite = z.strictObject({ engine: z.literal("sqlite") });
  const postgres = z.strictObject({
    engine: z.literal("postgres"),
    host: described(
      z.string().min(1).max(255),
      "the name of its machine, or the folder of its socket",
    ),
    port: described(z.int().min(1).max(65_535), "its port; left out, 5432").optional(),
    database: described(z.string().min(1).max(63), "the name of the database"),
    user: described(z.string().min(1).max(63), "the name of the role that uses it"),
    passwordFile: path("the password").optional(),
    authorities: path(
      "whoever vouches for the server, as PEM: with it the connection has TLS, and needs it anywhere but on this machine",
    ).optional(),
  });
  return described(
    z.discriminatedUnion("engine", [sqlite, postgres]),
    "which database holds the state; left out, SQLite in the folder state",
  );
}

function gatewaySchema() {
  const tls = z.strictObject({
    certificate: path("the certificate, with its chain, as PEM"),
    key: path("the private key of the certificate, as PEM"),
    clientAuthorities: path(
      "the authorities whose client certificates are admitted, as PEM",
    ).optional(),
  });
  const limits = z.strictObject({
    connections: described(
      z.int().min(8).max(65_535),
      "connections at once, of other agencies and of your own systems each; left out, 4096",
    ).optional(),
    heldOctets: described(
      z.int().min(2_097_152).max(4_294_967_296),
      "octets of bodies that are held at once, of other agencies and of your own side each; left out, 67108864",
    ).optional(),
    bodySeconds: described(
      z.int().min(1).max(600),
      "seconds in which a request must have arrived; left out, 60",
    ).optional(),
    partner: described(
      room(),
      "what each partner may hold at once; left out, 32 requests and 16777216 octets",
    ).optional(),
    partnerDayOctets: described(
      z.int().min(16_777_216).max(1_099_511_627_776),
      "octets of packages that are taken in of each partner within a day, and as many again of what is urgent; left out, 268435456",
    ).optional(),
    anonymous: described(
      room(),
      "what all requests together may hold that nobody has signed; left out, 4 requests and 8388608 octets",
    ).optional(),
  });
  const schema = z
    .strictObject({
      listen: described(
        z.strictObject({
          host: described(
            z
              .string()
              .max(253)
              .regex(/^[A-Za-z0-9:.-]+$/),
            "the address of this machine that other agencies reach; left out, 127.0.0.1",
          ).optional(),
          port: port("the port for other agencies"),
          tls: described(tls, "certificates, if no proxy has them").optional(),
        }),
        "where the gateway listens for other agencies",
      ),
      local: described(
        z.strictObject({ port: port("another port, for your own systems, on 127.0.0.1") }),
        "where it listens for your own systems",
      ),
      client: described(
        z.strictObject({
          certificate: path("the client certificate, with its chain, as PEM"),
          key: path("the private key of the client certificate, as PEM"),
        }),
        "what the gateway shows to a partner that asks for a client certificate; left out, nothing",
      ).optional(),
      drainSeconds: described(
        z.int().min(0).max(600),
        "seconds that it gives what is under way when it stops; left out, 5",
      ).optional(),
      limits: described(limits, "bounds on what others may ask of it").optional(),
      people: peopleConfigSchema().optional(),
      console: described(
        z.boolean(),
        "true serves the web console at the local port, for officers who sign in with a browser: people needs client and url; left out, false",
      ).optional(),
      webhooks: hooksSchema().optional(),
      log: logConfigSchema().optional(),
      metrics: metricsConfigSchema().optional(),
      alarms: alarmsConfigSchema().optional(),
    })
    .check((payload) => {
      const { listen, local, metrics } = payload.value;
      const refusePort = (member: "local" | "metrics", fix: string): void =>
        refuse(payload, "CONTRADICTORY", [member, "port"], fix);
      if (local.port !== 0 && local.port === listen.port)
        refusePort("local", "Choose another port than that for other agencies.");
      const others: readonly unknown[] = [listen.port, local.port];
      if (metrics && metrics.port !== 0 && others.includes(metrics.port))
        refusePort("metrics", "Choose a port that nothing else of the gateway has.");
    });
  return described(
    schema,
    "how the gateway of the agency runs: safepassage gateway init writes it",
  );
}

const room = () =>
  z.strictObject({
    requests: described(z.int().min(1).max(4096), "requests at once"),
    octets: described(z.int().min(2_097_152).max(1_073_741_824), "octets of their bodies"),
  });

const port = (says: string) =>
  described(z.int().min(0).max(65_535), `${says}; 0 lets the system choose`);

const path = (what: string) =>
  described(z.string().min(1).max(1024), `the file that holds ${what}, seen from this folder`);
