import { expect, it } from "vitest";
import { testSimulator } from "../testing/test-simulator.ts";
import { TenantStore, type TenantRecords } from "./tenant-store.ts";

it("tells its records as plain data, from which another store goes on where the first one was", async () => {
  const { simulator, contract, service, line } = await testSimulator();
  simulator.data.adjustLine(line.id, 2, "2026-03-10");
  const { store } = simulator.tenant();
  const restored = new TenantStore();
  const kept = JSON.stringify(store.records());
  restored.putRecords(JSON.parse(kept) as TenantRecords);
  expect(restored.records()).toEqual(store.records());
  const { lines } = restored.kinds.service;
  const added = lines.insert({ ...line, contractID: contract.id, itemID: service.id });
  expect(added.id).toBeGreaterThan(line.id);
  expect(lines.ofParent(contract.id)).toHaveLength(2);
});
