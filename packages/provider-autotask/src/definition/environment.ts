import { parseHostPort } from "@integrations/provider-kit";
import { z } from "zod";

/** Settings of this platform's installation. */
export interface AutotaskEnvironment {
  /**
   * The tracking identifier Autotask gave this platform as an integration vendor. Where there is none, each partner enters
   * one of its own.
   */
  readonly integrationCode: string | undefined;
  /** Where zones are asked for: `host[:port]`. Any other host than the vendor's is for tests, and is then a zone as well. */
  readonly discoverySite: string;
}

/** Answers for every zone (C). */
export const VENDOR_DISCOVERY_SITE = "webservices.autotask.net";

/** Nothing is required: an installation that never heard of Autotask starts all the same. */
export const autotaskEnvironment: z.ZodType<AutotaskEnvironment, Record<string, unknown>> = z
  .object({
    AUTOTASK_INTEGRATION_CODE: z
      .string()
      .trim()
      .regex(/^[\u0021-\u007e]*$/, "AUTOTASK_INTEGRATION_CODE is no tracking identifier: it holds spaces or other odd characters.")
      .default("")
      .describe("This platform's tracking identifier as an integration vendor; without one, each partner enters one of its own."),
    AUTOTASK_DISCOVERY_SITE: z
      .string()
      .trim()
      .toLowerCase()
      .default("")
      .refine(
        (site) => site === "" || parseHostPort(site) !== undefined,
        "AUTOTASK_DISCOVERY_SITE is no host[:port]. Leave it out for the vendor's.",
      )
      .describe("Where zones are asked for, host[:port]; the vendor's where there is none."),
  })
  .transform((values) => ({
    integrationCode: values.AUTOTASK_INTEGRATION_CODE === "" ? undefined : values.AUTOTASK_INTEGRATION_CODE,
    discoverySite: values.AUTOTASK_DISCOVERY_SITE === "" ? VENDOR_DISCOVERY_SITE : values.AUTOTASK_DISCOVERY_SITE,
  }));
