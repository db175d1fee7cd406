import { SAMPLE_CONNECTION } from "@integrations/connectwise-simulator";
import { testAuthority } from "@integrations/provider-kit/testing";
import { describe, expect } from "vitest";
import { pushSample, testWithServer as it, type ServerFixture } from "./testing/server-fixture.ts";

const PROVIDER = { providerId: "connectwise-manage" };

function configFor(server: ServerFixture, siteCertificate: unknown): object {
  return { ...SAMPLE_CONNECTION, useCustomSite: true, site: server.simulator.site, siteCertificate };
}

/** Everything that was kept of anything. */
async function kept(server: ServerFixture): Promise<string> {
  const { pool } = server.testDatabase.database;
  const rows = await pool.query(
    "select row_to_json(c)::text as row from connections c union all select row_to_json(a)::text from audit_events a",
  );
  return JSON.stringify(rows.rows) + server.log.join("");
}

describe("the certificate of a partner's own authority", () => {
  it("is kept with the connection, shown to the partner, and told in the audit by its fingerprint", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const authority = testAuthority().certificate;
    const pasted = `Certificate:\r\n  Data:\r\n${authority.replaceAll("\n", "\r\n")}`;
    expect(await server.call("connection.enable", { ...PROVIDER, config: configFor(server, pasted) })).toMatchObject({ status: 200 });
    expect((await server.call("connection.get", PROVIDER)).data).toMatchObject({ settings: { siteCertificate: authority } });
    const { text } = await server.call("audit.list");
    expect(text).toMatch(/"siteCertificate":"([0-9A-F]{2}:){31}[0-9A-F]{2}"/);
    expect(text).not.toContain("BEGIN CERTIFICATE");
    const off = await server.call("connection.update", { ...PROVIDER, config: { useCustomSite: false } });
    expect(off).toMatchObject({ status: 200 });
    expect((await server.call("connection.get", PROVIDER)).text).not.toContain('siteCertificate":"-----');
  });

  it("is refused with a sentence where it vouches for nobody, and a private key is kept nowhere", async ({ start }) => {
    const server = await start();
    await pushSample(server);
    const authority = testAuthority();
    const leaf = authority.sign(["psa.example.com"]);
    const body = leaf.key.split("\n")[1] ?? "";
    const noDer = `-----BEGIN CERTIFICATE-----\n${Buffer.from([0x30, 0x81, 0x80, ...Buffer.alloc(128)]).toString("base64")}\n-----END CERTIFICATE-----`;
    const refusals: ReadonlyArray<readonly [text: string, sentence: RegExp]> = [
      [leaf.key, /holds a private key/],
      [authority.certificate + leaf.key, /holds a private key/],
      [leaf.certificate, /holds the certificate of a server/],
      [authority.certificate + leaf.certificate, /holds the certificate of a server/],
      [noDer, /damaged or cut off/],
      [authority.certificate.slice(0, -40), /is no certificate in PEM form/],
      ["x".repeat(40_000), /has at most 32000 characters/],
    ];
    for (const procedure of ["connection.check", "connection.enable"] as const) {
      for (const [text, sentence] of refusals) {
        const answer = await server.call(procedure, { ...PROVIDER, config: configFor(server, text) });
        expect(answer).toMatchObject({ status: 400, error: { reason: "invalid_input" } });
        expect(answer.error?.["issues"]).toEqual([{ field: "config.siteCertificate", message: expect.stringMatching(sentence) }]);
        expect(answer.text).not.toContain(body);
      }
    }
    expect(server.simulator.requests.count).toBe(0);
    expect(await kept(server)).not.toContain(body);
  });
});
