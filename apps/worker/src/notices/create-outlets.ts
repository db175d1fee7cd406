import type { ProviderFetch } from "@integrations/core";
import type { NoticeOutlets, WorkerConfiguration } from "@integrations/services";
import { createMailSender } from "./mail-sender.ts";

/** Ten seconds is what a receiver has to take note; what it does with it, it does later. */
const WEBHOOK_TIMEOUT_MS = 10_000;

/** The ways notices leave this worker. @param fetch the one way out, with its address policy */
export function createOutlets({ smtpUrl, publicUrl, from }: WorkerConfiguration["notices"], fetch: ProviderFetch): NoticeOutlets {
  return {
    publicUrl,
    sendMail: smtpUrl === null ? null : createMailSender({ smtpUrl, from }),
    post: async ({ url, headers, body, signal }) => {
      const { status } = await fetch(url, { method: "POST", headers, body, signal, timeoutMs: WEBHOOK_TIMEOUT_MS });
      return { status };
    },
  };
}
