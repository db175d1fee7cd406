export type Verdict =
  | { readonly kind: "passed"; readonly lines: readonly string[] }
  | { readonly kind: "failed"; readonly lines: readonly string[] }
  /** It could not be looked at. */
  | { readonly kind: "skipped"; readonly why: string };

/** Severities that are not lived with. */
const INTOLERABLE: ReadonlySet<string> = new Set(["high", "critical"]);

/**
 * What `pnpm audit --json` found. A registry that has no answer to the question (a mirror, no network) is no finding.
 * @param output what the command wrote, however it ended
 */
export function judgeAudit(output: string): Verdict {
  const answer = parse(output);
  if (answer === undefined) return { kind: "skipped", why: `pnpm audit gave no answer that can be read: ${firstLine(output)}` };
  if (answer.error !== undefined) {
    return {
      kind: "skipped",
      why: `The registry does not answer the question after vulnerabilities: ${firstLine(answer.error.message ?? "")}`,
    };
  }
  const advisories = Object.values(answer.advisories ?? {});
  const lines = advisories.map(
    ({ severity, module_name: name, vulnerable_versions: versions, title, url }) => `${severity}: ${name} ${versions}: ${title} (${url})`,
  );
  return { kind: advisories.some(({ severity }) => INTOLERABLE.has(severity)) ? "failed" : "passed", lines };
}

interface AuditAnswer {
  readonly error?: { readonly message?: string };
  readonly advisories?: Readonly<Record<string, Advisory>>;
}

interface Advisory {
  readonly severity: string;
  readonly module_name: string;
  readonly vulnerable_versions: string;
  readonly title: string;
  readonly url: string;
}

function parse(output: string): AuditAnswer | undefined {
  try {
    const answer: unknown = JSON.parse(output);
    return typeof answer === "object" && answer !== null ? answer : undefined;
  } catch {
    return undefined;
  }
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]?.trim().slice(0, 300) ?? "";
}
