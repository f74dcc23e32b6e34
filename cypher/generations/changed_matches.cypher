// purpose: read what opened or closed since a published generation, of the links for the evidence between two records
// params: number, forever
// returns: source, target, weight, band, model, reason, since, until
MATCH (a:Record)-[l:MATCHES]->(b:Record)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.key AS source, b.key AS target, l.weight AS weight, l.band AS band, l.model AS model, l.reason AS reason, l.since AS since, l.until AS until
