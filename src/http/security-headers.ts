import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Nothing of an answer may run, be framed or be read by another origin's page. The docs page relaxes the policy for
 * itself (see docs-page.ts).
 */
export const securityHeaders = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
