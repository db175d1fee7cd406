import type { ControlRoutes } from "@integrations/simulator-kit";
import { generateDataset } from "../dataset/generate-dataset.ts";
import { sampleDataset } from "../dataset/sample-tenant.ts";
import type { Simulator } from "../simulator.ts";
import { agreementStatus } from "../store/agreement-status.ts";
import type { TenantOptions } from "../tenant/tenant.ts";
import { newTenantSchema } from "./control-schemas.ts";

/** What the control API has beside the shared routes. */
export function controlRoutes(simulator: Simulator): ControlRoutes {
  return {
    "POST /tenants": ({ body }) => addTenant(simulator, body),
    "GET /tenants/*": (_call, id) => {
      const { companyId, companyName, codebase, siteUrl, isCloud, behaviour } = simulator.tenant(id);
      return { companyId, companyName, codebase, siteUrl: siteUrl ?? null, isCloud, behaviour };
    },
    "GET /tenants/*/lines": ({ query }, id) => {
      const { data } = simulator.tenant(id);
      return query.has("agreementId") ? data.lines(Number(query.get("agreementId"))) : data.allLines();
    },
    "GET /tenants/*/agreements": ({ query }, id) => {
      const companyId = query.has("companyId") ? Number(query.get("companyId")) : undefined;
      const now = simulator.clock.now();
      const agreements = simulator.tenant(id).data.agreements(companyId);
      return agreements.map((agreement) => ({ ...agreement, shownStatus: agreementStatus(agreement, now) }));
    },
    "GET /tenants/*/products": (_call, id) => simulator.tenant(id).data.products(),
    "GET /tenants/*/companies": (_call, id) => simulator.tenant(id).data.companies(),
  };
}

function addTenant(simulator: Simulator, body: unknown): { companyId: string } {
  const { dataset, ...options } = newTenantSchema.parse(body);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Omit<TenantOptions, "dataset">;
  const today = simulator.clock.now();
  const { companyId } = simulator.addTenant({
    ...given,
    ...(dataset === "empty"
      ? {}
      : { dataset: () => (dataset === "sample" ? sampleDataset({ today }) : generateDataset({ ...dataset, today })) }),
  });
  return { companyId };
}
