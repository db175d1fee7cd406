import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase, type Database, type Trx } from "../client.ts";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../embedded/embedded-postgres.ts";
import { migrateToLatest } from "../migrate.ts";
import { readSchemaStatus } from "../schema-status.ts";
import { fillPartner } from "../testing/fill-partner.ts";
import { GROUP_ROLES, type DatabaseRole } from "./database-role.ts";

/** On a server of its own, since roles belong to the whole server. */
describe("the roles of server and worker", () => {
  let postgres: EmbeddedPostgres;
  const open: Database[] = [];

  beforeAll(async () => {
    postgres = await startEmbeddedPostgres({ persistent: false });
  });
  afterAll(async () => {
    for (const database of open) await database.close();
    await postgres?.stop();
  });

  it("are asked of an administrator where the migrating login may not make them", async () => {
    const url = await newDatabase("plain", "login");
    const migrating = migrateToLatest(url);
    await expect(migrating).rejects.toMatchObject({
      code: "roles_missing",
      message:
        "This login may not create the roles that server and worker work in. Let an administrator of the database run: " +
        "create role integrations_server nologin; create role integrations_worker nologin; " +
        "grant integrations_server, integrations_worker to <login of server and worker>; then run pnpm migrate again.",
    });
    expect(await query(url, "select to_regclass('partners') as partners")).toEqual([{ partners: null }]);
    const server = connect(url, "server");
    await expect(server.pool.query("select 1")).rejects.toMatchObject({
      code: "role_missing",
      message: "The database has no role integrations_server yet: run pnpm migrate.",
    });
    await expect(server.asPartner("p1", () => Promise.resolve("seen"))).rejects.toMatchObject({ code: "role_missing" });
  });

  it("are made once by many migrations at the same time, of several databases", async () => {
    const urls = await Promise.all(["one", "two", "three", "four"].map((name) => newDatabase(name, "login createrole")));
    await Promise.all([...urls, ...urls].map((url) => migrateToLatest(url)));
    for (const url of urls) {
      expect(await query(url, "select current_user as name, rolcanlogin from pg_roles where rolname like 'integrations\\_%'")).toEqual(
        Object.values(GROUP_ROLES).map(() => ({ name: new URL(url).username, rolcanlogin: false })),
      );
    }
  });

  it("let one ordinary login be owner, server and worker, each with its own sight", async () => {
    const url = await newDatabase("ordinary", "login createrole");
    // Made by the test before; this login did not make them and may not give them to itself.
    await query(postgres.url, "grant integrations_server, integrations_worker to ordinary with inherit false");
    await migrateToLatest(url);
    const [owner, server, worker] = [connect(url, "owner"), connect(url, "server"), connect(url, "worker")] as const;
    expect(await readSchemaStatus(server.db)).toBe("current");
    expect(await readSchemaStatus(worker.db)).toBe("current");
    await server.asPlatform(null, (trx) => trx.insertInto("partners").values({ id: "p1", name: "One" }).execute());
    await server.asPlatform("p1", async (trx) => {
      await trx.insertInto("customers").values({ partner_id: "p1", id: "c1", name: "Alpha" }).execute();
    });
    const connection = { partner_id: "p1", provider_id: "psa", status: "active", settings: "{}", secrets: "sealed" } as const;
    await server.asPartner("p1", async (trx) => {
      const { id } = await trx.insertInto("connections").values(connection).returning("id").executeTakeFirstOrThrow();
      const assigned = { customer_id: "c1", company_id: "1", company_name: "C", agreement_id: "100", agreement_name: "A" };
      await trx
        .insertInto("assignments")
        .values({ connection_id: id, partner_id: "p1", ...assigned })
        .execute();
      // A foreign key is looked up past row security, also where the owner is bound by it.
      await trx.deleteFrom("connections").execute();
      expect(await trx.selectFrom("assignments").selectAll().execute()).toEqual([]);
    });
    const run = { partner_id: "p1", provider_id: "psa", connection_id: randomUUID(), trigger: "manual", status: "failed" } as const;
    await worker.db.insertInto("runs").values(run).execute();
    const desk = (trx: Trx) => trx.selectFrom("desk_runs").select("partner_id").execute();
    expect(await server.asSupport(desk)).toEqual([{ partner_id: "p1" }]);
    expect(await server.asPartner("p1", desk)).toEqual([]);
    expect(await owner.db.selectFrom("customers").select("id").execute()).toEqual([]);
    await expect(owner.db.insertInto("partners").values({ id: "p2", name: "Two" }).execute()).rejects.toThrow("row-level security");
    expect(await server.db.selectFrom("customers").select("id").execute()).toEqual([]);
    expect(await worker.db.selectFrom("customers").select("id").execute()).toEqual([{ id: "c1" }]);
  });

  it("need no more than to be granted to the logins of server and worker, which may nothing else", async () => {
    const url = await newDatabase("separate", "login");
    await migrateToLatest(url);
    await query(postgres.url, "create role only_server login password 'x' in role integrations_server");
    const theirs = as(url, "only_server");
    expect(await connect(theirs, "server").db.selectFrom("services").select("code").limit(1).execute()).toHaveLength(1);
    const refusal = "The login of DATABASE_URL may not work as integrations_worker. ";
    await expect(connect(theirs, "worker").pool.query("select 1")).rejects.toMatchObject({
      code: "role_refused",
      message: `${refusal}An administrator of the database allows it with: grant integrations_worker to <login>;`,
    });
    await expect(query(theirs, "create table mine (id integer)")).rejects.toThrow("permission denied for schema public");
    await expect(query(theirs, "alter table services disable row level security")).rejects.toThrow("must be owner of table services");
    expect(await query(theirs, "select id from partners")).toEqual([]);
  });

  it("are kept by every connection of a pool, whatever was done on it before", async () => {
    const url = await newDatabase("kept", "login superuser");
    await migrateToLatest(url);
    await fillPartner(connect(url, "owner").db, "p1");
    const server = connect(url, "server", 2);
    const names = await Promise.all(Array.from({ length: 8 }, () => server.pool.query("select current_user as name, pg_sleep(0.01)")));
    expect(new Set(names.map(({ rows }) => String(rows[0].name)))).toEqual(new Set(["integrations_server"]));
    await expect(server.pool.query("select 1/0")).rejects.toThrow("division by zero");
    expect(await server.db.selectFrom("partners").selectAll().execute()).toEqual([]);
    expect(await server.asPartner("p1", (trx) => trx.selectFrom("partners").select("id").execute())).toEqual([{ id: "p1" }]);
  });

  async function newDatabase(name: string, options: string): Promise<string> {
    await query(postgres.url, `create role ${name} ${options} password 'x'`);
    await query(postgres.url, `create database ${name} owner ${name}`);
    const url = new URL(as(postgres.url, name));
    url.pathname = `/${name}`;
    return url.href;
  }

  function connect(url: string, role: DatabaseRole, maxConnections = 1): Database {
    const database = createDatabase({ url, role, applicationName: "roles", maxConnections });
    open.push(database);
    return database;
  }
});

function as(url: string, login: string): string {
  const changed = new URL(url);
  changed.username = login;
  changed.password = "x";
  return changed.href;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
