// purpose: read the person of every record in a generation
// params: number
// returns: packed record, person
MATCH (r:Record)-[l:REFERS_TO]->(p:Person)
WHERE l.since <= $number AND l.until > $number
RETURN collect([r.key, p.id]) AS packed
