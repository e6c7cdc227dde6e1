// How far a batch has come in being carried out.
// $batch
MATCH (b:BanBatch {id: $batch})
RETURN b.id AS id, b.state AS state, b.phase AS phase, b.version AS version, b.plan AS plan, b.wave AS wave, b.lastWave AS lastWave,
  b.waveAt AS waveAt, b.quietSince AS quietSince, b.heldAt AS heldAt, b.startedAt AS startedAt, b.problem AS problem,
  coalesce(b.baseDone, 0) AS baseDone, coalesce(b.baseFailed, 0) AS baseFailed, coalesce(b.baseAppeals, 0) AS baseAppeals,
  coalesce(b.attention, false) AS attention
