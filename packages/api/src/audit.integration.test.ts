import { createTestDatabase, type TestDatabase } from "@integrations/database/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { appRouter } from "./app-router.ts";
import { GOOD_CONFIG, NOW, PSA, type Caller } from "./testing/api-fixture.ts";
import { AUTHORIZATION } from "./testing/authorization-table.ts";
import { ask, createAuthorizationWorld, inputFor, type AuthorizationWorld } from "./testing/authorization-world.ts";

type Procedure = keyof typeof AUTHORIZATION;
type Role = "partner" | "support" | "platform";

/** What each mutation leaves in the audit. A push is one entry, with how many it was about. */
const ACTIONS: Readonly<Partial<Record<Procedure, string>>> = {
  "platform.putPartners": "partner.put",
  "platform.putCustomers": "customers.put",
  "platform.putQuantities": "quantities.put",
  "connection.enable": "connection.enabled",
  "connection.update": "connection.updated",
  "connection.pause": "connection.paused",
  "connection.resume": "connection.resumed",
  "connection.remove": "connection.removed",
  "connection.savePreferences": "connection.preferences_saved",
  "mapping.save": "mapping.saved",
  "mapping.setZeroPolicy": "mapping.zero_policy_set",
  "mapping.requestUnmap": "mapping.unmap_requested",
  "customers.assign": "customer.assigned",
  "customers.assignMany": "customer.assigned",
  "customers.unassign": "customer.unassigned",
  "customers.exclude": "customer.excluded",
  "customers.include": "customer.included",
  "runs.start": "run.started",
  "runs.release": "run.released",
  "runs.cancel": "run.cancelled",
  "lines.decide": "line.decided",
  "notices.save": "notices.preferences_saved",
  "notices.confirmAddress": "notices.address_confirmed",
  "notices.sendTest": "notices.test_sent",
  "notices.saveWebhook": "webhook.saved",
  "notices.renewWebhookSecret": "webhook.secret_renewed",
  "notices.removeWebhook": "webhook.removed",
  "notices.testWebhook": "notices.test_sent",
  "support.clearMapping": "mapping.cleared",
};

/** About nobody's data. */
const NO_VIEW = new Set<Procedure>(["integrations.describe", "reasons.list", "session.me"]);

const PROCEDURES = Object.keys(AUTHORIZATION) as Procedure[];
const CHANGES = PROCEDURES.filter((procedure) => typeOf(procedure) === "mutation");
const QUERIES = PROCEDURES.filter((procedure) => typeOf(procedure) === "query");

