// purpose: read what opened or closed since a published generation, of the links for the touchpoints a record had
// params: number, forever
// returns: source, target, happened_on, kind, since, until
MATCH (a:Record)-[l:HAD]->(b:Touchpoint)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.key AS source, b.key AS target, l.happened_on AS happened_on, l.kind AS kind, l.since AS since, l.until AS until
