import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type AnyRoute, route } from './route.ts';

/**
 * Swagger UI out of the installed package: no outside host is asked, and no inline script is needed, so the page can
 * keep a policy that allows neither.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ringfence API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START = `// Opens the document of this service; the browser adds the login it has for this page.
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  // Rooms are opened by whoever wants to see them: to draw every operation at once takes seconds.
  docExpansion: 'none',
  filter: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
`;

export const docsRoutes = (): AnyRoute[] => {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const packaged = (file: string) => () => readFileSync(join(folder, file), 'utf8');
  return [
    page('/docs', 'getDocs', 'text/html', 'This API as a page to read and try', () => PAGE),
    page('/docs/start.js', 'getDocsStart', 'text/javascript', 'Script that opens the page', () => START),
    page('/docs/swagger-ui.js', 'getDocsScript', 'text/javascript', 'Swagger UI', packaged('swagger-ui-bundle.js')),
    page('/docs/swagger-ui.css', 'getDocsStyle', 'text/css', 'Style of Swagger UI', packaged('swagger-ui.css')),
  ];
};

const page = (
  path: `/${string}`,
  operationId: string,
  contentType: string,
  summary: string,
  read: () => string,
): AnyRoute => {
  let text: string | undefined;
  return route({
    method: 'get',
    path,
    operationId,
    tag: 'documentation',
    summary,
    description: `${summary}. A browser asks for a login: any user name, and an API key as the password.`,
    responses: {
      200: { description: 'The file.', contentType, schema: z.string(), example: EXAMPLES[contentType] },
    },
    problems: [],
    handle: async () => {
      // Read at the first request and kept: the package does not change under a running service.
      text ??= read();
      return { status: 200, headers: { 'Content-Security-Policy': POLICY }, body: text };
    },
  });
};

const EXAMPLES: Readonly<Record<string, string>> = {
  'text/html': '<!doctype html>',
  'text/javascript': 'SwaggerUIBundle({})',
  'text/css': '.swagger-ui {}',
};
