// Notes that a migration is applied. $version, $description, $checksum, $millis (how long it took), $by (who)
MERGE (m:Migration {version: $version})
SET m.description = $description, m.checksum = $checksum, m.at = datetime(), m.millis = $millis, m.by = $by
