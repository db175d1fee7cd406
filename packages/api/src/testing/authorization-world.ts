import { createHash, randomUUID } from "node:crypto";
import { hashRows, saveRows, type TestDatabase } from "@integrations/database/testing";
import { createApiFixture, GOOD_CONFIG, PSA, type ApiFixture, type Caller } from "./api-fixture.ts";
import type { AuthorizationRow, PartnerIds } from "./authorization-table.ts";

/** Two partners that have everything; all that is the other's is marked with the word. */
export interface AuthorizationWorld {
  readonly api: ApiFixture;
  readonly mine: PartnerIds;
  readonly theirs: PartnerIds;
  /** Puts every row back. */
  restore(): Promise<void>;
  /** Differs where any row or job was changed, or the provider was asked. */
  state(options?: { readonly except?: readonly string[] }): Promise<unknown>;
  /** The same for the rows of the other partner alone. */
  stateOfTheirs(): Promise<unknown>;
}

export const MARK = /theirs/i;

export async function createAuthorizationWorld(testDatabase: TestDatabase): Promise<AuthorizationWorld> {
  const api = createApiFixture(testDatabase);
  const { db, pool } = testDatabase.database;
  await api.platform.platform.putPartners({
    partners: [
      { id: "mine", name: "Mine" },
      { id: "theirs", name: "Theirs" },
    ],
  });
  const mine = await addPartner(api, testDatabase, { partnerId: "mine", companyId: "1", agreementId: "100", productId: "10" });
  const theirs = await addPartner(api, testDatabase, { partnerId: "theirs", companyId: "2", agreementId: "200", productId: "11" });
  await pool.query("delete from graphile_worker._private_jobs");
  const restore = await saveRows(db);
  const jobs = async () => (await pool.query("select count(*) from graphile_worker.jobs")).rows;
  return {
    api,
    mine,
    theirs,
    restore,
    state: async (options) => ({ rows: await hashRows(db, options), jobs: await jobs(), calls: api.psa.calls.length }),
    stateOfTheirs: () => hashRows(db, { partnerId: "theirs" }),
  };
}

async function addPartner(
  api: ApiFixture,
  { database: { db } }: TestDatabase,
  ids: { readonly partnerId: string; readonly companyId: string; readonly agreementId: string; readonly productId: string },
): Promise<PartnerIds> {
  const { partnerId, companyId, agreementId, productId } = ids;
  const customerId = `${partnerId}-customer`;
  const caller = api.partner(partnerId);
  const customers = [{ id: customerId, name: `Customer of ${partnerId}`, domains: [`${partnerId}.example`] }];
  await api.platform.platform.putCustomers({ partnerId, customers });
  const counted = [{ customerId, quantities: [{ service: "shield", quantity: 3 }] }];
  await api.platform.platform.putQuantities({ partnerId, observedAt: "2026-03-10T11:00:00Z", customers: counted });
  await caller.connection.enable({ providerId: PSA, config: { ...GOOD_CONFIG, account: partnerId } });
  await caller.mapping.save({ providerId: PSA, assignments: [{ service: "shield", productId }] });
  await caller.mapping.requestUnmap({ providerId: PSA, service: "shield", note: `Note of ${partnerId}` });
  await caller.customers.assign({ providerId: PSA, customerId, companyId, agreementId });
  const { runId } = await caller.runs.start({ providerId: PSA });
  const { connection_id: connectionId } = await db
    .updateTable("runs")
    .set({ status: "held", reason: "mass_drop" })
    .where("id", "=", runId)
    .returning("connection_id")
    .executeTakeFirstOrThrow();
  const line = { partner_id: partnerId, agreement_id: agreementId, product_id: productId, line_id: "5" };
  await db
    .insertInto("run_changes")
    .values({ ...line, run_id: runId, position: 1, outcome: "held", reason: "mass_drop", detail: `Detail of ${partnerId}` })
    .execute();
  await caller.notices.saveWebhook({ providerId: PSA, url: `https://hooks.${partnerId}.example/`, kinds: ["held_run"] });
  const person = { partner_id: partnerId, subject: "somebody", address: `somebody@${partnerId}.example`, kinds: ["held_run"] };
  const token = createHash("sha256").update(`token-of-${partnerId}`).digest("hex");
  const pending = { pending_address: `other@${partnerId}.example`, pending_token_hash: token, pending_expires_at: new Date("2026-03-11") };
  for (const subject of ["somebody", "a partner"]) {
    await db
      .insertInto("notice_preferences")
      .values({ ...person, subject, ...(subject === "somebody" ? pending : {}) })
      .execute();
  }
  const noticeId = randomUUID();
  const at = new Date("2026-03-10T11:00:00Z");
  const notice = { partner_id: partnerId, kind: "held_run", cause_key: "held", facts: "{}", created_at: at };
  await db
    .insertInto("notices")
    .values({ ...notice, id: noticeId })
    .execute();
  await db
    .insertInto("notice_deliveries")
    .values({ notice_id: noticeId, partner_id: partnerId, channel: "email", receiver: person.address, next_attempt_at: at, created_at: at })
    .execute();
  await db
    .insertInto("kept_lines")
    .values({ ...line, connection_id: connectionId })
    .execute();
  return { partnerId, customerId, runId, agreementId, productId };
}

/** Asks a procedure by its path. Support and the platform name the partner; where a partner does, it is on purpose. */
export async function ask(caller: Caller, procedure: string, input: object): Promise<unknown> {
  const [area = "", name = ""] = procedure.split(".");
  const areas = caller as unknown as Record<string, Record<string, (given: object) => Promise<unknown>>>;
  const found = areas[area]?.[name];
  if (found === undefined) throw new Error(`There is no procedure ${procedure}.`);
  return await found(input);
}

/** The input as this role sends it. */
export function inputFor(role: "partner" | "support" | "platform", { access, input }: AuthorizationRow, ids: PartnerIds): object {
  const needsName = role === "support" && (access === "partner" || access === "support on partner");
  return needsName ? { partnerId: ids.partnerId, ...input(ids) } : input(ids);
}
