// Marks the database as half restored. The mark is a migration that no version knows, so that no version of the service starts on it.
// $description for people, $digest of the file
MERGE (m:Migration {version: 'restoring'})
SET m.description = $description, m.checksum = $digest, m.at = datetime()
