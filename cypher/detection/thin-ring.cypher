// Takes $limit members off a ring that is too large to be removed in one transaction.
// $run id, $ring id, $limit relationships
MATCH (:Account)-[m:MEMBER_OF]->(:Ring {id: $ring, run: $run})
WITH m LIMIT toInteger($limit)
DELETE m
RETURN count(*) AS removed
