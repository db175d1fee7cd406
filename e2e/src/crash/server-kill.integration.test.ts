import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startForeignIssuer, type ForeignIssuer } from "../support/foreign-issuer.ts";
import { openProcessScene, type ProcessScene } from "../support/process-scene/process-scene.ts";
import { PROVIDER_ID, type ScenePartner } from "../support/process-scene/scene-partner.ts";
import { startServer } from "../support/process-scene/scene-server.ts";
import type { TrpcHttp } from "../support/trpc-http.ts";

/** Each may hold one of the server's ten connections to the database. */
const AT_ONCE = 8;
const PROVIDER = { providerId: PROVIDER_ID };

/** What is going on when the server is killed. */
interface Deed {
  readonly name: string;
  readonly isEnabledBefore: boolean;
  do(partner: ScenePartner, api: TrpcHttp): Promise<unknown>;
  /** How it stands, in a word or two: one text for nothing done, one for all of it done, and no other. */
  state(partner: ScenePartner, api: TrpcHttp): Promise<string>;
  readonly undone: string;
  readonly done: string;
  /** Its kind of audit event, one for each time it was done. */
  readonly audited: string;
}

const ENABLE: Deed = {
  name: "connection.enable",
  isEnabledBefore: false,
  do: (partner, api) => api.mutate("connection.enable", { ...PROVIDER, config: partner.config }),
  state: async (_partner, api) => {
    const { status } = await api.query<{ status: string }>("connection.get", PROVIDER);
    if (status === "inactive") return status;
    const { ok } = await api.mutate<{ ok: boolean }>("connection.check", PROVIDER);
    return `${status}, ${ok ? "keys work" : "keys do not work"}`;
  },
  undone: "inactive",
  done: "active, keys work",
  audited: "connection.enabled",
};

const SAVE: Deed = {
  name: "mapping.save",
  isEnabledBefore: true,
  do: ({ productIds }, api) => {
    const assignments = [
      { service: "cloudfilter", productId: String(productIds.SEND) },
      { service: "bracket", productId: String(productIds.FILTER) },
      { service: "shield", productId: String(productIds.FILTER) },
    ];
    return api.mutate("mapping.save", { ...PROVIDER, assignments });
  },
  state: async ({ productIds }, api) => {
    const mappings = await api.query<Array<{ service: string; productId: string | null }>>("mapping.list", PROVIDER);
    const names = new Map(Object.entries(productIds).map(([identifier, id]) => [String(id), identifier]));
    const mapped = mappings.filter(({ productId }) => productId !== null);
    return mapped.map(({ service, productId }) => `${service}=${names.get(productId ?? "")}`).join(" ");
  },
  undone: "cloudfilter=FILTER safesend=SEND",
  done: "cloudfilter=SEND safesend=SEND bracket=FILTER shield=FILTER",
  audited: "mapping.saved",
};

describe("a server that is killed", () => {
  let scene: ProcessScene;
  let issuer: ForeignIssuer;
  beforeAll(async () => {
    scene = await openProcessScene();
    issuer = await startForeignIssuer();
  });
  afterAll(async () => {
    await scene.close();
    await issuer.close();
  });

  it.for([ENABLE, SAVE])(
    "at any request or statement of $name leaves it done or not, never by half",
    { timeout: 180_000 },
    async (deed) => {
      const points = await enumeratePoints(deed);
      expect(points.length).toBeGreaterThanOrEqual(10);

      const victims: ScenePartner[] = [];
      for (let from = 0; from < points.length; from += AT_ONCE) {
        const chunk = points.slice(from, from + AT_ONCE);
        const server = await startServer(scene, issuer);
        const frozen: Array<Promise<unknown>> = [];
        for (const [index, point] of chunk.entries()) {
          const partner = await newPartner(deed, `v${String(from + index).padStart(3, "0")}`);
          victims.push(partner);
          frozen.push(freeze(partner, point));
          deed.do(partner, await server.as(partner)).catch(() => undefined);
        }
        await Promise.all(frozen);
        server.process.kill("SIGKILL");
        await server.process.ended;
        for (const held of scene.simulator.faults.holds.list()) held.release("drop");
      }

      const last = await startServer(scene, issuer);
      const states = new Set<string>();
      for (const [index, partner] of victims.entries()) {
        const api = await last.as(partner);
        const point = points[index];
        const state = await deed.state(partner, api);
        states.add(state);
        expect([deed.undone, deed.done]).toContain(state);
        const before = deed.isEnabledBefore ? 1 : 0;
        expect({ point, audited: await auditedOf(partner, deed) }).toEqual({ point, audited: before + (state === deed.done ? 1 : 0) });
        // Whoever has seen no answer does it once more.
        await deed.do(partner, api).catch((error: unknown) => expect(error).toMatchObject({ reason: "already_enabled" }));
        expect({ point, state: await deed.state(partner, api) }).toEqual({ point, state: deed.done });
        expect({ point, audited: await auditedOf(partner, deed) }).toEqual({ point, audited: before + 1 });
      }
      // Some were done, some were not: the points lie on both sides of the commit.
      expect([...states].toSorted()).toEqual([deed.undone, deed.done].toSorted());
      last.process.kill("SIGTERM");
      expect(await last.process.ended).toBe(0);
    },
  );

  interface Point {
    readonly of: "request" | "statement";
    readonly nth: number;
    readonly at: "before" | "after";
  }

  async function enumeratePoints(deed: Deed): Promise<Point[]> {
    const server = await startServer(scene, issuer);
    const partner = await newPartner(deed, "plain");
    const after = scene.simulator.requests.last()?.id ?? 0;
    await deed.do(partner, await server.as(partner));
    server.process.kill("SIGTERM");
    await server.process.ended;
    const requests = scene.simulator.requests.list({ tenant: partner.name, after }).length;
    const statements = scene.proxy.statementsOf(partner.name).length;
    const points = (of: Point["of"], count: number): Point[] =>
      Array.from({ length: count }, (_, index) => (["before", "after"] as const).map((at) => ({ of, nth: index + 1, at }))).flat();
    return [...points("request", requests), ...points("statement", statements)];
  }

  /** The proxy knows its statements by its name, which no other one's contains. */
  async function newPartner(deed: Deed, name: string): Promise<ScenePartner> {
    const partner = await scene.addPartner(`${deed.audited.replace(".", "-")}-${name}`, { enabled: deed.isEnabledBefore });
    scene.proxy.watch(partner.name, partner.name);
    return partner;
  }

  async function freeze({ name }: ScenePartner, { of, nth, at }: Point): Promise<unknown> {
    if (of === "statement") return await scene.proxy.hold(name, nth, at);
    return await scene.simulator.faults.hold({ match: { tenant: name }, nth, times: 1, at }).next();
  }

  async function auditedOf({ name }: ScenePartner, { audited }: Deed): Promise<number> {
    const { length } = await scene.database.db
      .selectFrom("audit_events")
      .select("id")
      .where("partner_id", "=", name)
      .where("action", "=", audited)
      .execute();
    return length;
  }
});
