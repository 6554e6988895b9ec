// Loaded before a gateway: throws a bug in it, which names a person, where the test says.
import { Server } from "node:http";

const bug = () => new TypeError("Amina Example\n    at her home");
process.on("SIGUSR2", () => {
  if (process.env.BUG === "rejects") void Promise.reject(bug());
  else throw bug();
});
if (process.env.BUG === "starts") {
  Server.prototype.listen = () => {
    throw bug();
  };
}
