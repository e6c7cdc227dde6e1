import { accounts } from './accounts.ts';
import { alerts } from './alerts.ts';
import { appeals } from './appeals.ts';
import { audit } from './audit.ts';
import { backTests } from './backtests.ts';
import { bans } from './bans.ts';
import { cases } from './cases.ts';
import { decisions } from './decisions.ts';
import { deliveries } from './deliveries.ts';
import { detection } from './detection.ts';
import { erasure } from './erasure.ts';
import { exports } from './exports.ts';
import { ingest } from './ingest.ts';
import { networks } from './networks.ts';
import { report } from './report.ts';
import { rings } from './rings.ts';
import type { RoomSamples } from './sample.ts';
import { sessions } from './sessions.ts';
import { templates } from './templates.ts';

/** Every room whose queries are looked at, by its folder in cypher/. */
export const ROOMS: Readonly<Record<string, RoomSamples>> = {
  accounts,
  alerts,
  appeals,
  audit,
  backtests: backTests,
  bans,
  cases,
  decisions,
  deliveries,
  detection,
  erasure,
  exports,
  ingest,
  networks,
  report,
  rings,
  sessions,
  templates,
};
