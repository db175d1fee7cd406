import { randomUUID } from "node:crypto";
import type { Db } from "../client.ts";

/** Ids of the rows that were made. */
export interface FilledPartner {
  readonly partnerId: string;
  readonly connectionId: string;
  readonly customerId: string;
  readonly runId: string;
}

/** A partner with a row in every table that partners own; two of them have the same customer ids, as in life. */
export async function fillPartner(db: Db, partnerId: string): Promise<FilledPartner> {
  const connectionId = randomUUID();
  const runId = randomUUID();
  const customerId = "c1";
  const owner = { partner_id: partnerId };
  const ofConnection = { ...owner, connection_id: connectionId };
  const agreement = { agreement_id: "100", agreement_name: "Contract" };

  await db
    .insertInto("partners")
    .values({ id: partnerId, name: `Partner ${partnerId}` })
    .execute();
  await db
    .insertInto("customers")
    .values({ ...owner, id: customerId, name: `Customer of ${partnerId}` })
    .execute();
  await db
    .insertInto("quantity_snapshots")
    .values({ ...owner, customer_id: customerId, observed_at: new Date(), quantities: '{"shield":3}' })
    .execute();
  await db
    .insertInto("connections")
    .values({ ...owner, id: connectionId, provider_id: "psa", status: "active", settings: "{}", secrets: `sealed for ${partnerId}` })
    .execute();
  await db
    .insertInto("mappings")
    .values({ ...ofConnection, service_code: "shield", product_id: "10", product_identifier: "SHIELD", product_description: "Shield" })
    .execute();
  await db
    .insertInto("assignments")
    .values({ ...ofConnection, ...agreement, customer_id: customerId, company_id: "1", company_name: "Company" })
    .execute();
  await db
    .insertInto("customer_exclusions")
    .values({ ...ofConnection, customer_id: customerId, note: "Billed by hand", excluded_by: `user of ${partnerId}` })
    .execute();
  await db
    .insertInto("kept_lines")
    .values({ ...ofConnection, agreement_id: "100", product_id: "10", line_id: "5" })
    .execute();
  await db
    .insertInto("runs")
    .values({ ...ofConnection, id: runId, provider_id: "psa", trigger: "manual", status: "queued" })
    .execute();
  await db
    .insertInto("run_changes")
    .values({ ...owner, run_id: runId, position: 1, agreement_id: "100", product_id: "10", outcome: "planned" })
    .execute();
  await db
    .insertInto("unmap_requests")
    .values({ ...ofConnection, provider_id: "psa", service_code: "shield", requested_by: `user of ${partnerId}` })
    .execute();
  await db
    .insertInto("audit_events")
    .values({ ...owner, actor: `user of ${partnerId}`, actor_role: "partner", action: "mapping.saved" })
    .execute();
  await db
    .insertInto("notice_preferences")
    .values({ ...owner, subject: `user of ${partnerId}`, address: `user@${partnerId}.example`, kinds: ["held_run"] })
    .execute();
  await db
    .insertInto("webhooks")
    .values({ ...ofConnection, provider_id: "psa", url: `https://${partnerId}.example/`, secret: `sealed for ${partnerId}`, kinds: [] })
    .execute();
  await db
    .insertInto("notice_incidents")
    .values({
      ...ofConnection,
      cause: "run",
      opened_at: new Date(),
      opened_run_id: runId,
      last_run_id: runId,
      nights: 1,
      noticed_nights: 1,
    })
    .execute();
  const noticeId = randomUUID();
  await db
    .insertInto("notices")
    .values({ ...owner, id: noticeId, kind: "held_run", cause_key: "held", facts: "{}", created_at: new Date() })
    .execute();
  await db
    .insertInto("notice_deliveries")
    .values({ ...owner, notice_id: noticeId, channel: "email", receiver: "x", next_attempt_at: new Date(), created_at: new Date() })
    .execute();
  return { partnerId, connectionId, customerId, runId };
}
