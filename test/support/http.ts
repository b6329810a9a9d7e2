import { createLog, type Log } from '../../functions/platform/log.ts';
import { type HttpOptions, type HttpServer, startHttp } from '../../local/http.ts';

export type TestServerOptions = Omit<HttpOptions, 'port' | 'log' | 'handlers'> & {
  handlers: Partial<HttpOptions['handlers']>;
  log?: Log;
};

/**
 * The HTTP front of `npm start` on a free port, with these handlers. A route without one fails the request.
 */
export function startTestServer(options: TestServerOptions): Promise<HttpServer> {
  const missing = (name: string) => async (): Promise<never> => {
    throw new Error(`The test gave no ${name} handler.`);
  };
  const handlers = { graphql: missing('graphql'), redirect: missing('redirect'), ...options.handlers };
  return startHttp({ ...options, log: options.log ?? createLog('SILENT'), port: 0, handlers });
}
