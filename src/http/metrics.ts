import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, type Registry } from 'prom-client';
import type { Calls } from './calls.ts';

/** From a look-up (2 ms) to a streamed batch or an event stream (a minute). */
const BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Times every request by route pattern, method and status, and adds the figures of the process. */
export const requestMetrics = (registry: Registry, calls: Calls): RequestHandler => {
  if (registry.getSingleMetric('process_start_time_seconds') === undefined)
    collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'ringfence_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });
  return (request, response, next) => {
    response.once('close', () => {
      const { route, arrived } = calls.of(response);
      const status = response.writableFinished ? String(response.statusCode) : 'cut';
      const method = METHODS.has(request.method) ? request.method : 'other';
      seconds.observe({ method, route, status }, (performance.now() - arrived) / 1000);
    });
    next();
  };
};

/** Bounds the label's values: the method is the caller's own text. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
