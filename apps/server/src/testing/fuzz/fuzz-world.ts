import { DEFAULT_KEYS } from "@integrations/connectwise-simulator";
import type { ServerFixture } from "../server-fixture.ts";

/** A partner whose every row carries its mark, which no input ever does: where the mark appears, its rows do. */
export interface MarkedPartner {
  readonly id: string;
  readonly mark: string;
  readonly token: string;
  readonly customerIds: readonly string[];
  readonly companyId: string;
  readonly agreementId: string;
  readonly productId: string;
  readonly heldRunId: string;
  readonly queuedRunId: string;
}

export const PROVIDER_ID = "connectwise-manage";

/** Makes a partner with something in every table and at its ConnectWise. */
export async function addMarkedPartner(server: ServerFixture, id: string, mark: string): Promise<MarkedPartner> {
  const { call, platform, issuer, simulator } = server;
  const token = await issuer.token(
    { sub: `${mark}-person`, role: "partner", partner_id: id },
    { sign: (each) => each.setExpirationTime("6 hours") },
  );
  const customerIds = [`${id}-c1`, `${id}-c2`];
  const ask = async (procedure: string, input: object, as = token): Promise<unknown> => {
    const answer = await call(procedure, input, { token: as });
    if (answer.status !== 200) throw new Error(`${procedure}: ${answer.text}`);
    return answer.data;
  };
  await ask("platform.putPartners", { partners: [{ id, name: `${mark} partner` }] }, platform);
  const customers = customerIds.map((customerId) => ({ id: customerId, name: `${mark} ${customerId}`, domains: [`${mark}.example`] }));
  await ask("platform.putCustomers", { partnerId: id, customers }, platform);
  const quantities = [{ service: "cloudfilter", quantity: 7 }];
  const counted = customerIds.map((customerId) => ({ customerId, quantities }));
  await ask("platform.putQuantities", { partnerId: id, observedAt: new Date().toISOString(), customers: counted }, platform);

  const { data } = simulator.addTenant({ companyId: mark });
  const company = data.addCompany({ name: `${mark} company` });
  const agreement = data.addAgreement({ companyId: company.id, name: `${mark} agreement` });
  const product = data.addProduct({ identifier: `${mark}-product`, description: `${mark} product` });
  const provider = { providerId: PROVIDER_ID };
  const ids = { companyId: String(company.id), agreementId: String(agreement.id) };
  await ask("connection.enable", { ...provider, config: { companyId: mark, ...DEFAULT_KEYS, useCustomSite: false } });
  await ask("mapping.save", { ...provider, assignments: [{ service: "cloudfilter", productId: String(product.id) }] });
  await ask("customers.assign", { ...provider, customerId: customerIds[0], ...ids });
  await ask("mapping.requestUnmap", { ...provider, service: "cloudfilter", note: `${mark} note` });
  const { runId: heldRunId } = (await ask("runs.start", provider)) as { runId: string };
  const { pool } = server.testDatabase.database;
  await pool.query("update runs set status = 'held', reason = 'mass_drop', detail = $2 where id = $1", [heldRunId, `${mark} detail`]);
  await pool.query(
    `insert into run_changes (run_id, position, partner_id, customer_id, agreement_id, product_id, line_id, before, after, outcome, reason, detail)
     values ($1, 1, $2, $3, $4, $5, '1', 7, 0, 'held', 'mass_drop', $6)`,
    [heldRunId, id, customerIds[0], ids.agreementId, String(product.id), `${mark} change`],
  );
  const keptLine =
    "insert into kept_lines (connection_id, partner_id, agreement_id, product_id, line_id) select id, $1, $2, $3, '1' from connections";
  await pool.query(`${keptLine} where partner_id = $1`, [id, ids.agreementId, String(product.id)]);
  // As fast as the fuzz asks: the limits have tests of their own.
  await pool.query(`update connections set preferences = '{"concurrency": 100, "callsPerMinute": 100000}' where partner_id = $1`, [id]);
  const { runId: queuedRunId } = (await ask("runs.start", { ...provider, customerId: customerIds[0] })) as { runId: string };
  return { id, mark, token, customerIds, ...ids, productId: String(product.id), heldRunId, queuedRunId };
}

/** Parents first. What happened (the audit) stays as it is. */
const TABLES = [
  "customers",
  "quantity_snapshots",
  "connections",
  "mappings",
  "assignments",
  "kept_lines",
  "runs",
  "run_changes",
  "unmap_requests",
];

/** Every row of these partners, as text by table. */
export async function rowsOf(server: ServerFixture, partnerIds: readonly string[]): Promise<Record<string, string[]>> {
  const { pool } = server.testDatabase.database;
  const found: Record<string, string[]> = {};
  for (const [table, column] of [["partners", "id"], ...[...TABLES, "audit_events"].map((each) => [each, "partner_id"])] as Array<
    [string, string]
  >) {
    const { rows } = await pool.query<{ row: string }>(
      `select row_to_json(t)::text as row from ${table} t where ${column} = any($1) order by 1`,
      [partnerIds],
    );
    found[table] = rows.map(({ row }) => row);
  }
  return found;
}

/** Puts these partners' rows back as they were, so that calls find something to work on again. */
export async function restoreRows(
  server: ServerFixture,
  partnerIds: readonly string[],
  rows: Readonly<Record<string, string[]>>,
): Promise<void> {
  const client = await server.testDatabase.database.pool.connect();
  try {
    await client.query("begin");
    for (const table of TABLES.toReversed()) await client.query(`delete from ${table} where partner_id = any($1)`, [partnerIds]);
    for (const table of TABLES) {
      const columns = await client.query<{ names: string }>(
        "select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns where table_name = $1 and is_generated = 'NEVER'",
        [table],
      );
      const names = columns.rows[0]?.names ?? "";
      const json = `[${(rows[table] ?? []).join(",")}]`;
      await client.query(`insert into ${table} (${names}) select ${names} from json_populate_recordset(null::${table}, $1)`, [json]);
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
