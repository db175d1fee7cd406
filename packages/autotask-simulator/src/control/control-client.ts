import * as kit from "@integrations/simulator-kit";
import type { FaultRuleData } from "../faults/fault.ts";
import type { LoggedRequest } from "../server/logged-request.ts";
import type { DataEdit } from "../store/data-edit.ts";
import type { LineView } from "../store/person-edits.ts";
import type { CompanyRecord, ContractRecord, ItemRecord, UnitsRecord } from "../store/records.ts";
import type { NewTenant, Settings, TenantChanges } from "./control-schemas.ts";

interface Types extends kit.ControlTypes {
  readonly settings: Settings;
  readonly newTenant: NewTenant;
  readonly edit: DataEdit;
  readonly fault: FaultRuleData["fault"];
  readonly request: LoggedRequest;
}

/** A simulator in another process. Every call throws an Error with the simulator's sentence where it refuses. */
export interface SimulatorControl extends kit.SharedControl<Types> {
  changeTenant(id: string, changes: TenantChanges): Promise<void>;
  lines(tenant: string, contractID: number): Promise<Array<LineView & { readonly units: readonly UnitsRecord[] }>>;
  contracts(tenant: string): Promise<ContractRecord[]>;
  services(tenant: string): Promise<ItemRecord[]>;
  companies(tenant: string): Promise<CompanyRecord[]>;
}

export type RemoteHoldingFault = kit.RemoteHoldingFault<LoggedRequest>;
export type RemoteHeldRequest = kit.RemoteHeldRequest<LoggedRequest>;

/** @param url the simulator's `controlUrl` */
export function connectSimulatorControl(url: string): SimulatorControl {
  const call = kit.controlCaller(url);
  return {
    ...kit.sharedControl<Types>(call),
    changeTenant: (id, changes) => call("PATCH", kit.ofTenant(id), changes),
    lines: (id, contractID) => call("GET", kit.ofTenant(id, `/lines?contractID=${contractID}`)),
    contracts: (id) => call("GET", kit.ofTenant(id, "/contracts")),
    services: (id) => call("GET", kit.ofTenant(id, "/services")),
    companies: (id) => call("GET", kit.ofTenant(id, "/companies")),
  };
}
