// Loaded before a command: ends it where it asks for a network, which no command may need.
import dgram from "node:dgram";
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const EXIT = 70;

function forbid(object, name) {
  object[name] = () => {
    process.stderr.write(`asked for the network: ${name}\n`);
    process.exit(EXIT);
  };
}

// All of TCP, TLS, HTTP and fetch goes through here.
forbid(net.Socket.prototype, "connect");
forbid(net.Server.prototype, "listen");
for (const name of ["bind", "connect", "send"]) forbid(dgram.Socket.prototype, name);
for (const resolver of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype])
  for (const name of Object.getOwnPropertyNames(resolver))
    if (/^(lookup|resolve|reverse)/.test(name)) forbid(resolver, name);
syncBuiltinESMExports();
