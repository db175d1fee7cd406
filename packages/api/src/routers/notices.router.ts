import { ASKED_NOTICE_KINDS, isNoticeKind, NOTICE_KINDS } from "@integrations/core";
import {
  confirmMyAddress,
  listDeliveryPage,
  putWebhook,
  removeWebhook,
  renewWebhookSecret,
  saveMyNotices,
  sendTestMail,
  testWebhook,
  viewNotices,
} from "@integrations/services";
import { z } from "zod";
import { ownPartnerProcedure, partnerProcedure } from "../procedures/procedures.ts";
import { iso, timeSchema } from "../schemas/common.ts";
import { decodeCursor, encodeCursor } from "../schemas/cursor.ts";
import { cursorSchema, partnerIdShape, providerIdSchema, textSchema } from "../schemas/text.ts";
import { router } from "../trpc.ts";

const DEFAULT_LIMIT = 30;

const kindSchema = z.enum(NOTICE_KINDS);
const kindsSchema = z.array(kindSchema).max(NOTICE_KINDS.length);
const addressSchema = textSchema({ min: 1, max: 254 }).regex(/^[^\s<>@,;"]{1,64}@[^\s<>@,;"]+$/, "This is no e-mail address.");
const mineSchema = z.object({ address: z.string().nullable(), kinds: z.array(kindSchema), pendingAddress: z.string().nullable() });
const positionSchema = z.tuple([z.iso.datetime(), z.uuid()]);
const onConnection = z.object({ ...partnerIdShape, providerId: providerIdSchema });

export const noticesRouter = router({
  /** What the signed-in person is told of, and where the partner's webhooks lead. `mine` is null for support. */
  get: partnerProcedure
    .input(z.object(partnerIdShape).optional())
    .output(
      z.object({
        sendsMail: z.boolean(),
        /** The address the sign-in vouches for; it needs no confirmation. */
        signInAddress: z.string().nullable(),
        mine: mineSchema.nullable(),
        webhooks: z.array(
          z.object({
            providerId: z.string(),
            url: z.string(),
            kinds: z.array(kindSchema),
            createdAt: timeSchema,
            updatedAt: timeSchema,
          }),
        ),
      }),
    )
    .query(async ({ ctx }) => {
      const view = await viewNotices(ctx.services, ctx.scope, ctx.notices);
      return {
        sendsMail: view.sendsMail,
        signInAddress: ctx.principal.email,
        mine: view.mine && mineOf(view.mine),
        webhooks: view.webhooks.map((webhook) => ({
          ...webhook,
          kinds: webhook.kinds.filter(isNoticeKind),
          createdAt: iso(webhook.createdAt),
          updatedAt: iso(webhook.updatedAt),
        })),
      };
    }),

  /** An address the sign-in does not vouch for waits in `pendingAddress` until the link that is sent to it is opened. */
  save: ownPartnerProcedure
    .input(z.object({ ...partnerIdShape, kinds: kindsSchema, address: addressSchema.nullable() }))
    .output(mineSchema)
    .mutation(async ({ ctx, input }) => {
      const how = { settings: ctx.notices, verifiedAddress: ctx.principal.email };
      return mineOf(await saveMyNotices(ctx.services, ctx.scope, input, how));
    }),

  /** @param token what the link of the confirmation mail carries */
  confirmAddress: ownPartnerProcedure
    .input(z.object({ ...partnerIdShape, token: textSchema({ min: 1, max: 100 }) }))
    .output(z.object({ address: z.string() }))
    .mutation(async ({ ctx, input }) => await confirmMyAddress(ctx.services, ctx.scope, input.token)),

  /** Sends a test message to the person's own address. What became of it stands in `deliveries`. */
  sendTest: ownPartnerProcedure
    .input(z.object(partnerIdShape).optional())
    .output(z.object({ noticeId: z.string() }))
    .mutation(async ({ ctx }) => await sendTestMail(ctx.services, ctx.scope, ctx.notices)),

  /** What was sent to whom, newest first. */
  deliveries: partnerProcedure
    .input(z.object({ ...partnerIdShape, cursor: cursorSchema.optional(), limit: z.number().int().min(1).max(100).optional() }).optional())
    .output(
      z.object({
        items: z.array(
          z.object({
            id: z.string(),
            noticeId: z.string(),
            kind: z.enum([...NOTICE_KINDS, ...ASKED_NOTICE_KINDS]),
            channel: z.enum(["email", "webhook"]),
            receiver: z.string(),
            providerId: z.string().nullable(),
            runId: z.string().nullable(),
            status: z.enum(["waiting", "sent", "failed"]),
            attempts: z.number(),
            /** Why the last try did not get through. */
            problem: z.string().nullable(),
            createdAt: timeSchema,
            sentAt: timeSchema.nullable(),
            /** Null where it is not tried again. */
            nextAttemptAt: timeSchema.nullable(),
          }),
        ),
        nextCursor: z.string().optional(),
      }),
    )
    .query(async ({ ctx, input }) => {
      const position = decodeCursor(input?.cursor, positionSchema);
      const after = position && { createdAt: new Date(position[0]), id: position[1] };
      const page = await listDeliveryPage(ctx.services, ctx.scope, { after, limit: input?.limit ?? DEFAULT_LIMIT });
      const last = page.items.at(-1);
      return {
        items: page.items.map((item) => ({
          id: item.id,
          noticeId: item.noticeId,
          kind: kindOf(item.kind),
          channel: item.channel,
          receiver: item.receiver,
          providerId: item.providerId,
          runId: item.runId,
          status: item.status,
          attempts: item.attempts,
          problem: item.problem,
          createdAt: iso(item.createdAt),
          sentAt: iso(item.sentAt),
          nextAttemptAt: item.status === "waiting" ? iso(item.nextAttemptAt) : null,
        })),
        ...(page.more && last !== undefined ? { nextCursor: encodeCursor([iso(last.createdAt), last.id]) } : {}),
      };
    }),

  /** `secret` signs what is posted. It is there where the webhook is new, and is never shown again. */
  saveWebhook: partnerProcedure
    .input(onConnection.extend({ url: textSchema({ min: 1, max: 2000 }), kinds: kindsSchema }))
    .output(z.object({ secret: z.string().nullable() }))
    .mutation(async ({ ctx, input }) => await putWebhook(ctx.services, ctx.scope, input, ctx.notices)),

  renewWebhookSecret: partnerProcedure
    .input(onConnection)
    .output(z.object({ secret: z.string() }))
    .mutation(async ({ ctx, input }) => await renewWebhookSecret(ctx.services, ctx.scope, input.providerId)),

  removeWebhook: partnerProcedure
    .input(onConnection)
    .output(z.object({ providerId: z.string() }))
    .mutation(async ({ ctx, input }) => {
      await removeWebhook(ctx.services, ctx.scope, input.providerId);
      return { providerId: input.providerId };
    }),

  testWebhook: partnerProcedure
    .input(onConnection)
    .output(z.object({ noticeId: z.string() }))
    .mutation(async ({ ctx, input }) => await testWebhook(ctx.services, ctx.scope, input.providerId)),
});

interface Mine {
  readonly address: string | null;
  readonly kinds: readonly string[];
  readonly pendingAddress: string | null;
}

function mineOf({ address, kinds, pendingAddress }: Mine): z.output<typeof mineSchema> {
  return { address, kinds: kinds.filter(isNoticeKind), pendingAddress };
}

/** A kind that a newer release has written is shown as what it is like most. */
function kindOf(kind: string) {
  return [...NOTICE_KINDS, ...ASKED_NOTICE_KINDS].find((each) => each === kind) ?? "first_failure";
}
