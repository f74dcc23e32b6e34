// purpose: read what opened or closed since a published generation, of the links for what a record says of its person
// params: number, forever
// returns: source, target, stated_on, since, until
MATCH (a:Record)-[l:SAYS]->(b:Details)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.key AS source, b.key AS target, l.stated_on AS stated_on, l.since AS since, l.until AS until
