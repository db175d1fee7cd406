import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect } from "vitest";
import { testWithServer as it } from "./testing/server-fixture.ts";

const EXAMPLES = fileURLToPath(new URL("../../docs/examples/", import.meta.url));

describe("the examples of the help site", () => {
  it.for([
    ["push.ts", process.execPath],
    ["push.sh", "bash"],
  ] as const)("%s pushes a partner, a customer and a count", async ([file, program], { start }) => {
    const server = await start();
    const env = { PATH: process.env["PATH"], API: server.url, TOKEN: server.platform };
    const { stdout } = await promisify(execFile)(program, [`${EXAMPLES}${file}`], { env });
    expect(stdout).toMatch(/1 counts accepted, 0 were older|"accepted":1,"ignoredOlder":0/);
    const { rows } = await server.testDatabase.database.pool.query("select partner_id, customer_id, quantities from quantity_snapshots");
    expect(rows).toEqual([{ partner_id: "acme-msp", customer_id: "c-17", quantities: { cloudfilter: 25 } }]);
  });

  it("push.ts names the reason where it is refused", async ({ start }) => {
    const server = await start();
    const env = { PATH: process.env["PATH"], API: server.url, TOKEN: server.support };
    await expect(promisify(execFile)(process.execPath, [`${EXAMPLES}push.ts`], { env })).rejects.toThrow(
      "platform.putPartners was refused (forbidden)",
    );
  });
});
