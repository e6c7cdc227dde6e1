// A restored log of templates is another log than the one it was copied from: instances that know the old one must read anew.
MATCH (l:TemplateLog)
SET l.id = randomUUID()
