// purpose: read all open links for which person a record refers to
// params: forever
// returns: packed source, target
MATCH (a:Record)-[l:REFERS_TO]->(b:Person)
WHERE l.until = $forever
RETURN collect([a.key, b.id]) AS packed
