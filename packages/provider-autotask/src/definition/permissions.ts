import type { PermissionDefinition } from "@integrations/core";

/** An entity of the API and what the API user must be able to do with it, as `entityInformation` tells it (V, C). */
export interface EntityPermission extends PermissionDefinition {
  readonly entity: string;
  readonly access: "query" | "create";
}

/** The least an API user's security level must allow (FACTS section 1). All of it can be checked without writing. */
export const AUTOTASK_PERMISSIONS = [
  {
    ...query("companies-query", "Companies", "Companies"),
    why: "To find the company that belongs to a customer.",
    neededFor: "company search",
  },
  {
    ...query("contracts-query", "Contracts", "Contracts"),
    why: "To list a company's recurring-service contracts.",
    neededFor: "listing contracts",
  },
  {
    ...query("services-query", "Services", "Services"),
    why: "To list the Autotask services yours can be mapped to.",
    neededFor: "listing services",
  },
  {
    ...query("service-bundles-query", "ServiceBundles", "Service bundles"),
    why: "To recognize a bundle where one was chosen.",
    neededFor: "telling bundles from services",
    required: false,
  },
  {
    ...query("contract-services-query", "ContractServices", "Contract services"),
    why: "To see which services are on a contract.",
    neededFor: "reading the services of contracts",
  },
  {
    ...query("contract-service-units-query", "ContractServiceUnits", "Contract service units"),
    why: "To read how many units of a service a contract has, and to see that a change has arrived.",
    neededFor: "reading units",
  },
  {
    id: "contract-service-adjustments-create",
    entity: "ContractServiceAdjustments",
    access: "create",
    module: "Contract service adjustments",
    permission: "Create",
    level: "All",
    why: "To change the units of a service on a contract, and to add a mapped service it does not have yet.",
    neededFor: "changing units, adding a service to a contract",
    required: true,
    checkable: true,
  },
] as const satisfies readonly EntityPermission[];

function query<Id extends string>(id: Id, entity: string, module: string) {
  return { id, entity, access: "query", module, permission: "Query", level: "All", required: true, checkable: true } as const;
}
