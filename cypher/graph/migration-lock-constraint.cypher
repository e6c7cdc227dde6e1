// One lock node at most; made before the first migration, because migrations themselves run under the lock.
CREATE CONSTRAINT migration_lock_name IF NOT EXISTS FOR (l:MigrationLock) REQUIRE l.name IS UNIQUE
