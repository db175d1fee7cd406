import { describeProviderContract } from "@integrations/provider-kit/contract-suite";
import { connectwiseSubject } from "./testing/connectwise-subject.ts";

describeProviderContract(connectwiseSubject);
