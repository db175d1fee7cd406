import { getRun, listCustomerPage, listRunPage, putQuantities } from "@integrations/services";
import { sql } from "kysely";
import { percentileMs } from "../report/percentile.ts";
import { CONSOLE, insertStoredNights, insertStoredPartner, PROVIDER_ID, withStoredWorld, type StoredWorld } from "../world/stored-world.ts";
import type { Result, Row } from "./row.ts";

const REPEATS = 200;
const PAGE = 50;

export const PUT_QUANTITIES: Row = {
  id: "put-quantities",
  measure: (bench) =>
    withStoredWorld(bench, async (world) => {
      bench.tell("quantities of 10,000 customers, pushed and copied");
      const scope = await insertStoredPartner(world, "partner", 10_000);
      const services = await world.owner.db
        .selectFrom("services")
        .select("code")
        .where("kind", "=", "service")
        .orderBy("position")
        .limit(8)
        .execute();
      const customers = Array.from({ length: 10_000 }, (_, index) => ({
        customerId: `c-${index + 1}`,
        quantities: services.map(({ code }, position) => ({ service: code, quantity: 1 + ((index * 7 + position) % 50) })),
      }));
      const rows = customers.length * services.length;
      const beganAt = performance.now();
      await putQuantities(world.context, CONSOLE, { partnerId: scope.partner.id, observedAt: new Date(), customers });
      const ours = rows / ((performance.now() - beganAt) / 1000);
      const reference = rows / ((await copyMs(world)) / 1000);
      const work = "platform.putQuantities, 10,000 customers x 8 services";
      return [
        {
          work,
          unit: "rows/s",
          ours,
          reference,
          referenceName: "COPY of the same rows",
          ratio: ours / reference,
          target: { atLeast: 0.25 },
        },
      ];
    }),
};

/** From a file of the server itself into an empty table of the same shape, which is as fast as Postgres takes rows. */
async function copyMs({ owner }: StoredWorld): Promise<number> {
  const { rows } = await sql<{ file: string }>`select current_setting('data_directory') || '/bench-quantities.csv' as file`.execute(
    owner.db,
  );
  const file = sql.lit(rows[0]?.file ?? "");
  await sql`copy quantity_snapshots to ${file}`.execute(owner.db);
  await sql`create table copied (like quantity_snapshots including all)`.execute(owner.db);
  const beganAt = performance.now();
  await sql`copy copied from ${file}`.execute(owner.db);
  return performance.now() - beganAt;
}

export const FIRST_PAGE_OF_CUSTOMERS: Row = {
  id: "customers-list",
  measure: (bench) =>
    withStoredWorld(bench, async (world) => {
      bench.tell("the first page of 50 and of 50,000 customers");
      const few = await insertStoredPartner(world, "few", 50);
      const many = await insertStoredPartner(world, "many", 50_000);
      await sql`analyze`.execute(world.owner.db);
      const p95 = (scope: typeof few): Promise<number> =>
        percentileMs(0.95, REPEATS, () => listCustomerPage(world.context, scope, { providerId: PROVIDER_ID, sort: "name", limit: PAGE }));
      return [compared("customers.list, first page, 50,000 customers: p95", await p95(many), await p95(few), "50 customers")];
    }),
};

export const LONG_HISTORY: Row = {
  id: "runs-list",
  measure: (bench) =>
    withStoredWorld(bench, async (world) => {
      bench.tell("runs after one night and after 400 nights with 2 million changes");
      const first = await insertStoredPartner(world, "first", 50);
      const old = await insertStoredPartner(world, "old", 50);
      // A run itself as large on both sides: what is compared is what else is stored.
      await insertStoredNights(world, first.partner.id, { nights: 1, changes: 5_000 });
      await insertStoredNights(world, old.partner.id, { nights: 400, changes: 5_000 });
      await sql`analyze`.execute(world.owner.db);
      const listed = (scope: typeof first) => listRunPage(world.context, scope, { providerId: PROVIDER_ID, limit: PAGE });
      const list = (scope: typeof first): Promise<number> => percentileMs(0.95, REPEATS, () => listed(scope));
      const get = async (scope: typeof first): Promise<number> => {
        const [run] = (await listed(scope)).items;
        return await percentileMs(0.95, REPEATS, () => getRun(world.context, scope, { runId: run?.id ?? "" }));
      };
      return [
        compared("runs.list after 400 nights with 2 million changes: p95", await list(old), await list(first), "one night"),
        compared("runs.get, the same: p95", await get(old), await get(first), "one night"),
      ];
    }),
};

function compared(work: string, ours: number, reference: number, referenceName: string): Result {
  return { work, unit: "ms", ours, reference, referenceName, ratio: ours / reference, target: { atMost: 2 } };
}
