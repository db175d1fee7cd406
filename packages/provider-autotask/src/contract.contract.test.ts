import { describeProviderContract } from "@integrations/provider-kit/contract-suite";
import { autotaskSubject } from "./testing/autotask-subject.ts";

describeProviderContract(autotaskSubject);
