// Which template did this one turn out to be? mergedInto is null while it is its own.
// $id
MATCH (p:TemplatePattern {id: $id})
RETURN p.mergedInto AS mergedInto
