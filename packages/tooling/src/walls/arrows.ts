/**
 * A forbidden arrow of the package graph. Rows are read from the top: the first that fits gives its reason.
 *
 * Both ends are roles: a package's name without scope (`core`), `provider-*` and `*-simulator` for all of a kind, `apps/web`, `apps/*`
 * for any app, `packages/*` for any package, `e2e`, and `*` for any of them. The far end may also be `npm:<package>` and `node:<module>`, or all of these by `npm:*`,
 * `node:*`.
 */
export interface ForbiddenArrow {
  readonly id: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Far ends this row leaves alone. */
  readonly except?: readonly string[];
  /** `everywhere` holds for tests as well; `source` leaves tests, testing folders and devDependencies alone. */
  readonly holds: "everywhere" | "source";
  /** Type imports are fine. */
  readonly typesAllowed?: true;
  /** Near ends that may name the far end in package.json, without importing it: they start it as a process. */
  readonly mayDeclare?: readonly string[];
  readonly reason: string;
  readonly instead: string;
}

const TRIALS = ["apps/demo", "apps/bench", "e2e"];

export const FORBIDDEN_ARROWS = [
  {
    id: "trials-start-programs",
    from: TRIALS,
    to: ["apps/*"],
    except: ["apps/demo"],
    holds: "everywhere",
    mayDeclare: TRIALS,
    reason: "Who tries the programs out has to see what an operator sees: a process, its configuration, its port, its end.",
    instead: "Start it as a process; the demo lends its stack for that.",
  },
  {
    id: "nothing-imports-an-app",
    from: ["packages/*", "apps/server", "apps/worker", "apps/web", "apps/docs"],
    to: ["apps/*"],
    holds: "everywhere",
    reason: "An app is a program with a start and an end; what imports it drags in its configuration and its listeners.",
    instead: "Start it as a process, or move the shared part into a package.",
  },
  {
    id: "nothing-imports-tooling",
    from: ["*"],
    to: ["tooling"],
    holds: "everywhere",
    reason: "The tooling checks the packages; a package that needs it could not be checked or built without itself.",
    instead: "Move the shared part into a package of its own.",
  },
  {
    id: "core-knows-no-package",
    from: ["core"],
    to: ["*"],
    holds: "everywhere",
    reason: "The core is what all others agree on, so it can lean on none of them.",
    instead: "Declare in core what is needed and let the caller pass it in.",
  },
  {
    id: "core-has-zod-only",
    from: ["core"],
    to: ["npm:*"],
    except: ["npm:zod"],
    holds: "source",
    reason: "The core runs in a browser and decides about other people's invoices: every library in it is a risk to both.",
    instead: "Write the few lines, or do it in the package that calls core.",
  },
  {
    id: "core-has-no-io",
    from: ["core"],
    to: ["node:*"],
    holds: "source",
    reason: "The core has no input and output of its own: it runs in a browser, and its tests need no machine around it.",
    instead: "Take the value as a parameter; the caller reads the clock, the file or the network.",
  },
  {
    id: "only-apps-choose-providers",
    from: ["packages/*", "apps/web"],
    to: ["providers"],
    holds: "everywhere",
    reason: "Which providers there are is decided where the program is put together; everything else works with any provider.",
    instead: "Take the provider, or the list of them, as a parameter.",
  },
  {
    id: "database-knows-no-use-case",
    from: ["database"],
    to: ["jobs", "services", "api"],
    holds: "everywhere",
    reason: "Use cases are built on the repositories; arrows back would make one lump of both.",
    instead: "Let the use case call the repository and decide what follows.",
  },
  {
    id: "database-knows-core-only",
    from: ["database"],
    to: ["*"],
    except: ["core"],
    holds: "source",
    reason: "The database stores the domain of core; it does not care who asks and which provider a row is about.",
    instead: "Pass in what is to be stored, in core's words.",
  },
  {
    id: "jobs-do-not-run-themselves",
    from: ["jobs"],
    to: ["services", "api"],
    holds: "everywhere",
    reason: "A job definition is a name, a schema and limits, read by those who enqueue it and by those who run it.",
    instead: "Put the handler into the worker and the use case into services.",
  },
  {
    id: "jobs-know-core-only",
    from: ["jobs"],
    to: ["*"],
    except: ["core"],
    holds: "source",
    reason: "A job is enqueued through SQL inside the caller's transaction, so its definition needs no repository.",
    instead: "Take the transaction as a parameter.",
  },
  {
    id: "services-know-no-api",
    from: ["services"],
    to: ["api"],
    holds: "everywhere",
    reason: "A use case is the same for the API, the worker and a command line.",
    instead: "Throw a reason of core; the API maps it at its edge.",
  },
  {
    id: "services-know-no-provider",
    from: ["services"],
    to: ["provider-kit", "provider-*"],
    holds: "source",
    reason: "Use cases speak to a provider through the contract in core only, so that a new provider changes nothing here.",
    instead: "Put it into the contract, or read it from the provider's declaration as data.",
  },
  {
    id: "services-arrows",
    from: ["services"],
    to: ["*"],
    except: ["core", "database", "jobs"],
    holds: "source",
    reason: "Use cases are built on the domain, the rows and the jobs, and on nothing else of ours.",
    instead: "Take it as a parameter, or move the code outwards to the app.",
  },
  {
    id: "api-goes-through-services",
    from: ["api"],
    to: ["database"],
    holds: "source",
    reason: "A router that reads rows skips the rules of the use case, and shows a partner what it may not see.",
    instead: "Call a use case in services.",
  },
  {
    id: "api-knows-no-provider",
    from: ["api"],
    to: ["provider-kit", "provider-*"],
    holds: "source",
    reason: "The API serves every provider by its declaration; a new one changes nothing here.",
    instead: "Read it from the provider's declaration as data, through services.",
  },
  {
    id: "api-arrows",
    from: ["api"],
    to: ["*"],
    except: ["core", "jobs", "services"],
    holds: "source",
    reason: "The router checks, calls a use case and maps its errors; it needs nothing else of ours.",
    instead: "Put the work into a use case in services.",
  },
  {
    id: "kit-knows-core-only",
    from: ["provider-kit"],
    to: ["*"],
    except: ["core"],
    holds: "everywhere",
    reason: "The kit serves every provider and the contract suite; what it knows, all of them would carry.",
    instead: "Take it as a parameter, or put it into the one provider that needs it.",
  },
  {
    id: "providers-stand-alone",
    from: ["provider-*"],
    to: ["provider-*"],
    holds: "everywhere",
    reason: "A provider can be added and removed without a look at another one.",
    instead: "Move what two providers share into provider-kit.",
  },
  {
    id: "providers-store-nothing",
    from: ["provider-*"],
    to: ["database", "jobs", "services", "api"],
    holds: "everywhere",
    reason: "A provider carries out what it is asked; it does not decide, remember or schedule, and it sees no other partner's rows.",
    instead: "Give the result back to the caller through the contract.",
  },
  {
    id: "providers-arrows",
    from: ["provider-*"],
    to: ["*"],
    except: ["core", "provider-kit"],
    holds: "source",
    reason: "A provider is written against the contract and the kit, so that it can be understood with these two alone.",
    instead: "Use the contract of core and the helpers of provider-kit.",
  },
  {
    id: "providers-use-their-context",
    from: ["provider-*"],
    to: ["node:http", "node:https", "node:http2", "node:net", "node:tls", "node:dns", "node:fs", "node:child_process", "npm:undici"],
    holds: "source",
    reason: "All traffic passes the kit's address policy, limits and redaction; a way around them would leak keys or reach inside.",
    instead: "Use the fetch of the context.",
  },
  {
    id: "the-list-is-only-a-list",
    from: ["providers"],
    to: ["*"],
    except: ["core", "provider-*"],
    holds: "everywhere",
    reason: "The list names the providers and has no logic that could need more.",
    instead: "Put the logic into the app that uses the list.",
  },
  {
    id: "metrics-know-nobody",
    from: ["metrics"],
    to: ["*"],
    holds: "everywhere",
    reason: "Metrics are names and numbers that any process may tell; what they knew, every process would carry.",
    instead: "Take the number as a parameter.",
  },
  {
    id: "the-simulator-is-a-witness",
    from: ["*-simulator"],
    to: ["*"],
    except: ["simulator-kit"],
    holds: "everywhere",
    reason: "The simulator is the other side of the wire: a mistake it shared with our code would look right.",
    instead: "Write it again, from what is known of the vendor's own system.",
  },
  {
    id: "the-simulator-kit-knows-nobody",
    from: ["simulator-kit"],
    to: ["*"],
    holds: "everywhere",
    reason: "The kit is the server, the log and the faults of every simulator, and stands on their side of the wire.",
    instead: "Let the vendor's simulator pass it in.",
  },
  {
    id: "simulators-alone-use-their-kit",
    from: ["provider-*", "provider-kit", "providers", "core", "database", "jobs", "services", "api", "metrics", "apps/*", "e2e"],
    to: ["simulator-kit"],
    holds: "everywhere",
    reason: "What is tried against a simulator has to see a vendor's system, and not what two of them are made of.",
    instead: "Import the simulator; it hands out what its callers need of the kit.",
  },
  {
    id: "tooling-stands-outside",
    from: ["tooling"],
    to: ["*"],
    holds: "everywhere",
    reason: "The tooling has to run while the packages are broken: it is what says so.",
    instead: "Read the package's files instead of importing it.",
  },
  {
    id: "web-takes-types-from-api",
    from: ["apps/web"],
    to: ["api"],
    holds: "source",
    typesAllowed: true,
    reason: "The API's values are server code; only its types belong in a browser.",
    instead: "Import it with `import type`, or move the value into core.",
  },
  {
    id: "web-arrows",
    from: ["apps/web"],
    to: ["*"],
    except: ["api", "core"],
    holds: "source",
    reason: "What the web UI imports is sent to every browser.",
    instead: "Ask the API for it, or move it into core.",
  },
  {
    id: "programs-take-the-list",
    from: ["apps/server", "apps/worker", "apps/docs"],
    to: ["provider-*"],
    holds: "source",
    reason: "Programs take providers from the list, so that a new provider is one line there.",
    instead: "Import the list from @integrations/providers.",
  },
  {
    id: "worker-has-no-api",
    from: ["apps/worker"],
    to: ["api"],
    holds: "source",
    reason: "The worker serves nobody: it runs use cases, and a change of the API must not touch it.",
    instead: "Call the use case in services.",
  },
  {
    id: "docs-read-declarations",
    from: ["apps/docs"],
    to: ["*"],
    except: ["core", "providers", "metrics"],
    holds: "source",
    reason: "The help site is made from what the providers, the core and the metrics declare, and from its own pages.",
    instead: "Declare it as data in core or in the provider.",
  },
] as const satisfies readonly ForbiddenArrow[];

export type ArrowId = (typeof FORBIDDEN_ARROWS)[number]["id"];
