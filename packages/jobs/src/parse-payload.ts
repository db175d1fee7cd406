import type { z } from "zod";
import type { Job } from "./define-job.ts";

/** The payload does not fit the job: a mistake of the caller, or a row of a release whose payloads are no longer read. */
export class JobPayloadError extends Error {
  override readonly name = "JobPayloadError";
  readonly jobName: string;

  constructor(jobName: string, cause: z.ZodError) {
    super(`The payload of ${jobName} does not fit: ${describe(cause.issues)}`, { cause });
    this.jobName = jobName;
  }
}

/** Unknown keys are dropped, so that a row written by a newer release is read as far as it is known. */
export function parsePayload<Payload extends object>(job: Pick<Job<string, Payload>, "name" | "payload">, payload: unknown): Payload {
  const result = job.payload.safeParse(payload);
  if (!result.success) throw new JobPayloadError(job.name, result.error);
  return result.data;
}

function describe(issues: readonly z.core.$ZodIssue[]): string {
  return issues.map(describeOne).join("; ");
}

function describeOne(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_union") return issue.errors.map((option) => `(${describe(option)})`).join(" or ");
  const path = issue.path.join(".");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}
