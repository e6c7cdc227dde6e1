/** Kinds of things that something is done to. */
export const AUDITED_KINDS = [
  ...[
    'account',
    'signal',
    'value',
    'ring',
    'campaign',
    'run',
    'key',
    'session',
    'batch',
    'file',
    'networks',
    'allowance',
  ],
  ...['case', 'ban-batch', 'receiver', 'appeal', 'alert-rule', 'back-test', 'erasure'],
] as const;
export type AuditedKind = (typeof AUDITED_KINDS)[number];
