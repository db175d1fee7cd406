import { z } from "zod";
import { SHARED_SETTINGS } from "../control/control-schemas.ts";
import { faultRuleSchemaOf, sharedFaultSchemas } from "../faults/fault.ts";
import type { LoggedRequest } from "../log/logged-request.ts";
import { startSimulator, type SharedOptions, type World } from "../server/start-simulator.ts";
import type { Call, RunningSimulator, Vendor } from "../server/vendor.ts";
import { jsonAnswer, type Answer } from "../wire/answer.ts";
import { toBytes } from "../wire/bytes.ts";

/** The smallest vendor there is: each tenant has one number, which is read and set below `/api/{tenant}`; one call at a time. */
export interface Counter {
  readonly tenant: CounterTenant;
  readonly tenantOptions: { readonly id: string };
  readonly request: LoggedRequest<{ readonly value: number }>;
  readonly edit: CounterEdit;
  readonly fault: { readonly kind: "teapot"; readonly at?: "before" | "after" | undefined };
  readonly settings: { readonly shout?: boolean | undefined };
  readonly controls: { setShout(shout: boolean): void };
}

export interface CounterTenant {
  readonly id: string;
  readonly data: { value: number };
}

const editSchema = z.strictObject({ do: z.literal("set"), value: z.int() });
export type CounterEdit = z.input<typeof editSchema>;

const ownFault = z.strictObject({ kind: z.literal("teapot"), at: z.enum(["before", "after"]).optional() });

export function startCounter(options: SharedOptions<{ readonly id: string }> = {}): Promise<RunningSimulator<Counter>> {
  return startSimulator<Counter>(options, counter, () => [{ id: "first" }]);
}

function counter({ tenants }: World<Counter>): Vendor<Counter> {
  let isShouting = false;
  let underWay = 0;
  const controls = {
    setShout: (shout: boolean) => {
      isShouting = shout;
    },
  };
  return {
    newTenant: ({ id }) => ({ id, data: { value: 0 } }),
    idOf: ({ id }) => id,
    tenantOf: ({ path }) => tenants.get(path.split("/")[2] ?? ""),
    logged: (received, { path }) => ({ ...received, path: path.replace(/^\/api/, "") }),
    admit: () => {
      if (underWay > 0) return jsonAnswer(429, { error: "One at a time." });
      underWay += 1;
      let isLeft = false;
      return {
        leave: () => {
          if (!isLeft) underWay -= 1;
          isLeft = true;
        },
      };
    },
    handle: carryOut,
    faultAnswer: ({ kind }) => (kind === "teapot" ? jsonAnswer(418, { error: "A teapot." }) : undefined),
    edit: ({ data }, { value }) => Object.assign(data, { value }),
    rowsOf: (json) => [json],
    toBytes: (answer) =>
      toBytes(answer, (json) => ({
        text: isShouting ? JSON.stringify(json).toUpperCase() : JSON.stringify(json),
        contentType: "application/json",
      })),
    failedAnswer: (message) => jsonAnswer(500, { error: message }),
    page: "<p>Down</p>",
    editSchema,
    faultRuleSchema: faultRuleSchemaOf(z.discriminatedUnion("kind", [...sharedFaultSchemas(editSchema), ownFault])),
    settingsSchema: z.strictObject({ ...SHARED_SETTINGS, shout: z.boolean().optional() }),
    changeSettings: ({ shout }) => {
      if (shout !== undefined) controls.setShout(shout);
    },
    controls,
    routes: (simulator) => ({ "GET /tenants/*/value": (_call, id) => simulator.tenant(id).data.value }),
  };
}

function carryOut({ request, entry, tenant }: Call<Counter>): Answer {
  if (tenant === undefined) return jsonAnswer(404, { error: "Nobody." });
  if (request.method === "PUT") {
    tenant.data.value = Number(request.body);
    entry.effect = { value: tenant.data.value };
  }
  return jsonAnswer(200, { value: tenant.data.value, of: { name: tenant.id } });
}
