import type { Selectable } from "kysely";
import type { Db, Trx } from "../client.ts";
import type { AssignmentsTable } from "../schema/tables.ts";

/** The company and the agreement a customer is invoiced by. */
export interface AssignmentRecord {
  readonly connectionId: string;
  readonly partnerId: string;
  readonly customerId: string;
  readonly companyId: string;
  readonly companyName: string;
  readonly agreementId: string;
  readonly agreementName: string;
  readonly assignedAt: Date;
}

export async function findAssignment(db: Db | Trx, connectionId: string, customerId: string): Promise<AssignmentRecord | undefined> {
  const row = await db
    .selectFrom("assignments")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .where("customer_id", "=", customerId)
    .executeTakeFirst();
  return row && toAssignment(row);
}

/** Makes the customer's assignment, or replaces it. */
export async function putAssignment(trx: Trx, assignment: AssignmentRecord): Promise<void> {
  const { companyId, companyName, agreementId, agreementName, assignedAt } = assignment;
  const values = {
    company_id: companyId,
    company_name: companyName,
    agreement_id: agreementId,
    agreement_name: agreementName,
    assigned_at: assignedAt,
  };
  await trx
    .insertInto("assignments")
    .values({
      connection_id: assignment.connectionId,
      partner_id: assignment.partnerId,
      customer_id: assignment.customerId,
      ...values,
    })
    .onConflict((conflict) => conflict.columns(["connection_id", "customer_id"]).doUpdateSet(values))
    .execute();
}

/** @returns the assignment that was there */
export async function deleteAssignment(trx: Trx, connectionId: string, customerId: string): Promise<AssignmentRecord | undefined> {
  const row = await trx
    .deleteFrom("assignments")
    .where("connection_id", "=", connectionId)
    .where("customer_id", "=", customerId)
    .returningAll()
    .executeTakeFirst();
  return row && toAssignment(row);
}

function toAssignment(row: Selectable<AssignmentsTable>): AssignmentRecord {
  return {
    connectionId: row.connection_id,
    partnerId: row.partner_id,
    customerId: row.customer_id,
    companyId: row.company_id,
    companyName: row.company_name,
    agreementId: row.agreement_id,
    agreementName: row.agreement_name,
    assignedAt: row.assigned_at,
  };
}
