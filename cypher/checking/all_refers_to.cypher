// purpose: read all links there are, in force or not, for which person a record refers to
// params: none
// returns: source, target, since, until
MATCH (a:Record)-[l:REFERS_TO]->(b:Person)
RETURN a.key AS source, b.id AS target, l.since AS since, l.until AS until
