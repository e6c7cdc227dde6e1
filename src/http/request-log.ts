import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { type HttpLogger, pinoHttp } from 'pino-http';
import type { Calls } from './calls.ts';
import { faultOf } from './fault.ts';

/**
 * One line a request: id, method, route pattern, status, time, caller's id. Never paths (ids and values stand in them),
 * query strings, headers or bodies.
 */
export const requestLog = (log: Logger, calls: Calls): HttpLogger<IncomingMessage, ServerResponse> => {
  const line = (request: IncomingMessage, response: ServerResponse) => {
    const record = calls.of(response);
    return {
      method: request.method,
      route: record.route,
      status: response.statusCode,
      ms: Math.round((performance.now() - record.arrived) * 10) / 10,
      ...(record.caller === null ? {} : { caller: record.caller }),
      ...(record.problem === null ? {} : { problem: record.problem }),
      ...(response.writableFinished ? {} : { cut: true }),
    };
  };
  return pinoHttp<IncomingMessage, ServerResponse>({
    logger: log,
    genReqId: (_request, response) => calls.of(response).requestId,
    quietReqLogger: true,
    quietResLogger: true,
    customAttributeKeys: { reqId: 'request' },
    serializers: { req: () => undefined, res: () => undefined, err: (fault: unknown) => fault },
    customLogLevel: (_request, response) => {
      if (calls.of(response).fault !== undefined) return 'error';
      return response.statusCode >= 500 ? 'warn' : 'info';
    },
    customSuccessObject: line,
    customErrorObject: (request, response) => {
      const { fault } = calls.of(response);
      return { ...line(request, response), ...(fault === undefined ? {} : { err: faultOf(fault) }) };
    },
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
  });
};
