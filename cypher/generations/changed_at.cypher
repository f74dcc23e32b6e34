// purpose: read what opened or closed since a published generation, of the links for where a touchpoint was, by the record it was stated for
// params: number, forever
// returns: source, target, record, happened_on, kind, since, until
MATCH (a:Touchpoint)-[l:AT]->(b:StatedAddress)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.key AS source, b.key AS target, l.record AS record, l.happened_on AS happened_on, l.kind AS kind, l.since AS since, l.until AS until
