import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { config, file, type MistakeCase } from "./spoil-folder.ts";

/** Mistakes in the configuration, and in what it names. */
export const CONFIGURATION_CASES: Readonly<Record<string, MistakeCase>> = {
  "broken JSON": [
    file("agency.json", '{\n  "entity": "https://ngo-b.test"\n  "registry": "x" }'),
    "mistake JSON_MALFORMED agency.json line 3, column 3",
  ],
  "a member twice": [
    file(
      "agency.json",
      '{\n  "entity": "https://ngo-b.test",\n  "gateway": { "entity": [{"a": 1, "b": "a"}, {"a": 2}] },\n  "entity": "\\"{"\n}',
    ),
    "mistake JSON_DUPLICATE_MEMBER agency.json line 4, column 3",
  ],
  "an empty configuration": [file("agency.json", " \n"), "mistake FILE_EMPTY agency.json"],
  "no configuration": [
    ({ b }) => rmSync(join(b, "agency.json")),
    "mistake FILE_MISSING agency.json",
  ],
  "a configuration that is no text": [
    ({ b }) => writeFileSync(join(b, "agency.json"), Uint8Array.of(0x7b, 0xff)),
    "mistake FILE_NOT_TEXT agency.json",
  ],
  "a folder in the place of the configuration": [
    ({ b }) => {
      rmSync(join(b, "agency.json"));
      mkdirSync(join(b, "agency.json"));
    },
    "mistake NOT_A_FILE agency.json",
  ],
  "a configuration behind links without end": [
    ({ b }) => {
      rmSync(join(b, "agency.json"));
      symlinkSync("agency.json", join(b, "agency.json"));
    },
    "mistake FILE_UNREADABLE agency.json",
  ],
  "no gateway in the configuration, and one of the earlier version": [
    (folders) => {
      config((value) => Reflect.deleteProperty(value, "gateway"))(folders);
      file("config.json", "{}")(folders);
    },
    "mistake GATEWAY_UNCONFIGURED agency.json /gateway",
    "warning CONFIGURATION_OLD config.json",
  ],
  "no gateway yet: the command that adds it makes the tokens, and nobody is told to make them by hand":
    [
      (folders) => {
        config((value) => Reflect.deleteProperty(value, "gateway"))(folders);
        rmSync(join(folders.b, "tokens"), { recursive: true });
      },
      "mistake GATEWAY_UNCONFIGURED agency.json /gateway",
    ],
  "a webhook in clear to an address inside the network, and one with a password": [
    config(({ gateway }) =>
      Object.assign(gateway, {
        webhooks: [
          { url: "http://10.0.0.5/changes" },
          { url: "http://169.254.169.254/latest" },
          { url: "https://me:secret@case.ngo-b.test/" },
        ],
      }),
    ),
    "mistake PATTERN_MISMATCH agency.json /gateway/webhooks/0/url",
    "mistake PATTERN_MISMATCH agency.json /gateway/webhooks/1/url",
    "mistake PATTERN_MISMATCH agency.json /gateway/webhooks/2/url",
  ],
  "a sign-in provider in clear, and a role of nobody": [
    config(({ gateway }) =>
      Object.assign(gateway, {
        people: {
          ...{ issuer: "http://login.ngo-b.test", audience: "x" },
          roles: { claim: "groups" },
        },
      }),
    ),
    "mistake PATTERN_MISMATCH agency.json /gateway/people/issuer",
    "mistake CONTRADICTORY agency.json /gateway/people/roles",
  ],
  "an audience that is the client, where nothing tells an ID token from an access token": [
    config(({ gateway }) =>
      Object.assign(gateway, {
        people: {
          ...{ issuer: "https://login.ngo-b.test", audience: "console", client: "console" },
          ...{ tokens: "jwt", roles: { claim: "groups", caseworker: ["workers"] } },
        },
      }),
    ),
    "mistake CONTRADICTORY agency.json /gateway/people/audience",
  ],
  "a port in words": [
    config(({ gateway }) => Object.assign(gateway, { listen: { port: "eighty" } })),
    "mistake WRONG_TYPE agency.json /gateway/listen/port",
  ],
  "a port that is missing, and an unknown member": [
    config(({ gateway }) => Object.assign(gateway, { local: {}, drainSecond: 5 })),
    "mistake MEMBER_MISSING agency.json /gateway/local/port",
    "mistake MEMBER_UNKNOWN agency.json /gateway",
  ],
  "a port that no system has": [
    config(({ gateway }) => Object.assign(gateway, { listen: { port: 70_000 } })),
    "mistake NUMBER_OUT_OF_RANGE agency.json /gateway/listen/port",
  ],
  "one port for both": [
    config((value) => {
      value.gateway = { listen: { port: 8401 }, local: { port: 8401 } };
    }),
    "mistake CONTRADICTORY agency.json /gateway/local/port",
  ],
  "a port for metrics that the agency's own systems have": [
    config(({ gateway }) =>
      Object.assign(gateway, {
        ...{ listen: { port: 8401 }, local: { port: 8402 } },
        metrics: { port: 8402 },
      }),
    ),
    "mistake CONTRADICTORY agency.json /gateway/metrics/port",
  ],
  "the address of a registry without scheme": [
    config((value) => Object.assign(value, { registry: "registry.test/registry.jwt" })),
    "waiting REGISTRY_MISSING registry.test/registry.jwt",
  ],
  "a registry that nobody answers for": [
    config((value) => Object.assign(value, { registry: "http://127.0.0.1:9/registry" })),
    "waiting REGISTRY_MISSING http://127.0.0.1:9/registry",
  ],
  "a registry that another key has signed": [
    ({ b, c }) => cpSync(join(c, "public-key.json"), join(b, "registry-key.json")),
    "waiting JWS_SIGNATURE_INVALID ../registry/registry.jwt",
  ],
  "a database server that is not there": [
    config((value) => {
      Object.assign(value, {
        store: { engine: "postgres", host: "/nowhere", database: "a", user: "a" },
      });
    }),
    "waiting GATEWAY_STORE_AWAY agency.json /store",
  ],
  "a database server over a network without TLS, which is not asked": [
    config((value) => {
      Object.assign(value, {
        store: { engine: "postgres", host: "db.invalid", database: "a", user: "a" },
      });
    }),
    "mistake STORE_IN_CLEAR agency.json /store/authorities",
  ],
  "a password that others can read": [
    (made) => {
      writeFileSync(join(made.b, "password"), "secret", { mode: 0o644 });
      config((value) => {
        const at = { host: "/nowhere", database: "a", user: "a", passwordFile: "password" };
        Object.assign(value, { store: { engine: "postgres", ...at } });
      })(made);
    },
    "mistake OPEN_TO_OTHERS password",
  ],
  "secrets of alarms and metrics that others can read, wherever they lie": [
    (made) => {
      for (const name of ["mail.password", "hook.secret", "metrics.token"]) {
        writeFileSync(join(made.b, name), "s".repeat(32), { mode: 0o644 });
      }
      config(({ gateway }) =>
        Object.assign(gateway, {
          metrics: { port: 9464, token: "metrics.token" },
          alarms: {
            mail: {
              host: "127.0.0.1",
              port: 1,
              tls: "implicit",
              from: "a@b.test",
              to: ["c@b.test"],
              user: "a",
              password: "mail.password",
            },
            webhook: { url: "https://127.0.0.1:1/alarms", secret: "./hook.secret" },
          },
        }),
      )(made);
    },
    "mistake OPEN_TO_OTHERS metrics.token",
    "mistake OPEN_TO_OTHERS mail.password",
    "mistake OPEN_TO_OTHERS ./hook.secret",
    "warning MAIL_AWAY agency.json /gateway/alarms/mail",
    "warning WEBHOOK_AWAY agency.json /gateway/alarms/webhook",
  ],
  "files of alarms and metrics that are not there, or are none": [
    (folders) => {
      file("no.pem", "no certificate")(folders);
      const [secret, token] = ["alarm.secret", "metrics.token"];
      const mail = {
        host: "mail.test",
        port: 465,
        tls: "implicit",
        user: "u",
        password: "mail.pw",
      };
      config(({ gateway }) =>
        Object.assign(gateway, {
          metrics: { port: 0, token },
          alarms: {
            mail: { ...mail, from: "a@b.test", to: ["c@d.test"] },
            webhook: { url: "https://duty.test/alarms", secret },
            certificates: ["no.pem", "none.pem"],
          },
        }),
      )(folders);
    },
    "mistake GATEWAY_OPERATION_INVALID agency.json /gateway/alarms/mail/password",
    "mistake GATEWAY_OPERATION_INVALID agency.json /gateway/alarms/webhook/secret",
    "mistake GATEWAY_OPERATION_INVALID agency.json /gateway/metrics/token",
    "mistake GATEWAY_OPERATION_INVALID agency.json /gateway/alarms/certificates/0",
    "mistake GATEWAY_OPERATION_INVALID agency.json /gateway/alarms/certificates/1",
  ],
  "a webhook whose secret is not there": [
    config(({ gateway }) =>
      Object.assign(gateway, {
        alarms: { webhook: { url: "https://duty.test/alarms", secret: "alarm.secret" } },
      }),
    ),
    "mistake GATEWAY_OPERATION_INVALID agency.json /gateway/alarms/webhook/secret",
  ],
};
