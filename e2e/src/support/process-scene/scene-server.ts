import { expect, vi } from "vitest";
import type { ForeignIssuer } from "../foreign-issuer.ts";
import { trpcHttp, type TrpcHttp } from "../trpc-http.ts";
import type { ChildProcess } from "./child-process.ts";
import type { ProcessScene } from "./process-scene.ts";
import type { ScenePartner } from "./scene-partner.ts";

const PATIENT = { timeout: 60_000, interval: 50 };

/** The API as a process of its own. */
export interface SceneServer {
  readonly process: ChildProcess;
  /** Calls as this partner. */
  as(partner: ScenePartner): Promise<TrpcHttp>;
}

export async function startServer(scene: ProcessScene, issuer: ForeignIssuer): Promise<SceneServer> {
  const process = scene.start("server/src/main.ts", { PORT: "0", OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: issuer.audience });
  const url = await vi.waitFor(() => {
    const found = /listening at (http:\/\/127\.0\.0\.1:\d+)/.exec(process.output())?.[1];
    expect(process.output()).toContain("listening at");
    return found ?? "";
  }, PATIENT);
  return {
    process,
    as: async ({ name }) => trpcHttp(url, await issuer.token({ sub: "pat", role: "partner", partner_id: name })),
  };
}
