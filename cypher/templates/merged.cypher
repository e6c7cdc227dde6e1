// Which templates turned out to be others and still have observations of their own?
// $type name of the signal type, $limit int
MATCH (p:TemplatePattern)
WHERE p.mergedInto > ''
MATCH (s:Signal {key: $type + ':' + p.id})
WHERE EXISTS { (s)<-[:%%RELATIONSHIP%%]-() }
RETURN p.id AS id
LIMIT toInteger($limit)
