// All nodes of a label that has few, or that has no key of one property.
MATCH (n:%%LABEL%%)
RETURN labels(n) AS labels, properties(n) AS properties
