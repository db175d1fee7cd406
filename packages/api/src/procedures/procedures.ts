import { findPartnerScope, recordSupportView, Refusal, type Actor, type PartnerScope } from "@integrations/services";
import { z } from "zod";
import type { ApiContext, Principal } from "../context.ts";
import { idSchema } from "../schemas/text.ts";
import { baseProcedure } from "../trpc.ts";

type Role = "partner" | "support" | "platform";

type ActorAs<Allowed extends Role> = Actor & { readonly role: Allowed };

/** Signed in, in whatever role. */
const signedInProcedure = baseProcedure.use(async ({ ctx, next }) => {
  if (ctx.principal === null) throw new Refusal("unauthenticated");
  return await next({ ctx: { principal: ctx.principal } });
});

/** The console's machine account, which may do nothing else. */
export const platformProcedure = signedInProcedure.use(async ({ ctx, path, next }) => {
  const actor = actorOf(ctx, ctx.principal, ["platform"]);
  await admit(ctx, path, null);
  return await next({ ctx: { actor } });
});

/** A person, about nobody's data in particular. */
export const personProcedure = signedInProcedure.use(async ({ ctx, path, next }) => {
  const actor = actorOf(ctx, ctx.principal, ["partner", "support"]);
  await admit(ctx, path, null);
  return await next({ ctx: { actor } });
});

/** Support, across partners. */
export const supportProcedure = signedInProcedure.use(async ({ ctx, path, next, getRawInput }) => {
  const actor = actorOf(ctx, ctx.principal, ["support"]);
  await admit(ctx, path, null);
  await noteSupportView(ctx, actor, { partnerId: partnerIdIn(await getRawInput()) ?? null, procedure: path });
  return await next({ ctx: { actor } });
});

/**
 * About one partner's data: a partner's own, or the one support names in `partnerId` beside the input.
 * Whose data it is was decided before the input is looked at.
 */
export const partnerProcedure = scopedProcedure(["partner", "support"]);

/** About what one person of a partner chose for themselves, which is not for support to change. */
export const ownPartnerProcedure = scopedProcedure(["partner"]);

/** The same for support alone. */
export const supportOnPartnerProcedure = scopedProcedure(["support"]);

function scopedProcedure(roles: readonly Role[]) {
  return signedInProcedure.use(async ({ ctx, path, type, next, getRawInput }) => {
    const actor = actorOf(ctx, ctx.principal, roles);
    const partnerId = partnerIdFor(actor, ctx.principal, partnerIdIn(await getRawInput()));
    await admit(ctx, path, partnerId);
    const scope = await findScope(ctx, actor, partnerId);
    // What support changes is written down with the change.
    if (actor.role === "support" && type === "query") await noteSupportView(ctx, actor, { partnerId, procedure: path });
    return await next({ ctx: { scope } });
  });
}

/** @throws Refusal where the token names no partner, or another one than the input; where support names none */
export function partnerIdFor(actor: Actor, principal: Principal, named: string | undefined): string {
  if (actor.role === "support") {
    if (named === undefined) throw new Refusal("invalid_input", { field: "partnerId", detail: "Support names the partner in partnerId." });
    return named;
  }
  const own = idSchema.safeParse(principal.partnerId);
  if (!own.success) throw new Refusal("forbidden", { detail: "Your sign-in does not say which partner you belong to." });
  if (named !== undefined && named !== own.data) {
    throw new Refusal("forbidden", { field: "partnerId", detail: "Only support may name another partner." });
  }
  return own.data;
}

/** @throws Refusal where the console never told us about the partner */
export async function findScope(ctx: ApiContext, actor: Actor, partnerId: string): Promise<PartnerScope> {
  const scope = await findPartnerScope(ctx.services, partnerId, actor);
  if (scope !== undefined) return scope;
  if (actor.role === "support") throw new Refusal("not_found", { field: "partnerId", detail: "There is no such partner." });
  throw new Refusal("forbidden", { detail: "The console has not told us about your account yet." });
}

function actorOf<Allowed extends Role>(ctx: ApiContext, principal: Principal, roles: readonly Allowed[]): ActorAs<Allowed> {
  const role = roles.find((each) => each === principal.role);
  if (role === undefined) throw new Refusal("forbidden");
  return { subject: principal.subject, role, ip: ctx.ip };
}

async function admit(ctx: ApiContext, procedure: string, partnerId: string | null): Promise<void> {
  if (!(await ctx.admit({ procedure, partnerId }))) throw new Refusal("too_many_requests");
}

async function noteSupportView(ctx: ApiContext, actor: Actor, view: { partnerId: string | null; procedure: string }): Promise<void> {
  if (!ctx.supportViews.isNew({ subject: actor.subject, ...view }, ctx.services.clock.now())) return;
  await recordSupportView(ctx.services, actor, view);
}

const withPartnerIdSchema = z.object({ partnerId: idSchema.optional() });

/** @throws Refusal where it is there and is no id */
function partnerIdIn(rawInput: unknown): string | undefined {
  if (typeof rawInput !== "object" || rawInput === null) return undefined;
  const parsed = withPartnerIdSchema.safeParse(rawInput);
  if (!parsed.success) throw new Refusal("invalid_input", { field: "partnerId", detail: "This is no partner's id." });
  return parsed.data.partnerId;
}
