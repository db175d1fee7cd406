/** What a measured process says of itself. */
export interface Usage {
  /** User and system time, in milliseconds. */
  readonly cpuMs: number;
  /** The most memory it held at any time, in bytes. */
  readonly peakBytes: number;
  /** Statements it sent to PostgreSQL. */
  readonly statements: number;
}

/** Environment variable with the file to write it to. */
export const USAGE_FILE = "BENCH_USAGE_FILE";
