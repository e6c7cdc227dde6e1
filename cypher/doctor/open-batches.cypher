// How many batches were begun before this and never finished, and when was the oldest begun? $before epoch ms
MATCH (b:Batch)
WHERE b.startedAt < datetime({epochMillis: $before}) AND b.state = 'open'
RETURN count(b) AS batches, min(b.startedAt) AS oldest
