import type { Database } from "@integrations/database";
import { createTestClock, type TestClock } from "@integrations/provider-kit/testing";
import { PROVIDERS } from "@integrations/providers";
import {
  deliverNotice,
  fanOutNight,
  keepUpNotices,
  parseConfiguration,
  workOnRun,
  type NoticeSettings,
  type PartnerScope,
} from "@integrations/services";
import { compose, type WorkerParts } from "../compose.ts";
import { createLogger } from "../process/create-logger.ts";
import { startMailCatcher, type MailCatcher } from "./mail-catcher.ts";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver.ts";
import { testWithScene, type ScenePartner, type WorkerScene } from "./worker-scene.ts";

/** Waits move the clock by minutes in an instant, which must not look like a worker that slept and lost its lease meanwhile. */
const TIMES = { tickMs: 20, leaseMs: 24 * 3_600_000, doubtMs: 12 * 3_600_000 };
const DAY_MS = 24 * 3_600_000;

/** Nights and what people are told of them, in a time of its own, with a mail server and a receiver of webhooks. */
export interface NoticeScene extends Pick<WorkerScene, "simulator"> {
  readonly parts: WorkerParts;
  /** As the server works on the same rows. */
  readonly server: Database;
  readonly clock: TestClock;
  readonly mail: MailCatcher;
  readonly receiver: WebhookReceiver;
  readonly settings: NoticeSettings;
  /** What was logged, as text. */
  readonly log: readonly string[];
  /** One customer, with a line that is right. */
  addPartner(name: string): Promise<ScenePartner>;
  /** The next night of every connection, to its end; what there is to tell is sent. */
  night(): Promise<void>;
  /** Sends what is due. */
  send(): Promise<void>;
  scopeOf(partner: ScenePartner, subject?: string): PartnerScope;
  /** Somebody who is told of these kinds. */
  subscribe(partner: ScenePartner, address: string, kinds: readonly string[]): Promise<void>;
}

export const testWithNotices = testWithScene.extend("notices", async ({ scene, testDatabase }, { onCleanup }): Promise<NoticeScene> => {
  const mail = await startMailCatcher();
  const receiver = await startWebhookReceiver();
  const env = {
    ...scene.env,
    OUTBOUND_ALLOW: `${scene.env["OUTBOUND_ALLOW"]},${receiver.host}`,
    SMTP_URL: mail.url,
    PUBLIC_URL: "https://console.vendor.example",
  };
  const log: string[] = [];
  const clock = createTestClock({ startAt: new Date("2026-03-10T02:00:00Z"), auto: true });
  const logger = createLogger("debug", { write: (line) => void log.push(line) });
  const parts = compose(parseConfiguration(env, { needs: "worker", providers: PROVIDERS }), logger, { clock });
  onCleanup(async () => {
    await parts.close();
    await mail.close();
    await receiver.close();
  });
  const { db } = testDatabase.database;
  const { signal } = new AbortController();

  const send = async (): Promise<void> => {
    const unspread = await db.selectFrom("notices").select("id").where("spread_at", "is", null).orderBy("created_at").execute();
    for (const { id: noticeId } of unspread) await deliverNotice(parts.context, parts.outlets, { noticeId }, signal);
    const waiting = await db.selectFrom("notice_deliveries").select("id").where("status", "=", "waiting").orderBy("created_at").execute();
    for (const { id: deliveryId } of waiting) await deliverNotice(parts.context, parts.outlets, { deliveryId }, signal);
  };
  let nights = 0;
  const night = async (): Promise<void> => {
    const at = new Date(Date.UTC(2026, 2, 10, 2) + nights * DAY_MS);
    nights += 1;
    clock.set(at);
    await db.updateTable("quantity_snapshots").set({ observed_at: at }).execute();
    const { night: date } = await fanOutNight(parts.context, { dueAt: at, windowMinutes: 0 });
    const connections = await db.selectFrom("connections").select("id").orderBy("id").execute();
    for (const { id: connectionId } of connections) {
      for (let tries = 0; tries < 5; tries += 1) {
        const report = await workOnRun(parts.context, { connectionId, night: date }, { signal, times: TIMES });
        if (report.kind !== "retried_later") break;
        clock.set(new Date(Math.max(report.dueAt.getTime(), clock.now().getTime())));
      }
    }
    await send();
  };
  return {
    simulator: scene.simulator,
    parts,
    server: testDatabase.server,
    clock,
    mail,
    receiver,
    settings: { sendsMail: true, refusalOfUrl: () => undefined },
    log,
    addPartner: (name) => scene.addPartner(name, [{ name: "Anna", counted: { cloudfilter: 2 }, lines: { cloudfilter: 2 } }]),
    night,
    send: async () => {
      await keepUpNotices(parts.context);
      await send();
    },
    scopeOf: (partner, subject = "anna") => ({
      partner: { id: partner.partnerId, name: "One", timeZone: "UTC" },
      actor: { subject, role: "partner", ip: null },
    }),
    subscribe: async (partner, address, kinds) => {
      await db
        .insertInto("notice_preferences")
        .values({ partner_id: partner.partnerId, subject: address, address, kinds: [...kinds] })
        .execute();
    },
  };
});
