// Behind which number are the newest $limit templates? No row when there are no more than that.
// $limit int
MATCH (p:TemplatePattern)
USING INDEX p:TemplatePattern(seq)
WHERE p.seq > 0
WITH p.seq AS seq ORDER BY seq DESC SKIP toInteger($limit) LIMIT 1
RETURN seq
