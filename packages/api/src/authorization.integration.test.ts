import { createTestDatabase, type TestDatabase } from "@integrations/database/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { toJSONSchema, type ZodType } from "zod";
import { appRouter } from "./app-router.ts";
import { AUTHORIZATION, IDS_OF_NOBODY, type Access, type AuthorizationRow, type PartnerIds } from "./testing/authorization-table.ts";
import { ask, createAuthorizationWorld, inputFor, MARK, type AuthorizationWorld } from "./testing/authorization-world.ts";
import { expectRefusal } from "./testing/refusal.ts";

type Role = "partner" | "support" | "platform";

const ROLES: readonly Role[] = ["partner", "support", "platform"];

const ALLOWED: Readonly<Record<Access, readonly Role[]>> = {
  platform: ["platform"],
  person: ["partner", "support"],
  support: ["support"],
  partner: ["partner", "support"],
  "partner alone": ["partner"],
  "support on partner": ["support"],
};

/** Roles there are none of. */
const UNKNOWN_ROLES = [undefined, null, "", "admin", "Partner", "partner ", ["partner"], { toString: () => "support" }, true];

/** Partner ids of a token that name nobody, or nobody the console told us about. */
const UNFIT_PARTNERS = [undefined, null, "", 7, ["mine"], "x".repeat(201), "mine\u0000", "nobody", "Mine"];

const PROCEDURES: ReadonlyArray<[procedure: string, row: AuthorizationRow]> = Object.entries(AUTHORIZATION);
const aboutOnePartner = PROCEDURES.filter(([, { access }]) => access === "partner" || access === "support on partner");
const ofPartners = PROCEDURES.filter(([, { access }]) => access === "partner" || access === "partner alone");

