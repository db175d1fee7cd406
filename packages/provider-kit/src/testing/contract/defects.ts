import { ProviderError, type ProviderErrorOptions, type ProviderSession } from "@integrations/core";
import type { MemoryAccount, MemoryVerb } from "../memory-provider/memory-account.ts";

/** A way to break the contract, and the rules that must notice. */
export interface Defect {
  readonly what: string;
  readonly breaks: RegExp;
  make(session: ProviderSession, account: MemoryAccount): Partial<ProviderSession>;
}

/** One defect at least for every rule of the suite. */
export const DEFECTS: readonly Defect[] = [
  {
    what: "sends something when it connects",
    breaks: /^connecting sends nothing/,
    make: (_session, account) => {
      account.calls.push({ verb: "checkAccess", input: {} });
      return {};
    },
  },
  {
    what: "forgets a permission in its report",
    breaks: /^good keys pass/,
    make: (session) => ({
      checkAccess: async () => {
        const report = await session.checkAccess();
        return { ...report, permissions: report.permissions.slice(1) };
      },
    }),
  },
  {
    what: "answers wrong keys with nothing",
    breaks: /^keys that are wrong/,
    make: (session) => ({ readAgreements: (ids) => session.readAgreements(ids).catch(() => []) }),
  },
  {
    what: "always reports every permission",
    breaks: /^each missing permission/,
    make: (session) => ({
      checkAccess: async () => {
        const { permissions } = await session.checkAccess();
        return { ok: true, permissions: permissions.map((each) => ({ ...each, ok: each.ok === null ? null : true })) };
      },
    }),
  },
  {
    what: "tells a write as done that was not allowed",
    breaks: /^a write without the right/,
    make: (session) => ({ setQuantity: (request) => session.setQuantity(request).catch(() => done(request)) }),
  },
  {
    what: "minds letter case",
    breaks: /^a company is found/,
    make: (session) => ({
      searchCompanies: async (query) => (await session.searchCompanies(query)).filter((company) => company.name.includes(query.search)),
    }),
  },
  {
    what: "matches companies without saying by which domain",
    breaks: /^companies are matched/,
    make: (session) => ({
      matchCompanies: async (query) => ((await session.matchCompanies?.(query)) ?? []).map((company) => ({ ...company, domains: [] })),
    }),
  },
  {
    what: "takes signs for wildcards",
    breaks: /^a search never finds more/,
    make: (session) => ({
      searchCompanies: (query) => session.searchCompanies({ ...query, search: query.search.replaceAll(/[%*_]/g, "") }),
    }),
  },
  {
    what: "offers products that are no longer sold",
    breaks: /^only active products/,
    make: (session, account) => ({
      searchProducts: async (query) => {
        const page = await session.searchProducts(query);
        return { ...page, items: [...page.items, ...[...account.products.values()].filter((product) => !product.active)] };
      },
    }),
  },
  {
    what: "hides products that are no longer sold",
    breaks: /^named products come/,
    make: (session) => ({ readProducts: async (ids) => (await session.readProducts(ids)).filter((product) => product.active) }),
  },
  {
    what: "loses a record at each page's border",
    breaks: /products come once each/,
    make: (session) => ({
      searchProducts: async (query) => {
        const page = await session.searchProducts(query);
        return query.cursor === undefined ? page : { ...page, items: page.items.slice(1) };
      },
    }),
  },
  {
    what: "brings a record of each page twice",
    breaks: /products come once each/,
    make: (session) => ({
      searchProducts: async (query) => {
        const page = await session.searchProducts(query);
        return { ...page, items: [...page.items.slice(0, 1), ...page.items] };
      },
    }),
  },
  {
    what: "hides agreements that have ended",
    breaks: /^the agreements of a company/,
    make: (session) => ({ listAgreements: async (id) => (await session.listAgreements(id)).filter((each) => each.state === "active") }),
  },
  {
    what: "fails over an agreement that is gone",
    breaks: /^agreements are read in bulk/,
    make: (session) => ({
      readAgreements: async (ids) => {
        const found = await session.readAgreements(ids);
        if (found.length < new Set(ids).size) throw new ProviderError({ code: "not_found", message: "One is gone." });
        return found;
      },
    }),
  },
  {
    what: "makes up a company that is gone",
    breaks: /^companies are read by id/,
    make: (session) => ({
      readCompanies: async (ids) => [...(await session.readCompanies(ids)), { id: "999999", identifier: "", name: "?" }],
    }),
  },
  {
    what: "stops at the first agreement with trouble",
    breaks: /^all lines of each agreement/,
    make: (session) => ({
      async *readLines(ids, options) {
        for await (const result of session.readLines(ids, options)) {
          if (result.error !== undefined) throw result.error;
          yield result;
        }
      },
    }),
  },
  {
    what: "reads the first page of lines only",
    breaks: /lines of one agreement come once each/,
    make: (session) => ({
      async *readLines(ids, options) {
        for await (const result of session.readLines(ids, options)) {
          yield result.lines === undefined ? result : { agreementId: result.agreementId, lines: result.lines.slice(0, 1_000) };
        }
      },
    }),
  },
  {
    what: "adds to the quantity in place of setting it",
    breaks: /^a quantity is set exactly/,
    make: (session, account) => ({
      setQuantity: async (request) => {
        const before = account.lines.get(request.line.id)?.quantity ?? 0;
        await session.setQuantity({ ...request, quantity: before + request.quantity });
        return done(request);
      },
    }),
  },
  {
    what: "gives up at once",
    breaks: /^setting a quantity survives|^adding waits where|^passing /,
    make: (session, account) => ({
      setQuantity: (request) => unlessDisturbed(account, "setQuantity", () => session.setQuantity(request)),
      addLine: (request) => unlessDisturbed(account, "addLine", () => session.addLine(request)),
      readAgreements: (ids) => unlessDisturbed(account, "readAgreements", () => session.readAgreements(ids)),
    }),
  },
  {
    what: "applies a change again after a lost answer",
    breaks: /^setting a quantity ends in exactly/,
    make: (session, account) => ({
      setQuantity: async (request) => {
        const before = account.lines.get(request.line.id)?.quantity ?? 0;
        const wasLost = account.takeDisturbance("setQuantity", "after") !== undefined;
        const written = await session.setQuantity(request);
        if (wasLost) account.editLine(request.line.id, { quantity: request.quantity + (request.quantity - before) });
        return written;
      },
    }),
  },
  {
    what: "calls a lost write one that did nothing",
    breaks: /^a write whose answers are all lost/,
    make: (session) => ({ setQuantity: (request) => session.setQuantity(request).catch(retold({ effect: "none" })) }),
  },
  {
    what: "adds a line where the one to set is gone",
    breaks: /^a line that is gone/,
    make: (session, account) => ({
      setQuantity: (request) =>
        session.setQuantity(request).catch(() => {
          account.addLine({ ...request.line, id: account.nextId(), quantity: request.quantity });
          return done(request);
        }),
    }),
  },
  {
    what: "tells a cancelled line as set",
    breaks: /^a line that was cancelled/,
    make: (session) => ({ setQuantity: (request) => session.setQuantity(request).catch(() => done(request)) }),
  },
  {
    what: "rounds what is no whole quantity",
    breaks: /^what is no whole quantity/,
    make: (session) => ({
      setQuantity: (request) => session.setQuantity({ ...request, quantity: Math.round(Math.abs(request.quantity)) || 0 }),
    }),
  },
  {
    what: "sends a price along",
    breaks: /^a line is added once/,
    make: (session, account) => ({
      addLine: (request) => {
        account.calls.push({ verb: "addLine", input: { unitPrice: 3 } });
        return session.addLine(request);
      },
    }),
  },
  {
    what: "adds again after a lost answer",
    breaks: /^adding is never repeated/,
    make: (session) => ({ addLine: (request) => session.addLine(request).catch(() => session.addLine(request)) }),
  },
  {
    what: "adds twice to be sure",
    breaks: /^adding under a broken connection/,
    make: (session) => ({
      addLine: async (request) => {
        await session.addLine(request).catch(() => undefined);
        await session.addLine(request);
        return session.addLine(request);
      },
    }),
  },
  {
    what: "tells a line as added to an agreement that is gone",
    breaks: /^nothing is added to an agreement/,
    make: (session) => ({
      addLine: (request) => session.addLine(request).catch(() => ({ lineId: "1", quantity: request.quantity })),
    }),
  },
  {
    what: "calls everything a conflict",
    breaks: /^lasting /,
    make: (session) => ({ readAgreements: (ids) => session.readAgreements(ids).catch(retold({ code: "conflict" })) }),
  },
  {
    what: "calls refused keys one agreement's trouble",
    breaks: /^after keys were refused/,
    make: () => ({
      async *readLines(ids) {
        for (const agreementId of ids) yield { agreementId, error: new ProviderError({ code: "credentials_refused", message: "No." }) };
      },
    }),
  },
  {
    what: "swallows an abort",
    breaks: /^an abort ends/,
    make: (session) => ({ readAgreements: (ids) => session.readAgreements(ids).catch(() => []) }),
  },
  {
    what: "repeats the token in its errors",
    breaks: /^no secret gets/,
    make: (session, account) => ({
      readAgreements: (ids) => session.readAgreements(ids).catch(retold({ detail: `The token ${account.token} was not good.` })),
    }),
  },
];

function done({ line, quantity }: Parameters<ProviderSession["setQuantity"]>[0]): { lineId: string; quantity: number } {
  return { lineId: line.id, quantity };
}

async function unlessDisturbed<Result>(account: MemoryAccount, verb: MemoryVerb, run: () => Promise<Result>): Promise<Result> {
  const error = account.takeDisturbance(verb, "before") ?? account.takeDisturbance(verb, "after");
  if (error !== undefined) throw error;
  return run();
}

/** Throws what was thrown, with other particulars. */
function retold(changes: Partial<ProviderErrorOptions>): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ProviderError)) throw error;
    throw new ProviderError({ code: error.code, message: error.message, retryable: error.retryable, effect: error.effect, ...changes });
  };
}
