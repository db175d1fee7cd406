import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

/** Sets the headers that tell a browser how little it may do. @param browserOrigins where it may sign in, as known at the time */
export async function registerSecurityHeaders(app: FastifyInstance, browserOrigins: () => readonly string[]): Promise<void> {
  const signIn = (): string => browserOrigins().join(" ");
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'", signIn],
        // Silent renewal of a session loads the sign-in provider, and then a page of ours, in a hidden frame.
        frameSrc: ["'self'", signIn],
        frameAncestors: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        manifestSrc: ["'self'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    // A sign-in in a window of its own has to tell the page that opened it.
    crossOriginOpenerPolicy: { policy: "same-origin-allow-popups" },
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: { action: "sameorigin" },
  });
}
