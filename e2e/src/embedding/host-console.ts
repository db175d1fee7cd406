import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";

/** Where the host mounts the settings pages. */
export const MOUNT = "/settings/integrations";

const PAGE = `<!doctype html>
<html lang="en">
  <head><title>Vendor console</title></head>
  <body>
    <h1>Vendor console</h1>
    <iframe title="Integrations" src="${MOUNT}/integrations" width="1200" height="700"></iframe>
  </body>
</html>
`;

/** The host's own colours, in place of the empty file the pages ask for. */
const THEME = ":root, .light { --ui-primary: rgb(120, 20, 90); --app-ground: rgb(250, 245, 235); }";

export interface HostConsole {
  close(): Promise<void>;
}

/** A console that has the settings pages in a frame: its page, its colours, and a proxy that takes the mount off each address. */
export async function startHostConsole(port: number, platform: string): Promise<HostConsole> {
  const server = createServer((request, response) => {
    const url = request.url ?? "/";
    if (url === `${MOUNT}/theme.css`) send(response, "text/css", THEME);
    else if (url.startsWith(`${MOUNT}/`)) pass(platform, request, response);
    else send(response, "text/html", PAGE);
  });
  await new Promise<void>((resolve) => {
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pass(platform: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, url = "", headers } = request;
  const onward = httpRequest(
    `${platform}${url.slice(MOUNT.length)}`,
    { method, headers: { ...headers, "x-forwarded-prefix": MOUNT } },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}

function send(response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, { "content-type": `${type}; charset=utf-8`, "content-length": Buffer.byteLength(text) });
  response.end(text);
}
