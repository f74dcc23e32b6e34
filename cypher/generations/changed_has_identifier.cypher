// purpose: read what opened or closed since a published generation, of the links for the identifiers of a record
// params: number, forever
// returns: source, target, verified, since, until
MATCH (a:Record)-[l:HAS_IDENTIFIER]->(b:Identifier)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.key AS source, b.key AS target, l.verified AS verified, l.since AS since, l.until AS until
