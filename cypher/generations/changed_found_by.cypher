// purpose: read what opened or closed since a published generation, of the links for the search keys of a record
// params: number, forever
// returns: source, target, since, until
MATCH (a:Record)-[l:FOUND_BY]->(b:SearchKey)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.key AS source, b.key AS target, l.since AS since, l.until AS until
