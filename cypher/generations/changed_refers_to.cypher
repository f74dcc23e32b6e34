// purpose: read what opened or closed since a published generation, of the links for which person a record refers to
// params: number, forever
// returns: source, target, since, until
MATCH (a:Record)-[l:REFERS_TO]->(b:Person)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.key AS source, b.id AS target, l.since AS since, l.until AS until
