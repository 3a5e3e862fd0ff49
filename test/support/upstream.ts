/** A small HTTP server to stand behind proxy_pass: it answers with the status that is asked for and headers of its own. */
import { once } from 'node:events';
import { createServer } from 'node:http';

export interface Upstream {
  readonly port: number;
  stop(): Promise<void>;
}

/** Every header value of the upstream starts so, which tells them from those of nginx. */
export const UPSTREAM_MARK = 'upstream';

/**
 * Answers everything with 200, or with the status that `?up=503` names, and `X-Frame-Options`, `X-Upstream` and
 * `Content-Security-Policy` headers whose values start with `UPSTREAM_MARK`.
 */
export async function startUpstream(): Promise<Upstream> {
  const server = createServer((request, response) => {
    const status = Number(/[?&]up=(\d{3})/.exec(request.url ?? '')?.[1] ?? '200');
    response.writeHead(status, {
      'X-Frame-Options': `${UPSTREAM_MARK} frame`,
      'X-Upstream': `${UPSTREAM_MARK} own`,
      'Content-Security-Policy': `${UPSTREAM_MARK} csp`,
      ...(status >= 300 && status < 400 ? { Location: '/elsewhere' } : {}),
    });
    response.end(status === 204 || status === 304 ? undefined : `upstream ${request.url ?? ''}\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the upstream has no port');
  return {
    port: address.port,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