describe("who may call what", () => {
  let testDatabase: TestDatabase;
  let world: AuthorizationWorld;
  const named = (role: unknown, partnerId: unknown) => world.api.as({ subject: "somebody", role, partnerId });
  const as = (role: unknown) => named(role, "mine");

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    world = await createAuthorizationWorld(testDatabase);
  });
  afterAll(() => testDatabase.drop());

  it("is decided for every procedure there is", () => {
    expect(Object.keys(AUTHORIZATION).toSorted()).toEqual(Object.keys(appRouter._def.procedures).toSorted());
  });

  it("is decided for every id an input takes", () => {
    for (const [procedure, { foreign = {} }] of PROCEDURES) {
      const known = [...Object.keys(foreign), ...(IDS_OF_NOBODY[procedure as keyof typeof AUTHORIZATION] ?? []), "partnerId", "providerId"];
      expect([procedure, idsIn(procedure).filter((id) => !known.includes(id))]).toEqual([procedure, []]);
    }
  });

  describe("is refused, changes nothing and asks nobody", () => {
    let before: unknown;
    beforeAll(async () => {
      before = await world.state();
    });
    afterEach(async () => expect(await world.state()).toEqual(before));

    it.each(PROCEDURES)("%s without a sign-in", async (procedure, row) => {
      for (const input of [row.input(world.mine), {}]) {
        await expectRefusal(ask(world.api.as(null), procedure, input), "UNAUTHORIZED", "unauthenticated");
      }
    });

    it.each(PROCEDURES)("%s in a role there is none of", async (procedure, row) => {
      for (const role of UNKNOWN_ROLES) {
        for (const input of [{ partnerId: "mine", ...row.input(world.mine) }, {}]) {
          await expectRefusal(ask(as(role), procedure, input), "FORBIDDEN", "forbidden");
        }
      }
    });

    it.each(PROCEDURES)("%s in a role that is another's, whatever is asked", async (procedure, row) => {
      for (const role of ROLES.filter((each) => !ALLOWED[row.access].includes(each))) {
        for (const input of [row.input(world.mine), { partnerId: "mine", ...row.input(world.mine) }, row.input(world.theirs), {}]) {
          await expectRefusal(ask(as(role), procedure, input), "FORBIDDEN", "forbidden");
        }
      }
    });

    it.each(ofPartners)(
      "%s of a partner whose token names none, an unfit one or one the console never told us about",
      async (procedure, row) => {
        for (const partnerId of UNFIT_PARTNERS) {
          await expectRefusal(ask(named("partner", partnerId), procedure, row.input(world.mine)), "FORBIDDEN", "forbidden");
        }
      },
    );

    it.each(ofPartners)("%s of a partner that names another one, whether or not it exists", async (procedure, row) => {
      for (const partnerId of ["theirs", "nobody"]) {
        for (const ids of [world.mine, world.theirs]) {
          const refused = await expectRefusal(ask(as("partner"), procedure, { ...row.input(ids), partnerId }), "FORBIDDEN", "forbidden");
          expect(refused.detail).toBe("Only support may name another partner.");
        }
      }
    });

    it.each(aboutOnePartner)("%s of support that names no partner, an unfit one or one there is none of", async (procedure, row) => {
      const about = (partnerId: unknown) => ask(as("support"), procedure, { ...row.input(world.mine), partnerId });
      if (procedure !== "session.me") await expectRefusal(about(undefined), "BAD_REQUEST", "invalid_input");
      await expectRefusal(about(7), "BAD_REQUEST", "invalid_input");
      await expectRefusal(about("x".repeat(201)), "BAD_REQUEST", "invalid_input");
      await expectRefusal(about("nobody"), "NOT_FOUND", "not_found");
    });

    it.each(foreignIds())("%s with another partner's %s", async (procedure, key) => {
      const row = rowOf(procedure);
      const [code, reason] = row.foreign?.[key] ?? [];
      if (code === undefined || reason === undefined) throw new Error("It is in the table.");
      const ids: PartnerIds = { ...world.mine, [key]: world.theirs[key] };
      for (const role of ALLOWED[row.access]) {
        const refused = await expectRefusal(ask(as(role), procedure, inputFor(role, row, ids)), code, reason);
        // Another partner's id is answered as one that nobody has.
        const unknown = { ...world.mine, [key]: key === "runId" ? "00000000-0000-4000-8000-000000000000" : "nobody" };
        const other = await expectRefusal(ask(as(role), procedure, inputFor(role, row, unknown)), code, reason);
        expect(refused.detail.replaceAll(world.theirs[key], "?")).toBe(other.detail.replaceAll(unknown[key], "?"));
      }
      // That support looked is written down, and is all that happened.
      await testDatabase.database.db.deleteFrom("audit_events").where("action", "=", "support.viewed").execute();
      world.api.psa.calls.length = (before as { calls: number }).calls;
    });

    it("platform.putCustomers and platform.putQuantities for a partner there is none of", async () => {
      for (const procedure of ["platform.putCustomers", "platform.putQuantities"] as const) {
        const input = rowOf(procedure).input({ ...world.mine, partnerId: "nobody" });
        await expectRefusal(ask(as("platform"), procedure, input), "NOT_FOUND", "not_found");
      }
    });
  });

  describe("is answered with nothing of another partner, and changes nothing there", () => {
    afterEach(() => world.restore());

    it.each(PROCEDURES.flatMap(([procedure, { access }]) => ALLOWED[access].map((role) => [procedure, role] as const)))(
      "%s as %s",
      async (procedure, role) => {
        const row = rowOf(procedure);
        const before = await world.stateOfTheirs();
        if (row.withoutConnection === true) await world.api.partner("mine").connection.remove({ providerId: "memory-psa" });
        const answer = await ask(as(role), procedure, inputFor(role, row, world.mine));
        expect(answer).toBeDefined();
        if (row.access !== "support") {
          expect(JSON.stringify(answer)).not.toMatch(MARK);
          expect(JSON.stringify(answer)).not.toContain(world.theirs.runId);
        }
        expect(await world.stateOfTheirs()).toEqual(before);
      },
    );

    it.each(ofPartners)("%s of a partner that names itself", async (procedure, row) => {
      if (row.withoutConnection === true) await world.api.partner("mine").connection.remove({ providerId: "memory-psa" });
      expect(await ask(as("partner"), procedure, { ...row.input(world.mine), partnerId: "mine" })).toBeDefined();
    });

    it("shows support what it chooses from, of all partners", async () => {
      expect(JSON.stringify(await world.api.support.support.health())).toMatch(MARK);
      expect(JSON.stringify(await world.api.support.support.partners())).toMatch(MARK);
      expect(JSON.stringify(await world.api.support.support.unmapRequests())).toMatch(MARK);
      expect(JSON.stringify(await world.api.support.support.unmapRequests({ partnerId: "mine" }))).not.toMatch(MARK);
    });
  });
});

function rowOf(procedure: string): AuthorizationRow {
  const row = Object.entries(AUTHORIZATION).find(([name]) => name === procedure)?.[1];
  if (row === undefined) throw new Error(`${procedure} is not in the table.`);
  return row;
}

function foreignIds(): Array<[procedure: string, key: keyof PartnerIds]> {
  return PROCEDURES.flatMap(([procedure, { foreign = {} }]) =>
    Object.keys(foreign).map((key): [string, keyof PartnerIds] => [procedure, key as keyof PartnerIds]),
  );
}

/** Names of properties anywhere in an input that end as ids do. */
function idsIn(procedure: string): string[] {
  const procedures = appRouter._def.procedures as unknown as Record<string, { readonly _def: { readonly inputs: readonly ZodType[] } }>;
  const schemas = procedures[procedure]?._def.inputs ?? [];
  const names = schemas.flatMap((schema) => propertiesOf(toJSONSchema(schema, { io: "input", unrepresentable: "any" })));
  return [...new Set(names)].filter((name) => name.endsWith("Id"));
}

function propertiesOf(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const nested = Object.values(schema).flatMap(propertiesOf);
  const { properties } = schema as { readonly properties?: unknown };
  return typeof properties === "object" && properties !== null ? [...Object.keys(properties), ...nested] : nested;
}
