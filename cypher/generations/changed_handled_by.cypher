// purpose: read what opened or closed since a published generation, of the links for who dealt with a touchpoint, by the record it was stated for
// params: number, forever
// returns: source, target, record, since, until
MATCH (a:Touchpoint)-[l:HANDLED_BY]->(b:Professional)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.key AS source, b.key AS target, l.record AS record, l.since AS since, l.until AS until
