import { fanOutNow } from "@integrations/services";
import { describe, expect } from "vitest";
import { runNight, type NightReport } from "./nightly/run-night.ts";
import { testWithScene as it, type WorkerScene } from "./testing/worker-scene.ts";

async function night({ parts }: WorkerScene): Promise<NightReport & { readonly printed: string }> {
  const printed: string[] = [];
  const report = await runNight(parts, { signal: new AbortController().signal, print: (text) => printed.push(text) });
  return { ...report, printed: printed.join("\n") };
}

describe("pnpm nightly", () => {
  it("brings every active connection to its quantities, prints a table, and finds nothing to do the second time", async ({
    scene,
    testDatabase,
  }) => {
    const north = await scene.addPartner("North MSP", [
      { name: "Anna's Bakery", counted: { cloudfilter: 12, bracket: 3 }, lines: { cloudfilter: 10 } },
      { name: "Right Already", counted: { cloudfilter: 4 }, lines: { cloudfilter: 4 } },
    ]);
    const south = await scene.addPartner("South MSP", [{ name: "Dockside", counted: { cloudfilter: 1 }, lines: { cloudfilter: 9 } }]);

    const first = await night(scene);
    expect(first).toMatchObject({ failed: 0, unfinished: 0 });
    expect(north.standing()).toEqual(["Anna's Bakery/bracket=3", "Anna's Bakery/cloudfilter=12", "Right Already/cloudfilter=4"]);
    expect(south.standing()).toEqual(["Dockside/cloudfilter=1"]);
    const rows = first.printed.split("\n").map((row) => row.replaceAll(/ +/g, " ").trim());
    expect(rows[0]).toBe("Partner Customer Product Before After Outcome Reason");
    expect(rows).toContain("North MSP Anna's Bakery VENDOR-CLOUDFILTER 10 12 set");
    expect(rows).toContain("North MSP Anna's Bakery VENDOR-BRACKET 3 added");
    expect(rows).toContain("South MSP Dockside VENDOR-CLOUDFILTER 9 1 set");
    expect(first.printed).toContain("succeeded; 1 set, 1 added, 1 right already, 0 not written.");

    const writes = scene.simulator.requests.writes().length;
    const second = await night(scene);
    expect(second).toMatchObject({ failed: 0 });
    expect(second.printed).toContain("Every quantity was right already.");
    expect(scene.simulator.requests.writes()).toHaveLength(writes);
    const runs = await testDatabase.database.db.selectFrom("runs").select(["trigger", "night"]).execute();
    expect(runs).toEqual(Array.from({ length: 4 }, () => ({ trigger: "nightly", night: null })));
  });

  it("answers with exit code 1 where a run failed, and says why", async ({ scene, testDatabase }) => {
    await scene.addPartner("Locked Out", [{ name: "Anna", counted: { cloudfilter: 2 }, lines: { cloudfilter: 1 } }]);
    scene.simulator.faults.inject({ match: { path: "/finance/**" }, fault: { kind: "status", status: 401 } });
    const process = scene.start("nightly.ts");
    expect(await process.ended).toMatchObject({ code: 1 });
    expect(process.output()).toContain("failed; 0 set");
    expect(process.output()).toContain("The provider does not accept these credentials.");
    const connection = await testDatabase.database.db.selectFrom("connections").select("status").executeTakeFirstOrThrow();
    expect(connection.status).toBe("attention");

    const next = scene.start("nightly.ts");
    expect(await next.ended).toMatchObject({ code: 0 });
    expect(next.output()).toContain("There is no active connection");
  });

  it("waits for a run under way, also where its worker died in the middle of a write", async ({ scene, testDatabase }) => {
    const partner = await scene.addPartner("Under Way", [
      { name: "Anna", counted: { cloudfilter: 2, bracket: 6 }, lines: { cloudfilter: 1 } },
    ]);
    const [started] = await fanOutNow(scene.parts.context);
    const hold = scene.simulator.faults.hold({ match: { method: "POST" }, at: "after", times: 1 });
    const doomed = scene.start("main.ts");
    const held = await hold.next();
    doomed.kill("SIGKILL");
    await doomed.ended;
    held.release("drop");
    expect(partner.standing()).toEqual(["Anna/bracket=6", "Anna/cloudfilter=2"]);
    // What 90 seconds would do.
    await testDatabase.database.db
      .updateTable("runs")
      .set({ lease_expires_at: new Date(Date.now() - 1) })
      .execute();

    const report = await night(scene);
    expect(report.printed).toContain("1 of 1 connections had a run under way already");
    expect(report).toMatchObject({ failed: 0, unfinished: 0 });
    expect(partner.standing()).toEqual(["Anna/bracket=6", "Anna/cloudfilter=2"]);
    const runs = await testDatabase.database.db.selectFrom("runs").selectAll().execute();
    expect(runs).toMatchObject([{ id: started?.runId, status: "succeeded", attempts: 2, counts: { set: 1, added: 1, planned: 0 } }]);
  });
});
