import { parseHostPort } from "@integrations/provider-kit";
import { z } from "zod";
import { VENDOR_CLOUD_SITES } from "../site/vendor-cloud.ts";

/** Settings of this platform's installation. */
export interface ConnectWiseEnvironment {
  /** The `clientId` header ConnectWise gave this platform; needed on every call. */
  readonly clientId: string;
  /** Sites to try for a company id whose region is not known: `host[:port]`. */
  readonly cloudSites: readonly string[];
}

export const connectWiseEnvironment: z.ZodType<ConnectWiseEnvironment, Record<string, unknown>> = z
  .object({
    CONNECTWISE_CLIENT_ID: z
      .string("CONNECTWISE_CLIENT_ID is missing: the clientId ConnectWise gave this platform.")
      .trim()
      .regex(/^[\u0021-\u007e]+$/, "CONNECTWISE_CLIENT_ID is not a clientId: it is empty or holds spaces or other odd characters.")
      .describe("This platform's own clientId, registered with ConnectWise; never a partner's."),
    CONNECTWISE_CLOUD_SITES: z
      .string()
      .default("")
      .transform((list, ctx) => {
        const sites = list
          .split(",")
          .map((each) => each.trim())
          .filter((each) => each !== "");
        for (const site of sites) {
          if (parseHostPort(site) === undefined) {
            ctx.addIssue({ code: "custom", message: `CONNECTWISE_CLOUD_SITES: "${site}" is no host[:port].` });
          }
        }
        return sites.length === 0 ? [...VENDOR_CLOUD_SITES] : sites.map((site) => site.toLowerCase());
      })
      .describe("Cloud sites to try for a company id, host[:port] separated by commas; the vendor's where there are none."),
  })
  .transform((values) => ({ clientId: values.CONNECTWISE_CLIENT_ID, cloudSites: values.CONNECTWISE_CLOUD_SITES }));
