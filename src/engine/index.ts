/** The engine's public face (`ringfence/engine`): columns in, rings out; no I/O, no clock, usable by itself. */

export { type EngineConfig, engineConfig } from './config.ts';
export type { Decided } from './decisions/decided.ts';
export { type DetectOptions, detect, STAGES, type Stage } from './detect.ts';
export { type Changes, type ChangesBuilder, changesSince, type Shown } from './increments/changes.ts';
export { type Increment, increment } from './increments/increment.ts';
export { detectKeeping, type RunState } from './increments/state.ts';
export type { ObservationColumns, SignalTrait, SignalTypeProfile } from './input/columns.ts';
export { type ColumnsBuilder, columnsBuilder, type KnownTraits } from './input/columns-builder.ts';
export type {
  Campaign,
  CampaignEvidence,
  DetectionResult,
  Hub,
  PreviousRing,
  Ring,
  RingEvidence,
  RingMember,
  Succession,
} from './result.ts';
export { type DecidedRing, recalibrated } from './rings/recalibration.ts';
