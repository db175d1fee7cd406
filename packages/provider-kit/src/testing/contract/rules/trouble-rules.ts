import assert from "node:assert/strict";
import type { ProviderErrorCode } from "@integrations/core";
import { failureOf, readAll, type ContractRule } from "../contract-rule.ts";
import type { ContractFault } from "../contract-subject.ts";

const LASTING: ReadonlyArray<readonly [ContractFault["kind"], readonly ProviderErrorCode[], boolean]> = [
  ["rate_limited", ["rate_limited"], true],
  ["server_fault", ["unavailable"], true],
  ["reset_before", ["unavailable"], true],
  ["silent_after", ["timeout"], true],
  ["garbled", ["invalid_response"], true],
  ["web_page", ["invalid_response"], true],
  ["refused_echo", ["rejected"], false],
  ["refused_keys", ["credentials_refused"], false],
];

const PASSING = ["rate_limited", "server_fault", "reset_before", "silent_after", "garbled", "web_page"] as const;

export const TROUBLE_RULES: readonly ContractRule[] = [
  ...LASTING.map(([kind, codes, retryable]): ContractRule => ({
    name: `lasting "${kind}" is told as ${codes.join(" or ")}, ${retryable ? "worth" : "not worth"} another try`,
    async check({ session, world }) {
      await world.fault({ kind, on: "read" });
      const error = await failureOf(session().readAgreements([world.idOf("main")]), ...codes);
      assert.equal(error.retryable, retryable);
      assert.equal(error.effect, "none", "Reading changes nothing.");
    },
  })),
  ...PASSING.map((kind): ContractRule => ({
    name: `passing "${kind}" is survived`,
    async check({ session, world }) {
      const open = session();
      await open.readAgreements([world.idOf("main")]);
      await world.fault({ kind, on: "read", times: 1 });
      assert.equal((await open.readAgreements([world.idOf("main")])).length, 1);
    },
  })),
  {
    name: "after keys were refused in the middle, reading lines ends and nothing more is sent",
    async check({ session, world }) {
      const open = session();
      await open.readAgreements([world.idOf("main")]);
      await world.fault({ kind: "refused_keys", on: "read" });
      await failureOf(readAll(open, [world.idOf("main"), world.idOf("second")]), "credentials_refused");
      const sent = (await world.requests()).length;
      await failureOf(open.readAgreements([world.idOf("main")]), "credentials_refused");
      assert.equal((await world.requests()).length, sent);
    },
  },
  {
    name: "an abort ends every verb with its own reason, and sends nothing",
    async check({ session, world }) {
      const reason = new Error("The run was cancelled.");
      const open = session({ signal: AbortSignal.abort(reason) });
      for (const verb of [
        () => open.checkAccess(),
        () => open.readAgreements([world.idOf("main")]),
        () => readAll(open, [world.idOf("main")]),
      ]) {
        await assert.rejects(verb(), reason);
      }
      assert.deepEqual(await world.requests(), []);
    },
  },
  {
    name: "an abort ends a call that is under way",
    async check({ session, world }) {
      const controller = new AbortController();
      const reason = new Error("The run was cancelled.");
      const open = session({ signal: controller.signal });
      await open.readAgreements([world.idOf("main")]);
      await world.fault({ kind: "silent_after", on: "read" });
      const pending = open.readAgreements([world.idOf("main")]);
      controller.abort(reason);
      await assert.rejects(pending, reason);
    },
  },
  {
    name: "no secret gets into an error or a log, whatever the provider repeats",
    async check({ provider, session, world, logger }) {
      const secrets = provider.fields.filter((field) => field.kind === "secret").map((field) => String(world.config[field.key]));
      assert.ok(secrets.length > 0);
      for (const kind of ["refused_echo", "refused_keys"] as const) {
        const open = session();
        await world.fault({ kind, on: "read" });
        const error = await failureOf(open.readAgreements([world.idOf("main")]));
        const said = JSON.stringify([error.message, error.detail, error.context, error.cause, error.stack, logger.lines]);
        for (const secret of secrets) {
          for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64").replaceAll("=", "")]) {
            assert.ok(!said.includes(form), `A secret came out under "${kind}".`);
          }
        }
      }
    },
  },
];
