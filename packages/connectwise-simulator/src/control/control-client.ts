import * as kit from "@integrations/simulator-kit";
import type { FaultRuleData } from "../faults/fault.ts";
import type { LoggedRequest } from "../server/logged-request.ts";
import type { DataEdit } from "../store/data-edit.ts";
import type { AdditionRecord, AgreementRecord, CompanyRecord, ProductRecord } from "../store/records.ts";
import type { AgreementView, NewTenant, Settings } from "./control-schemas.ts";

interface Types extends kit.ControlTypes {
  readonly settings: Settings;
  readonly newTenant: NewTenant;
  readonly edit: DataEdit;
  readonly fault: FaultRuleData["fault"];
  readonly request: LoggedRequest;
}

/** A simulator in another process. Every call throws an Error with the simulator's sentence where it refuses. */
export interface SimulatorControl extends kit.SharedControl<Types> {
  lines(companyId: string, agreementId?: number): Promise<AdditionRecord[]>;
  agreements(companyId: string, ofCompany?: number): Promise<Array<AgreementRecord & AgreementView>>;
  products(companyId: string): Promise<ProductRecord[]>;
  companies(companyId: string): Promise<CompanyRecord[]>;
}

export type RemoteHoldingFault = kit.RemoteHoldingFault<LoggedRequest>;
export type RemoteHeldRequest = kit.RemoteHeldRequest<LoggedRequest>;

/** @param url the simulator's `controlUrl` */
export function connectSimulatorControl(url: string): SimulatorControl {
  const call = kit.controlCaller(url);
  return {
    ...kit.sharedControl<Types>(call),
    lines: (companyId, agreementId) =>
      call("GET", kit.ofTenant(companyId, `/lines${agreementId === undefined ? "" : `?agreementId=${agreementId}`}`)),
    agreements: (companyId, ofCompany) =>
      call("GET", kit.ofTenant(companyId, `/agreements${ofCompany === undefined ? "" : `?companyId=${ofCompany}`}`)),
    products: (companyId) => call("GET", kit.ofTenant(companyId, "/products")),
    companies: (companyId) => call("GET", kit.ofTenant(companyId, "/companies")),
  };
}