describe("the audit", () => {
  let testDatabase: TestDatabase;
  let world: AuthorizationWorld;
  const callers = (role: Role): Caller => world.api.as({ subject: `a ${role}`, role, partnerId: "mine" }, { ip: "198.51.100.4" });
  const run = (procedure: Procedure, role: Role) => ask(callers(role), procedure, inputFor(role, AUTHORIZATION[procedure], world.mine));

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    world = await createAuthorizationWorld(testDatabase);
  });
  afterEach(() => world.restore());
  afterAll(() => testDatabase.drop());

  /** Brings about what the change changes, and forgets that it did. */
  const prepare = async (procedure: Procedure): Promise<void> => {
    const { connection, customers, mapping } = world.api.partner("mine");
    if (AUTHORIZATION[procedure].withoutConnection === true) await connection.remove({ providerId: PSA });
    if (procedure === "connection.resume") await connection.pause({ providerId: PSA });
    if (procedure === "customers.include") await customers.exclude({ providerId: PSA, customerId: world.mine.customerId });
    if (procedure === "mapping.requestUnmap") {
      await mapping.save({ providerId: PSA, assignments: [{ service: "shield", productId: "11" }] });
      await testDatabase.database.pool.query("delete from unmap_requests where partner_id = 'mine'");
    }
    await testDatabase.database.pool.query("delete from audit_events");
  };

  const events = async (): Promise<Array<Record<string, unknown>>> => {
    const { rows } = await testDatabase.database.pool.query<Record<string, unknown>>(
      "select partner_id, at, actor, actor_role, action, ip, facts from audit_events order by id",
    );
    return rows;
  };

  it("has a row for every mutation there is", () => {
    expect(Object.keys(ACTIONS).toSorted()).toEqual(CHANGES.toSorted());
  });

  it.each(CHANGES.flatMap((procedure) => rolesOf(procedure).map((role) => [procedure, role] as const)))(
    "tells of %s by %s once: who, as what, when, from where and about whom",
    async (procedure, role) => {
      await prepare(procedure);
      await run(procedure, role);
      expect(await events()).toEqual([
        {
          partner_id: "mine",
          at: NOW,
          actor: `a ${role}`,
          actor_role: role,
          action: ACTIONS[procedure],
          ip: "198.51.100.4",
          facts: expect.any(Object),
        },
      ]);
    },
  );

  it.each(CHANGES)("is written with %s or neither is there", async (procedure) => {
    const { pool } = testDatabase.database;
    await prepare(procedure);
    await pool.query("revoke insert on audit_events from integrations_server");
    try {
      const before = await world.state();
      const [role = "partner"] = rolesOf(procedure);
      await expect(run(procedure, role)).rejects.toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
      expect(await withoutCalls(world.state())).toEqual(await withoutCalls(before));
    } finally {
      await pool.query("grant insert on audit_events to integrations_server");
    }
  });

  it.each(QUERIES.filter((procedure) => rolesOf(procedure).includes("support")))("tells of support that looks at %s", async (procedure) => {
    await prepare(procedure);
    await run(procedure, "support");
    const about = AUTHORIZATION[procedure].access === "support" ? null : "mine";
    const seen = { partner_id: about, at: NOW, actor: "a support", actor_role: "support", action: "support.viewed", ip: "198.51.100.4" };
    expect(await events()).toEqual(NO_VIEW.has(procedure) ? [] : [{ ...seen, facts: { procedure } }]);
  });

  it.each(QUERIES.filter((procedure) => rolesOf(procedure).includes("partner")))(
    "says nothing of a partner that reads %s",
    async (procedure) => {
      await prepare(procedure);
      await run(procedure, "partner");
      expect(await events()).toEqual([]);
    },
  );

  it("does not tell of what was refused, by us or by the provider", async () => {
    await prepare("reasons.list");
    const { connection, mapping, customers, runs } = callers("partner");
    const place = { providerId: PSA, customerId: world.mine.customerId, companyId: "1" };
    const refused = [
      () => connection.enable({ providerId: PSA, config: GOOD_CONFIG }),
      () => connection.update({ providerId: PSA, config: { token: "bad" } }),
      () => connection.check({ providerId: PSA, config: { token: 7 } }),
      () => mapping.save({ providerId: PSA, assignments: [{ service: "bracket", productId: "12" }] }),
      () => mapping.save({ providerId: PSA, assignments: [{ service: "shield", productId: null }] }),
      () => customers.assign({ ...place, agreementId: "200" }),
      () => runs.release({ runId: world.theirs.runId }),
    ];
    for (const attempt of refused) await expect(attempt()).rejects.toMatchObject({ code: expect.any(String) });
    await connection.check({ providerId: PSA, config: { token: "bad" } });
    expect(await events()).toEqual([]);
  });

  it("is read with the names of the customers and services that its facts have codes of", async () => {
    await prepare("customers.assign");
    await run("customers.assign", "partner");
    const page = await callers("support").audit.list({ partnerId: "mine" });
    expect(page.items.map(({ action, customerName }) => [action, customerName])).toContainEqual([
      "customer.assigned",
      expect.stringMatching(/^[A-Z]/),
    ]);
    expect(page.serviceNames).toMatchObject({ shield: "Shield", "exchange-basic": "Exchange+ Basic" });
  });

  it("is paged without a gap or a repetition while more is written", async () => {
    await prepare("reasons.list");
    const caller = callers("partner");
    const note = () => ask(caller, "connection.savePreferences", { providerId: PSA, preferences: { concurrency: (turn += 1) } });
    let turn = 1;
    for (let count = 0; count < 7; count += 1) await note();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await caller.audit.list({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      await note();
    } while (cursor !== undefined);
    const { rows } = await testDatabase.database.pool.query<{ id: string }>("select id::text from audit_events order by audit_events.id");
    expect(seen).toEqual(
      rows
        .slice(0, 7)
        .map(({ id }) => id)
        .toReversed(),
    );
  });
});

function typeOf(procedure: Procedure): string {
  const procedures = appRouter._def.procedures as unknown as Record<string, { readonly _def: { readonly type: string } }>;
  return procedures[procedure]?._def.type ?? "";
}

function rolesOf(procedure: Procedure): readonly Role[] {
  const roles = { platform: ["platform"], support: ["support"], "support on partner": ["support"], "partner alone": ["partner"] } as const;
  const { access } = AUTHORIZATION[procedure];
  return access === "partner" || access === "person" ? ["partner", "support"] : roles[access];
}

/** What was asked of the provider before the change is no change. */
async function withoutCalls(state: unknown): Promise<unknown> {
  return { ...((await state) as object), calls: undefined };
}
