// purpose: read what opened or closed since a published generation, of the links for which address a stated address denotes
// params: number, forever
// returns: source, target, since, until
MATCH (a:StatedAddress)-[l:DENOTES]->(b:Address)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.key AS source, b.id AS target, l.since AS since, l.until AS until
