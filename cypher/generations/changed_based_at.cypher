// purpose: read what opened or closed since a published generation, of the links for the address of a household
// params: number, forever
// returns: source, target, since, until
MATCH (a:Household)-[l:BASED_AT]->(b:Address)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.id AS source, b.id AS target, l.since AS since, l.until AS until
