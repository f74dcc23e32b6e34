// purpose: read all open links for which person a record refers to
// params: forever
// returns: source, target
MATCH (a:Record)-[l:REFERS_TO]->(b:Person)
WHERE l.until = $forever
RETURN a.key AS source, b.id AS target
