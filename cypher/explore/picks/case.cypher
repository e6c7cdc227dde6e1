// The newest case
MATCH (opened:Case) WHERE opened.id > ''
RETURN opened.id AS case ORDER BY opened.openedAt DESC, opened.id LIMIT 1
