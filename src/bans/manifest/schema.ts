import { z } from 'zod';

export const jwks = z
  .object({
    keys: z.array(z.record(z.string(), z.string())).meta({
      description: 'Public Ed25519 keys (RFC 8037), the one in use first.',
      example: [
        {
          kty: 'OKP',
          crv: 'Ed25519',
          x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
          kid: 'kPrK',
          alg: 'EdDSA',
          use: 'sig',
        },
      ],
    }),
  })
  .meta({ id: 'BanKeys', description: 'A JSON Web Key Set (RFC 7517).' });
